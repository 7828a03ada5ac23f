import { amountFields, type MerchantCode, writeCode } from "./emv-code.ts";
import type { MerchantCodeView } from "./merchant-codes.ts";

/** Where any wallet's scanner, which is a browser too, opens the code. */
export function urlOf(publicUrl: string, id: string): string {
  return `${publicUrl}/c/${id}`;
}

/** Our own name in template 26: no network's, so that no reader takes our number for a network's merchant number. */
export const codeGuid = "hutong.code";

/**
 * The same code for readers of EMVCo's merchant-presented text. Networks' own accounts stand in it where the store has
 * them, as each network handed them out: they are never made up.
 */
export function emvOf(
  code: MerchantCodeView,
  publicUrl: string,
  accounts: readonly { id: string; value: string }[] = [],
): string {
  const { amount, title, latin_name: name, latin_city: city } = code;
  // Template 26 holds 99 characters at most: the house's address must be short enough, else the number alone stands.
  const url = urlOf(publicUrl, code.id);
  const link = url.length <= 70 ? [{ id: "02", value: url }] : [];
  const written: MerchantCode = {
    ...{ use: amount ? "dynamic" : "static", category: "5999", country: "CN", name, city, postcode: null },
    accounts: [
      ...accounts,
      link.length > 0
        ? { id: "26", guid: codeGuid, fields: link }
        : { id: "26", guid: codeGuid, fields: [{ id: "01", value: code.id }] },
    ],
    ...(amount ? amountFields(amount) : { currency: "156", amount: null }),
    local: { language: "ZH", name: [...title].slice(0, 25).join(""), city: null },
    additional: [],
    other: [],
  };
  return writeCode(written);
}
