import type { Bill } from "./contract.ts";
import type { Dictionary } from "./words.ts";

/** Whom the buyer pays: the marketplace, or the one store, or just "the shop". */
export function shopName(bill: Bill, t: Dictionary): string {
  const [first, second] = bill.orders;
  return bill.marketplace_title ?? (first && !second ? first.store_title : undefined) ?? t.theShop;
}

/** Addresses that a page may move to: the web, or an app's scheme; never one that runs or holds something itself. */
export function safeToLeaveFor(url: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  return scheme !== undefined && !["javascript", "data", "blob", "file", "vbscript", "about"].includes(scheme);
}
