import { amountFields, type MerchantCode, writeCode } from "./emv-code.ts";
import type { MerchantCodeView } from "./merchant-codes.ts";

/** Where any wallet's scanner, which is a browser too, opens the code. */
export function urlOf(publicUrl: string, id: string): string {
  return `${publicUrl}/c/${id}`;
}

/** Our own name in template 26: no network's, so that no reader takes our number for a network's merchant number. */
export const codeGuid = "hutong.code";

/**
 * The same code for readers of EMVCo's merchant-presented text (UnionPay's and its partners' apps). A network's own
 * account (UnionPay: object 15) stands in it only when the store has one there; its layout (two institutions and the
 * merchant's number) is remembered, not verified, so it is given as the network handed it out and never made up.
 */
export function emvOf(code: MerchantCodeView, publicUrl: string, unionPayAccount?: string): string {
  const { amount, title, latin_name: name, latin_city: city } = code;
  // Template 26 holds 99 characters at most: the house's address must be short enough, else the number alone stands.
  const url = urlOf(publicUrl, code.id);
  const link = url.length <= 70 ? [{ id: "02", value: url }] : [];
  const written: MerchantCode = {
    ...{ use: amount ? "dynamic" : "static", category: "5999", country: "CN", name, city, postcode: null },
    accounts: [
      ...(unionPayAccount === undefined ? [] : [{ id: "15", value: unionPayAccount }]),
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
