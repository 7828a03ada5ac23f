import { fromDecimalText, isCurrency, type Money, MoneyFault, toDecimalText } from "#money";
import { CallRefused } from "./faults.ts";

type Body = Readonly<Record<string, unknown>>;

/** A UUID or a ULID: 2.0 allows both, and callers of 1.0 and 1.1 are known to send ULIDs too. */
const correlation =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-7][0-9a-f]{3}-[089ab][0-9a-f]{3}-[0-9a-f]{12}|[0-9A-HJKMNP-TV-Z]{26})$/i;
const amountShape = /^(0|[1-9][0-9]{0,17})([.][0-9]{0,3}[1-9])?$/;
const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** No text of a database holds it. */
const nul = "\0";

/** A text that somebody sent for people to read, as far as it can be kept. */
export const keepable = (text: string, most: number): string => text.replaceAll(nul, "").slice(0, most);

export function isCorrelationId(text: string): boolean {
  return correlation.test(text);
}

export function textOf(body: Body, name: string, most = 32_768): string {
  const value = body[name];
  if (value === undefined || value === null) throw new CallRefused(400, "3102", `${name} is missing`);
  if (typeof value !== "string" || value === "" || value.length > most || value.includes(nul))
    throw new CallRefused(400, "3101", `${name} must be a text of at most ${most} characters`);
  return value;
}

export function correlationOf(body: Body, name: string): string {
  const value = textOf(body, name, 36);
  if (!correlation.test(value)) throw new CallRefused(400, "3101", `${name} must be a UUID or a ULID`);
  return value;
}

export function objectOf(body: Body, name: string): Body {
  const value = body[name];
  if (value === undefined || value === null) throw new CallRefused(400, "3102", `${name} is missing`);
  if (typeof value !== "object" || Array.isArray(value))
    throw new CallRefused(400, "3101", `${name} must be an object`);
  return value as Body;
}

export function instantOf(body: Body, name: string): Date {
  const text = textOf(body, name, 40);
  const at = new Date(text);
  if (!instantShape.test(text) || Number.isNaN(at.getTime()))
    throw new CallRefused(400, "3101", `${name} must be an instant like 2026-11-22T08:00:00.000Z`);
  return at;
}

/** {currency, amount}: no sign, no zeros at the end ("1.5", never "1.50"). */
export function moneyOf(body: Body, name: string): Money {
  const value = objectOf(body, name);
  const [currency, amount] = [textOf(value, "currency", 3), textOf(value, "amount", 32)];
  if (!isCurrency(currency)) throw new CallRefused(400, "3101", `${name}.currency ${currency} is none of the hub's`);
  if (!amountShape.test(amount)) throw new CallRefused(400, "3101", `${name}.amount must be like 1.5 or 10`);
  try {
    return fromDecimalText(amount, currency);
  } catch (fault) {
    if (fault instanceof MoneyFault) throw new CallRefused(400, "3101", `${name}.amount: ${fault.message}`);
    throw fault;
  }
}

/** As the API writes amounts: without zeros at the end. */
export function amountText(amount: Money): string {
  const text = toDecimalText(amount);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** 32 bytes in base64url, 43 characters. */
export function bytes32Of(body: Body, name: string): Buffer {
  const text = textOf(body, name, 48);
  const bytes = Buffer.from(text, "base64url");
  if (!/^[A-Za-z0-9_-]{43}$/.test(text) || bytes.length !== 32)
    throw new CallRefused(400, "3101", `${name} must be 32 bytes in base64url, 43 characters`);
  return bytes;
}

export const partyTypes = [
  "MSISDN",
  "EMAIL",
  "PERSONAL_ID",
  "BUSINESS",
  "DEVICE",
  "ACCOUNT_ID",
  "IBAN",
  "ALIAS",
] as const;

export type PartyKey = { type: string; value: string; sub: string };

export function partyKeyOf(type: string, value: string, sub: string | undefined): PartyKey {
  if (!partyTypes.some((one) => one === type))
    throw new CallRefused(400, "3101", `there is no party type ${type.slice(0, 30)}`);
  if (value === "" || value.length > 128 || (sub ?? "").length > 128)
    throw new CallRefused(400, "3101", "a party's identifier has 1 to 128 characters");
  if (`${value}${sub ?? ""}`.includes(nul))
    throw new CallRefused(400, "3101", "a party's identifier has no zero character");
  return { type, value, sub: sub ?? "" };
}

/** Of a body's `payer` or `payee`. */
export function partyOf(body: Body, name: string): PartyKey & { fsp: string | null } {
  const info = objectOf(objectOf(body, name), "partyIdInfo");
  const sub = typeof info["partySubIdOrType"] === "string" ? info["partySubIdOrType"] : undefined;
  const key = partyKeyOf(textOf(info, "partyIdType", 32), textOf(info, "partyIdentifier", 128), sub);
  return { ...key, fsp: typeof info["fspId"] === "string" ? info["fspId"] : null };
}
