import { currencyOfNumber, fromDecimalText, type Money, MoneyFault, numericCode, toDecimalText } from "#money";
import { emvCrc } from "./emv-crc.ts";
import { type DataObject, type Emv, type EmvFault, readObjects, writeObjects } from "./emv-tlv.ts";

/** Where money goes in one network: a bare value (02–25) or a template (26–51) under its globally unique identifier. */
export type MerchantAccount =
  | { id: string; value: string }
  | { id: string; guid: string; fields: readonly DataObject[] };

/** What a merchant-presented code says (EMVCo QR Code Specification, merchant-presented mode, 1.1). */
export type MerchantCode = {
  /** Static: shown to many payers. Dynamic: made for one payment. */
  use: "static" | "dynamic";
  accounts: readonly MerchantAccount[];
  /** ISO 18245, four digits. */
  category: string;
  /** ISO 4217, three digits: 156 is CNY. */
  currency: string;
  /** As the code writes it, such as "23.72"; null: the payer enters it. */
  amount: string | null;
  /** ISO 3166-1, two letters. */
  country: string;
  /** Latin name and city, at most 25 and 15 characters. */
  name: string;
  city: string;
  postcode: string | null;
  /** Name and city in the language that `language` names (ISO 639-1), such as 最佳运输 in ZH. */
  local: { language: string; name: string; city: string | null } | null;
  /** Template 62: 01 bill number, 03 store label, 05 reference, 07 terminal, … */
  additional: readonly DataObject[];
  /** Tip and convenience objects (55–57), unreserved templates (80–99) and RFU (65–79), as they stand. */
  other: readonly DataObject[];
};

const crcTail = "6304";
const isLocal = (id: string) => id >= "02" && id <= "51";
const isTemplate = (id: string) => id >= "26";
const wrong = (at: string, fault: EmvFault = "emv_field_wrong") => ({ ok: false, fault, at }) as const;

/** Rules of single fields; `null` in the code means that the field may be absent. */
const fields: Readonly<Record<string, { shape: RegExp; required: boolean }>> = {
  "00": { shape: /^01$/, required: true },
  "01": { shape: /^1[12]$/, required: false },
  "52": { shape: /^\d{4}$/, required: true },
  "53": { shape: /^\d{3}$/, required: true },
  "54": { shape: /^(?=.{1,13}$)\d+(\.\d*)?$/, required: false },
  "58": { shape: /^[A-Z]{2}$/, required: true },
  "59": { shape: /^[\x20-\x7e]{1,25}$/, required: true },
  "60": { shape: /^[\x20-\x7e]{1,15}$/, required: true },
  "61": { shape: /^[\x20-\x7e]{1,10}$/, required: false },
};

/** The text of a code, its CRC last. Throws when the code breaks the rules that `readCode` checks: a bug of ours. */
export function writeCode(code: MerchantCode): string {
  const objects: DataObject[] = [
    { id: "00", value: "01" },
    { id: "01", value: code.use === "static" ? "11" : "12" },
    ...code.accounts.map(writeAccount),
    { id: "52", value: code.category },
    { id: "53", value: code.currency },
    ...given("54", code.amount),
    { id: "58", value: code.country },
    { id: "59", value: code.name },
    { id: "60", value: code.city },
    ...given("61", code.postcode),
    ...(code.additional.length > 0 ? [{ id: "62", value: writeObjects(code.additional) }] : []),
    ...(code.local ? [{ id: "64", value: writeLocal(code.local) }] : []),
    ...code.other,
  ];
  const open = writeObjects(objects) + crcTail;
  const text = open + emvCrc(open);
  const read = readCode(text);
  if (!read.ok) throw new Error(`This merchant code cannot be written: ${read.fault} at ${read.at}.`);
  return text;
}

const given = (id: string, value: string | null): DataObject[] => (value === null ? [] : [{ id, value }]);

function writeAccount(account: MerchantAccount): DataObject {
  if ("value" in account) return account;
  return { id: account.id, value: writeObjects([{ id: "00", value: account.guid }, ...account.fields]) };
}

function writeLocal(local: NonNullable<MerchantCode["local"]>): string {
  return writeObjects([
    { id: "00", value: local.language },
    { id: "01", value: local.name },
    ...given("02", local.city),
  ]);
}

/** Reads a code strictly: form, order, CRC over UTF-8 bytes, every field's shape. `at` says where it fails. */
export function readCode(text: string): Emv<MerchantCode> {
  if (!/6304[0-9A-Fa-f]{4}$/.test(text)) return wrong("63", "emv_crc_missing");
  if (emvCrc(text.slice(0, -4)) !== text.slice(-4).toUpperCase()) return wrong("63", "emv_crc_wrong");
  const split = readObjects(text.slice(0, -8));
  if (!split.ok) return split;
  const objects = new Map(split.value.map(({ id, value }) => [id, value]));
  // Its check sum is the last object: another one before it is a second.
  if (objects.has("63")) return wrong("63", "emv_object_twice");
  if (split.value[0]?.id !== "00") return wrong("00", "emv_no_payload_format");
  for (const [id, { shape, required }] of Object.entries(fields)) {
    const value = objects.get(id);
    if (value === undefined ? required : !shape.test(value)) return wrong(id);
  }
  return readTemplates(split.value, objects);
}

function readTemplates(all: readonly DataObject[], objects: ReadonlyMap<string, string>): Emv<MerchantCode> {
  const accounts: MerchantAccount[] = [];
  for (const one of all.filter(({ id }) => isLocal(id))) {
    const read = readAccount(one);
    if (!read.ok) return read;
    accounts.push(read.value);
  }
  if (accounts.length === 0) return wrong("02");
  const additional = readObjects(objects.get("62") ?? "", "62.");
  if (!additional.ok) return additional;
  const local = readLocal(objects.get("64"));
  if (!local.ok) return local;
  const text = (id: string) => objects.get(id) ?? "";
  return {
    ok: true,
    value: {
      use: objects.get("01") === "12" ? "dynamic" : "static",
      accounts,
      ...{ category: text("52"), currency: text("53"), amount: objects.get("54") ?? null, country: text("58") },
      ...{ name: text("59"), city: text("60"), postcode: objects.get("61") ?? null },
      local: local.value,
      additional: additional.value,
      other: all.filter(({ id }) => (id >= "55" && id <= "57") || id >= "65"),
    },
  };
}

function readAccount({ id, value }: DataObject): Emv<MerchantAccount> {
  if (!isTemplate(id)) return { ok: true, value: { id, value } };
  const inside = readObjects(value, `${id}.`);
  if (!inside.ok) return inside;
  const [first, ...rest] = inside.value;
  if (first?.id !== "00" || first.value.length > 32) return wrong(`${id}.00`);
  return { ok: true, value: { id, guid: first.value, fields: rest } };
}

function readLocal(value: string | undefined): Emv<MerchantCode["local"]> {
  if (value === undefined) return { ok: true, value: null };
  const inside = readObjects(value, "64.");
  if (!inside.ok) return inside;
  const of = new Map(inside.value.map((one) => [one.id, one.value]));
  const [language, name] = [of.get("00"), of.get("01")];
  if (language === undefined || !/^[A-Za-z]{2}$/.test(language)) return wrong("64.00");
  if (name === undefined || [...name].length > 25) return wrong("64.01");
  const city = of.get("02") ?? null;
  if (city !== null && [...city].length > 15) return wrong("64.02");
  return { ok: true, value: { language, name, city } };
}

/** The amount that a code names; null: the payer enters it. More digits than the currency has: refused, not rounded. */
export function codeAmount(code: MerchantCode): Emv<Money | null> {
  if (code.amount === null) return { ok: true, value: null };
  const currency = currencyOfNumber(code.currency);
  if (currency === null) return wrong("53");
  try {
    return { ok: true, value: fromDecimalText(code.amount.replace(/\.$/, ""), currency) };
  } catch (fault) {
    if (fault instanceof MoneyFault) return wrong("54");
    throw fault;
  }
}

/** An amount and its currency as a code writes them. */
export function amountFields(amount: Money): Pick<MerchantCode, "amount" | "currency"> {
  return { amount: toDecimalText(amount), currency: numericCode(amount.currency) };
}
