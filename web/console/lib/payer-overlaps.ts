import type { PayerCodeRule } from "./types.ts";

/** Codes that rules of several wallets claim: the longer prefix, and the numbers of digits that both allow. */
export type Overlap = { prefix: string; digits: { min: number; max: number }; wallets: string[] };

type Plain = PayerCodeRule & { prefix: string; digits: { min: number; max: number } };
const isPlain = (rule: PayerCodeRule): rule is Plain => rule.prefix !== null && rule.digits !== null;

function both(one: Plain, two: Plain): Omit<Overlap, "wallets"> | null {
  const [short, long] = one.prefix.length <= two.prefix.length ? [one, two] : [two, one];
  const digits = {
    min: Math.max(one.digits.min, two.digits.min),
    max: Math.min(one.digits.max, two.digits.max),
  };
  return long.prefix.startsWith(short.prefix) && digits.min <= digits.max ? { prefix: long.prefix, digits } : null;
}

/** With which other wallets a rule's codes are ambiguous. What a wallet says by a shape is no plain number. */
export function overlapsOf(rule: PayerCodeRule, rules: readonly PayerCodeRule[]): Overlap[] {
  if (!isPlain(rule)) return [];
  return rules.flatMap((other) => {
    const shared = isPlain(other) && other.wallet !== rule.wallet ? both(rule, other) : null;
    return shared ? [{ ...shared, wallets: [rule.wallet, other.wallet].toSorted() }] : [];
  });
}

/** Every ambiguity of all the rules, once. */
export function allOverlaps(rules: readonly PayerCodeRule[]): Overlap[] {
  const found = rules.flatMap((rule) => overlapsOf(rule, rules));
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
