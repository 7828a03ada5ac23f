import type { RepeatKey } from "#db";
import { money } from "#money";
import { chargePayer, type NewTillPayment } from "./charge-payer.ts";
import { emvOf, urlOf } from "./code-texts.ts";
import { decode } from "./decode.ts";
import {
  createCode,
  listCodes,
  type MerchantCodeView,
  type NewMerchantCode,
  readCode,
  revokeCode,
} from "./merchant-codes.ts";
import type { CodeCaller, CodePayment, CodesNeeds } from "./needs.ts";
import { openCode, type PayByCode, payByCode } from "./open-code.ts";
import { type SheetLanguage, sheetOf } from "./sheet.ts";
import { sheetPdf } from "./sheet-pdf.ts";
import { sheetSvg } from "./sheet-svg.ts";
import { type SaleToWithdraw, withdrawSale } from "./withdraw-sale.ts";

export type Codes<Payment extends CodePayment> = ReturnType<typeof makeCodes<Payment>>;

/** Codes that payers show to tills, and codes that stores show to payers. */
export function makeCodes<Payment extends CodePayment>(needs: CodesNeeds<Payment>) {
  const { publicUrl } = needs;
  const texts = async (code: MerchantCodeView) => {
    const accounts = await needs.emvAccounts(code.store);
    return { url: urlOf(publicUrl, code.id), emv: emvOf(code, publicUrl, accounts) };
  };
  const sheet = async (code: MerchantCodeView, language: SheetLanguage) => {
    const least = code.amount ?? money(1n, code.currency);
    const open = needs.wallets.filter((one) => needs.offer(code.store, one.id, least).open);
    return sheetOf(code, await texts(code), open, language);
  };
  return {
    charge: (caller: CodeCaller, input: NewTillPayment, repeat: RepeatKey | null) =>
      chargePayer(needs, caller, input, repeat),
    withdraw: (caller: CodeCaller, sale: SaleToWithdraw) => withdrawSale(needs, caller, sale),
    /** For the tills of this marketplace. */
    decode: (text: string, marketplace: string) => decode(text, publicUrl, needs.payerRules(marketplace)),
    create: (caller: CodeCaller, input: NewMerchantCode, repeat: RepeatKey | null) =>
      createCode(needs, caller, input, repeat),
    get: (id: string) => readCode(needs, id),
    list: (store: string, page: { after: string | null; limit: number }) => listCodes(needs, store, page),
    revoke: (id: string) => revokeCode(needs, id),
    texts,
    svg: async (code: MerchantCodeView, language: SheetLanguage) => sheetSvg(await sheet(code, language)),
    pdf: async (code: MerchantCodeView, language: SheetLanguage) =>
      sheetPdf(await sheet(code, language), needs.clock.now()),
    open: (id: string, userAgent: string) => openCode(needs, id, userAgent),
    pay: (input: PayByCode) => payByCode(needs, input),
    /** A number for a page's form: sent twice, it is one sale. */
    formKey: () => needs.ids.next("cod").slice(4),
  };
}
