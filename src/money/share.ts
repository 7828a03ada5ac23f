import { type Money, MoneyFault, money } from "./money.ts";

export type Rounding = "down" | "up" | "half_even";

/** part/whole of an amount; the caller names the rounding, there is no default. */
export function share(amount: Money, part: bigint, whole: bigint, rounding: Rounding): Money {
  if (whole <= 0n || part < 0n) throw new MoneyFault("amount_malformed", "A share needs part >= 0 and whole > 0.");
  const product = amount.minor * part;
  const quotient = product / whole;
  const rest = product % whole;
  if (rest === 0n) return money(quotient, amount.currency);
  const away = product < 0n ? -1n : 1n;
  if (rounding === "down") return money(quotient, amount.currency);
  if (rounding === "up") return money(quotient + away, amount.currency);
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const roundAway = twice > whole || (twice === whole && quotient % 2n !== 0n);
  return money(roundAway ? quotient + away : quotient, amount.currency);
}

/** Splits an amount by weights so that the parts sum to it exactly; what is left over goes to the first parts. */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  const whole = weights.reduce((a, b) => a + b, 0n);
  if (whole <= 0n || weights.some((weight) => weight < 0n))
    throw new MoneyFault("amount_malformed", "An allocation needs weights >= 0 whose sum is positive.");
  const parts = weights.map((weight) => share(amount, weight, whole, "down").minor);
  const unit = amount.minor < 0n ? -1n : 1n;
  let rest = amount.minor - parts.reduce((a, b) => a + b, 0n);
  for (let i = 0; rest !== 0n; i = (i + 1) % parts.length) {
    if (weights[i] === 0n) continue;
    parts[i] = (parts[i] as bigint) + unit;
    rest -= unit;
  }
  return parts.map((minor) => money(minor, amount.currency));
}
