import { Problem } from "./api.ts";
import { fenOf } from "./format.ts";
import type { Money } from "./types.ts";

/** What was typed as an amount of money to move. What cannot be read moves nothing: it is told to whoever typed it. */
export function typedAmount(text: string): Money {
  const amount = fenOf(text);
  if (amount) return amount;
  const zh = { title: "金额无法识别", detail: "请填写如 12 或 12.30 的金额，大于零" };
  const detail = "Write it like 12 or 12.30, above zero";
  throw new Problem(0, { code: "amount_unread", title: "The amount cannot be read", detail, zh });
}
