import { codeGuid, urlOf } from "./code-texts.ts";
import { type MerchantCode, readCode } from "./emv-code.ts";
import type { Emv } from "./emv-tlv.ts";
import { type NetworkRule, readPayerCode } from "./payer-code.ts";
import { codeFaults, type Words } from "./words.ts";

/** What a scanned text is, as far as its shape tells, and why it is nothing that we know. */
export type Decoded =
  | { kind: "payer_code"; wallets: readonly string[] }
  | { kind: "merchant_code"; id: string }
  | { kind: "emv"; emv: MerchantCode; id: string | null }
  | { kind: "unknown"; fault: string; at: string | null; says: Words };

const ownUrl = /\/c\/(cod_[0-9A-HJKMNP-TV-Z]{26})$/;

export function decode(text: string, publicUrl: string, rules: readonly NetworkRule[]): Decoded {
  const scanned = text.trim();
  const own = scanned.startsWith(`${publicUrl}/c/`) ? ownUrl.exec(scanned)?.[1] : undefined;
  if (own !== undefined) return { kind: "merchant_code", id: own };
  if (/^\d{6}/.test(scanned) && scanned.startsWith("0002")) return ofEmv(readCode(scanned), publicUrl);
  const payer = readPayerCode(scanned, rules);
  if (payer.ok) return { kind: "payer_code", wallets: [payer.network] };
  if (payer.fault === "payer_code_ambiguous") return { kind: "payer_code", wallets: payer.networks };
  return { kind: "unknown", fault: payer.fault, at: null, says: codeFaults[payer.fault] };
}

/** Our number is taken from our own template alone: whoever writes it into another's code pays somebody else by it. */
function ofEmv(read: Emv<MerchantCode>, publicUrl: string): Decoded {
  if (!read.ok) return { kind: "unknown", fault: read.fault, at: read.at, says: codeFaults[read.fault] };
  const emv = read.value;
  const texts = emv.accounts.flatMap((one) =>
    "fields" in one && one.guid === codeGuid ? one.fields.map((field) => field.value) : [],
  );
  const id = texts.map((value) => numberIn(value, publicUrl)).find((one) => one !== null) ?? null;
  return { kind: "emv", emv, id };
}

/** Of the number alone, or of this house's address of it. */
function numberIn(value: string, publicUrl: string): string | null {
  const id = /(cod_[0-9A-HJKMNP-TV-Z]{26})$/.exec(value)?.[1] ?? null;
  return id !== null && (value === id || value === urlOf(publicUrl, id)) ? id : null;
}
