import { row } from "./fault-row.ts";

/** What is refused about the hub between wallets. */
export const hubFaults = {
  hub_nothing_to_settle: row(
    409,
    false,
    { zh: "没有需要结算的净额", en: "There is nothing to settle" },
    { zh: "各参与方净额均为零,窗口继续。", en: "Every net position is nothing. The window stays open." },
  ),
  hub_line_refused: row(
    409,
    false,
    { zh: "该结算指令不能这样完结", en: "The line cannot be settled like that" },
    {
      zh: "context.why 说明原因:方向不符、在途资金不足(付方尚未付款),或缴存资金不足。",
      en:
        "`context.why` says why: it is the other way round, nobody has paid in enough yet (in transit), or what the " +
        "wallet put down does not cover it.",
    },
  ),
  hub_change_decided: row(
    409,
    false,
    { zh: "该变更已有决定", en: "The change was decided already" },
    { zh: "请查询其当前状态。", en: "Read the changes to see how." },
  ),
  hub_funds_needed: row(
    409,
    false,
    { zh: "缴存资金仍被占用", en: "These funds are needed" },
    {
      zh: "头寸或未完结的结算须由这些资金覆盖;请先结算。",
      en: "The position, or a settlement that is open, must be covered. Settle first.",
    },
  ),
} as const;
