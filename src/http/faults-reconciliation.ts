import { row } from "./fault-row.ts";

export const reconciliationFaults = {
  bill_day_invalid: row(
    422,
    false,
    { zh: "账单日期无效", en: "The bill's day is not valid" },
    {
      zh: "请给出已经结束的一天（上海时间），格式 2026-11-22。",
      en: "Name a day of Asia/Shanghai that is over, as 2026-11-22.",
    },
  ),
  bill_day_from_files: row(
    409,
    false,
    { zh: "当日正待按已批准的文件对账", en: "The day is about to be read from approved files" },
    {
      zh: "两人已批准按上传的文件对账，请稍候；对账完成或被拒后方可重新获取。",
      en: "Two people approved files for it. Wait until it was read from them, or was refused; then have it fetched.",
    },
  ),
  bill_changed: row(
    409,
    false,
    { zh: "当日已有另一份账单", en: "The day has another bill" },
    {
      zh: "当日账单已入账（context.run），与此文件内容不同；已入账的账单不可由文件取代，差异请作为差错处理。",
      en:
        "That day was brought in with another story, see the run in `context.run`. A file never takes its place: what " +
        "differs is a break, which two people end.",
    },
  ),
  bill_not_offered: row(
    422,
    false,
    { zh: "该钱包没有此种账单文件", en: "No such bill file is known of this wallet" },
    {
      zh: "请选择该账户支持的账单种类。有的钱包没有公开的账单格式，其款项只能逐笔查询核对。",
      en:
        "Choose a kind of bill that the account has. Of some wallets no form of a bill is known: their money is " +
        "reconciled by asking.",
    },
  ),
  bill_file_too_large: row(
    413,
    false,
    { zh: "账单文件过大", en: "The bill file is too large" },
    {
      zh: "文件不得超过 512 MB，解压后也须像一份账单。请上传钱包提供的原文件。",
      en: "At most 512 MB as it comes, and it must unpack like a bill. Send the file as the wallet handed it out.",
    },
  ),
  bill_file_refused: row(
    422,
    false,
    { zh: "账单文件无法采用", en: "The bill file cannot be used" },
    {
      zh: "文件不完整、合计不符或格式不对（见 context），未保存。请从钱包重新下载，勿用表格软件改存。",
      en:
        "It is cut off, does not make its own totals, or is no such bill; `context` says which. Nothing was kept. " +
        "Download it again, and do not save it from a spreadsheet.",
    },
  ),
  bill_file_hash_wrong: row(
    422,
    false,
    { zh: "哈希不符", en: "The file is not the one that the hash is of" },
    {
      zh: "文件与所填哈希（或压缩包自带校验和）不符，未保存。请核对或重新下载。",
      en: "Its hash, or its archive's own check sum, is another one. Nothing was kept. Check it, or download it again.",
    },
  ),
  bill_file_of_another_day: row(
    422,
    false,
    { zh: "账单不是所选日期的", en: "The bill is of another day" },
    {
      zh: "文件内为 context.found，所选为 context.chosen；未保存。请选择正确的日期或文件。",
      en: "The file says `context.found`, you chose `context.chosen`. Nothing was kept. Choose its day, or another file.",
    },
  ),
  bill_file_of_another_account: row(
    422,
    false,
    { zh: "账单不是所选账户的", en: "The bill is of another account" },
    {
      zh: "文件内为 context.found，所选账户为 context.chosen；未保存。请选择正确的账户或文件。",
      en:
        "The file says `context.found`, the account that you chose is `context.chosen`. Nothing was kept. Choose its " +
        "account, or another file.",
    },
  ),
  bill_files_busy: row(
    429,
    true,
    { zh: "正在处理其他账单文件", en: "Other bill files are being read" },
    { zh: "请稍后再传。", en: "Send it again in a minute." },
  ),
  bill_file_wrong_state: row(
    409,
    false,
    { zh: "账单文件当前状态不允许此操作", en: "The bill file is in another state" },
    {
      zh: "只有尚未核对之日的交易账单可以提议，且须先有提议才能决定。请查询文件的当前状态。",
      en: "Only a bill of trades is proposed, of a day that has no run yet, and only a proposal is decided. Read the file.",
    },
  ),
  bill_file_proposal_outdated: row(
    409,
    false,
    { zh: "提议已过时", en: "The proposal is not the one you saw" },
    {
      zh: "您看到之后另有新提议，请重新查看。",
      en: "It was proposed anew since you saw it. Read it again and decide.",
    },
  ),
  break_wrong_state: row(
    409,
    false,
    { zh: "差错当前状态不允许此操作", en: "The break is in another state" },
    { zh: "请查询差错的当前状态。", en: "Read the break: it may be closed, or nobody has proposed an end yet." },
  ),
  break_assignee_unfit: row(
    422,
    false,
    { zh: "此人不能负责差错", en: "This person cannot be given the break" },
    {
      zh: "请选择本平台（或全部平台）有退款权限、且在职的运营或财务人员。",
      en: "Choose somebody active of this marketplace, or of the whole house, who may end breaks: operator or finance.",
    },
  ),
  break_assigned_meanwhile: row(
    409,
    false,
    { zh: "差错刚被指派给他人", en: "The break was given to somebody else meanwhile" },
    {
      zh: "现负责人：context.assignee。请重新查看后再指派。",
      en: "It is now with: `context.assignee`. Look again, and assign it anew if you still want to.",
    },
  ),
  agreed_rate_invalid: row(
    422,
    false,
    { zh: "约定费率有误", en: "The agreed rate is not valid" },
    {
      zh: "须给出 rate，或以 end 终止，二者择一；最低手续费须为人民币。",
      en: "Give a `rate`, or `end` it, not both; the smallest fee is in CNY and not below zero.",
    },
  ),
  agreed_rate_taken: row(
    409,
    false,
    { zh: "该时刻已有约定费率", en: "There is an agreed rate for that instant" },
    { zh: "约定费率只增不改，请另选生效时间。", en: "Rates are only added. Choose another instant." },
  ),
  break_no_entry: row(
    409,
    false,
    { zh: "该差错没有可记的分录", en: "No such entry is right for this break" },
    {
      zh: "请从 entries 中选择；没有可选分录时，请采信账单、等待下一份账单，或接受差异。",
      en: "Choose one of the break's `entries`. Where there is none: hear the bill, wait for the next one, or accept.",
    },
  ),
  break_proposal_outdated: row(
    409,
    false,
    { zh: "提议已过时", en: "The proposal is not the one you saw, or no longer right" },
    {
      zh: "您看到之后另有新提议，或我方记录有变，未记任何分录。请重新查看差错；分录不再适用时请否决并重新提议。",
      en:
        "It was proposed anew since you saw it, or our own record has changed; nothing was posted. Read the break " +
        "again and decide what it says now; where its entry is no longer right, reject it and propose again.",
    },
  ),
  break_entered_elsewhere: row(
    409,
    false,
    { zh: "另一日的差错已为同一笔记账", en: "Another day's break has been entered for the same thing" },
    {
      zh: "未记任何分录：context.entered 所指差错已为同一笔记账。请否决本提议，改提接受。",
      en: "Nothing was posted: the break named in `context.entered` has its entry. Reject this one, propose `accept`.",
    },
  ),
  break_entry_refused: row(
    409,
    true,
    { zh: "平台自有资金不足，分录未记", en: "The platform's own funds do not cover the entry" },
    {
      zh: "请先存入平台自有资金后再批准，或改提挂账待查。",
      en: "Nothing was posted. Add own funds at this wallet account and approve again, or propose `suspense`.",
    },
  ),
  break_not_heard: row(
    409,
    false,
    { zh: "账单所述无法入账", en: "What the bill says could not be applied" },
    {
      zh: "账单与我方金额或状态仍不一致，请另行处理。",
      en: "The bill and our own record still disagree. Reject the proposal and propose another end.",
    },
  ),
} as const;
