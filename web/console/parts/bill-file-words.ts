import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { BillFile } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";

export const billKinds = ["trade", "refund", "fund", "commission"] as const;
export type BillKind = (typeof billKinds)[number];

const kinds: Readonly<Record<BillKind, readonly [string, string]>> = {
  trade: ["交易账单", "Trades"],
  refund: ["退款账单", "Refunds"],
  fund: ["资金账单", "Account"],
  commission: ["分账账户资金账单", "Account that takes shares"],
};

export function useKindName(): (kind: BillKind) => string {
  const say = useSay();
  return (kind) => say(...kinds[kind]);
}

/** By the names that the wallets give their files; a guess, which is shown to be changed. */
export function kindOfName(name: string): BillKind {
  if (/fund|资金|账务|signcustomer/i.test(name)) return "fund";
  return /refund|退款/i.test(name) ? "refund" : "trade";
}

export const fileStates: ChipWords = {
  checked: ["default", "已校验，未核对", "Read, not compared"],
  proposed: ["warning", "待他人批准", "Waits for another"],
  approved: ["success", "已批准", "Approved"],
};

const sums: Readonly<Record<string, readonly [string, string]>> = {
  payments: ["付款", "paid"],
  refunds: ["退款", "refunded"],
  fees: ["手续费", "fees"],
  income: ["收入", "in"],
  outgo: ["支出", "out"],
};

/** Sums and period of a file as short lines of text. */
export function useFileSays(): (of: BillFile, money: (minor: string) => string) => readonly string[] {
  const say = useSay();
  const formats = useFormats();
  return ({ lines, totals, begins_at, ends_at }, money) => [
    say(`${formats.number(lines)} 行`, `${formats.number(lines)} lines`),
    ...Object.entries(sums).flatMap(([name, words]) => {
      const minor = totals[name];
      return minor === undefined ? [] : [`${say(...words)} ${money(minor)}`];
    }),
    begins_at === null || ends_at === null
      ? say("无记录", "nothing in it")
      : `${formats.instant(begins_at)} – ${formats.instant(ends_at)}`,
  ];
}
