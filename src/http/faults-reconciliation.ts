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
  break_wrong_state: row(
    409,
    false,
    { zh: "差错当前状态不允许此操作", en: "The break is in another state" },
    { zh: "请查询差错的当前状态。", en: "Read the break: it may be closed, or nobody has proposed an end yet." },
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
      zh: "账单与我方金额或状态仍不一致,请另行处理。",
      en: "The bill and our own record still disagree. Reject the proposal and propose another end.",
    },
  ),
} as const;
