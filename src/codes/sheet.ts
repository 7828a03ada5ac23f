import encodeQr from "qr";
import { toDecimalText } from "#money";
import type { MerchantCodeView } from "./merchant-codes.ts";
import type { WalletFace } from "./needs.ts";

export type SheetLanguage = "zh" | "en";

/** What both prints hold: A4 in points, the origin at the top left. */
export type Sheet = {
  title: string;
  line: string;
  amount: string | null;
  foot: string;
  small: string;
  /** Dark modules by row. */
  code: readonly (readonly boolean[])[];
  emv: readonly (readonly boolean[])[];
  wallets: readonly { name: string; colour: string; svg: string }[];
};

export const page = { width: 595, height: 842 } as const;
export const places = {
  title: { y: 96, size: 34 },
  line: { y: 136, size: 16 },
  code: { x: 137, y: 176, side: 321 },
  amount: { y: 550, size: 36 },
  marks: { y: 586, size: 34, step: 118 },
  emv: { x: 56, y: 676, side: 120 },
  small: { x: 188, y: 738, size: 12 },
  foot: { y: 812, size: 10 },
} as const;

const words = {
  zh: { line: "打开任一钱包扫一扫", yuan: "元", small: "读取 EMV 码的应用请扫左侧小码", foot: "收款码编号" },
  en: {
    line: "Scan with any of these wallets",
    yuan: "CNY",
    small: "Apps that read EMV codes scan the small one",
    foot: "Code",
  },
} as const;

/** A code's sheet for the counter, in a language, with the wallets that may pay by it. */
export function sheetOf(
  code: MerchantCodeView,
  texts: { url: string; emv: string },
  wallets: readonly WalletFace[],
  language: SheetLanguage,
): Sheet {
  const say = words[language];
  const amount = code.amount && toDecimalText(code.amount);
  return {
    title: language === "zh" ? code.title : code.latin_name,
    line: say.line,
    amount: amount && (language === "zh" ? `${amount} ${say.yuan}` : `${say.yuan} ${amount}`),
    foot: `${say.foot} ${code.id}`,
    small: say.small,
    code: encodeQr(texts.url, "raw", { ecc: "quartile", border: 4 }),
    emv: encodeQr(texts.emv, "raw", { ecc: "medium", border: 4 }),
    wallets: wallets.map(({ title, mark }) => ({ name: title[language], colour: mark.colour, svg: mark.svg })),
  };
}

/** The place of each wallet's mark, the row in the middle of the page. */
export function markPlaces(count: number): readonly { x: number; y: number }[] {
  const { y, size, step } = places.marks;
  const left = (page.width - step * count) / 2 + (step - size) / 2;
  return Array.from({ length: count }, (_, index) => ({ x: left + index * step, y }));
}
