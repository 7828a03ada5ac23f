import type { MoneyJson } from "./contract.ts";

const shapes: Readonly<Record<string, { sign: string; digits: number }>> = {
  CNY: { sign: "¥", digits: 2 },
  HKD: { sign: "HK$", digits: 2 },
  USD: { sign: "US$", digits: 2 },
  JPY: { sign: "JP¥", digits: 0 },
};

/** "¥12,800.00" from {CNY, "1280000"}: text all the way, no float touches an amount. */
export function moneyText(amount: MoneyJson): string {
  const { sign, digits } = shapes[amount.currency] ?? { sign: `${amount.currency} `, digits: 2 };
  const negative = amount.minor.startsWith("-");
  const plain = (negative ? amount.minor.slice(1) : amount.minor).padStart(digits + 1, "0");
  const whole = plain.slice(0, plain.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits > 0 ? `.${plain.slice(-digits)}` : "";
  return `${negative ? "−" : ""}${sign}${whole}${fraction}`;
}

/** Null when there is nothing to add. All amounts of one checkout have one currency. */
export function addUp(amounts: readonly MoneyJson[]): MoneyJson | null {
  const [first] = amounts;
  if (!first) return null;
  const total = amounts.reduce((sum, { minor }) => sum + BigInt(minor), 0n);
  return { currency: first.currency, minor: total.toString() };
}
