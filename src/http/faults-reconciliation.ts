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
