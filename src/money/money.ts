import { type Currency, isCurrency, minorDigits } from "./currency.ts";

declare const brand: unique symbol;

/** Whole minor units (fen for CNY) and their currency. Made only by the functions of this room. */
export type Money = { readonly minor: bigint; readonly currency: Currency; readonly [brand]: true };

/**
 * The only form in which an amount crosses our API: `minor` is a decimal text, so that no reader makes a float of it.
 */
export type MoneyJson = { currency: Currency; minor: string };

export class MoneyFault extends Error {
  readonly code: "amount_malformed" | "currency_unknown" | "currency_mismatch";
  constructor(code: MoneyFault["code"], message: string) {
    super(message);
    this.name = "MoneyFault";
    this.code = code;
  }
}

export function money(minor: bigint, currency: Currency): Money {
  if (!isCurrency(currency)) throw new MoneyFault("currency_unknown", `No such currency: ${String(currency)}.`);
  return Object.freeze({ minor, currency }) as Money;
}

/** CNY from fen. */
export function fen(minor: bigint | number): Money {
  return money(BigInt(minor), "CNY");
}

export function zero(currency: Currency): Money {
  return money(0n, currency);
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency)
    throw new MoneyFault("currency_mismatch", `${a.currency} and ${b.currency} cannot be mixed.`);
}

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor + b.minor, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b);
  return money(a.minor - b.minor, a.currency);
}

export function equals(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

/** Negative, zero or positive as a is less than, equal to or more than b. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency(a, b);
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0;
}

export function sum(amounts: readonly Money[], currency: Currency): Money {
  return amounts.reduce(add, zero(currency));
}

/** "12.30" for 1230 fen: the text that Alipay and people read. */
export function toDecimalText(amount: Money): string {
  const digits = minorDigits(amount.currency);
  const sign = amount.minor < 0n ? "-" : "";
  const text = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Parses "12.3" or "12.30" exactly; "0.001" yuan is refused, never rounded. */
export function fromDecimalText(text: string, currency: Currency): Money {
  const digits = minorDigits(currency);
  const found = /^(-?)(0|[1-9]\d{0,17})(?:\.(\d+))?$/.exec(text);
  const fraction = found?.[3] ?? "";
  if (!found || fraction.length > digits)
    throw new MoneyFault("amount_malformed", `"${text}" is no amount of ${currency} with at most ${digits} decimals.`);
  const minor = BigInt(`${found[2]}${fraction.padEnd(digits, "0")}`);
  return money(found[1] ? -minor : minor, currency);
}

export function toJson(amount: Money): MoneyJson {
  return { currency: amount.currency, minor: amount.minor.toString() };
}

export function fromJson(json: { currency: string; minor: string }): Money {
  if (!isCurrency(json.currency)) throw new MoneyFault("currency_unknown", `No such currency: ${json.currency}.`);
  if (!/^-?(0|[1-9]\d{0,17})$/.test(json.minor))
    throw new MoneyFault("amount_malformed", `"${json.minor}" is no whole number of minor units.`);
  return money(BigInt(json.minor), json.currency);
}

/** Minor units as a JSON number, for wallets whose wire wants one. Refused beyond 2^53: it would no longer be exact. */
export function toMinorNumber(amount: Money): number {
  const exact = Number(amount.minor);
  if (!Number.isSafeInteger(exact)) throw new MoneyFault("amount_malformed", `${amount.minor} is too large for JSON.`);
  return exact;
}
