import { fieldText } from "../wire.ts";
import { refuse, refuseBill } from "./refusal.ts";
import type { Call } from "./trades.ts";

/** This sandbox makes no bill files yet, so every well-formed question is answered as for a day without a bill. */
export const billAddress: Call = (_, biz) => {
  const type = fieldText(biz, "bill_type");
  if (type !== "trade" && type !== "signcustomer") return refuse("INVALID_PARAMETER", "bill_type");
  if (!/^\d{4}-\d{2}(-\d{2})?$/.test(fieldText(biz, "bill_date"))) return refuse("INVALID_PARAMETER", "bill_date");
  return refuseBill("isp.bill_not_exist", "账单不存在");
};
