import { type FaultRow, row } from "./fault-row.ts";

/** What is refused about openings and their consultations. */
export const openingFaults = {
  opening_wrong_state: row(
    409,
    false,
    { zh: "开放计划当前状态不允许此操作", en: "The opening is in another state" },
    { zh: "请查询其当前状态。", en: "Read the opening to see its state." },
  ),
  opening_overlaps: row(
    409,
    false,
    { zh: "与另一开放计划重叠", en: "Another opening already opens this" },
    {
      zh: "同一平台、能力、方式和伙伴只能有一个进行中的开放计划，请先撤回 context 中的那一个。",
      en: "One live opening per marketplace, capability, method and partner. Withdraw the one in `context` first.",
    },
  ),
  opening_invalid: row(
    422,
    false,
    { zh: "开放计划内容有误", en: "The opening is not valid" },
    { zh: "请按 context 所示修改。", en: "Mend what `context` names." },
  ),
  opening_terms_frozen: row(
    409,
    false,
    { zh: "条款已锁定", en: "The terms are frozen" },
    {
      zh: "商家表决的条款就是生效的条款；如需修改，请撤回后另建计划。",
      en: "What was voted on is what runs. Withdraw it and draft another one to change its words.",
    },
  ),
  opening_notice_too_short: row(
    409,
    false,
    { zh: "公告期不足", en: "Too little notice" },
    {
      zh: "生效时间不得早于 context 中的 earliest（按平台所在时区的日历日计算）。",
      en: "It may take effect at `earliest` in `context` or later: whole calendar days of the marketplace's time zone.",
    },
  ),
  opening_prerequisites_missing: row(
    409,
    false,
    { zh: "前提条件未满足", en: "Prerequisites are missing" },
    { zh: "context 中的 missing 列出尚缺的条件。", en: "`missing` in `context` names them. Bring them about first." },
  ),
  opening_consultation_missing: row(
    409,
    false,
    { zh: "尚未征求商家意见", en: "The stores have not been asked about these terms" },
    {
      zh: "请先征求意见，或在 skip_consultation 中写明不征求的理由。",
      en: "Consult them first, or say in skip_consultation why nobody is asked.",
    },
  ),
  opening_not_supported: row(
    409,
    false,
    { zh: "商家未支持", en: "The stores did not support it" },
    { zh: "请修改条款后再次征求意见，或撤回。", en: "Change the terms and ask again, or withdraw it." },
  ),
  consultation_under_way: row(
    409,
    true,
    { zh: "征求意见尚未截止", en: "The consultation is still under way" },
    {
      zh: "截止后才公布结果，此前只公布票数。",
      en: "Results come after the deadline; until then only counts are told.",
    },
  ),
  consultation_over: row(
    409,
    false,
    { zh: "征求意见已截止", en: "The consultation is over" },
    { zh: "选票已封存，不再接受新的或修改的选票。", en: "The ballots are sealed: none comes in and none is changed." },
  ),
  ballot_exists: row(
    409,
    false,
    { zh: "本店已投票", en: "This store has voted" },
    {
      zh: "每店一票；如需修改，请在 replaces 中写明当前选票的版本。",
      en: "One ballot a store. To change it, name its version in `replaces`.",
    },
  ),
  ballot_changed: row(
    409,
    false,
    { zh: "选票已被他人修改", en: "The ballot was changed meanwhile" },
    { zh: "请读取当前选票后再修改。", en: "Read the ballot as it is now, then change it." },
  ),
  store_not_asked: row(
    409,
    false,
    { zh: "本店不在征求意见的名单内", en: "This store is not among those that were asked" },
    {
      zh: "名单在征求意见开始时确定，此后加入的店铺不参加本次表决。",
      en: "Who is asked was fixed when the consultation began; a store that joined later has no ballot in it.",
    },
  ),
  second_person_needed: row(
    403,
    false,
    { zh: "需要第二人批准", en: "A second person must approve" },
    {
      zh: "请先提出，再由另一位有批准权限的人批准；密钥与提出人本人均不能批准。",
      en: "Propose it, and let another person who may approve do so: never a key, never the proposer.",
    },
  ),
  proposal_outdated: row(
    409,
    false,
    { zh: "提议之后开放计划已变更", en: "The opening has changed since it was proposed" },
    {
      zh: "批准只针对提议时的版本；请查看现在的内容，否决旧提议后重新提出。",
      en: "An approval is of the version proposed. Read it as it is now, reject this proposal, and propose it afresh.",
    },
  ),
  two_people_always: row(
    409,
    false,
    { zh: "生产环境始终须两人", en: "In production two people are always needed" },
    {
      zh: "开放、提高限额或恢复，须一人提出、另一人批准；此项不可放宽。",
      en: "What opens, raises a cap or resumes is proposed by one and approved by another. Nothing relaxes that here.",
    },
  ),
  complaint_exists: row(
    409,
    false,
    { zh: "该支付已有投诉", en: "This payment was complained about already" },
    { zh: "每笔支付只计一次投诉，无需再次登记。", en: "A payment is counted once. Nothing more is needed." },
  ),
  person_needed: row(
    403,
    false,
    { zh: "须由有权限的个人操作", en: "A person must do this" },
    { zh: "请使用有权代表该商家或平台的个人令牌。", en: "Use the personal token of somebody who may act here." },
  ),
} as const satisfies Record<string, FaultRow>;
