import { fromDecimalText, fromJson, toDecimalText, toJson } from "#money";
import { CommandFault, exits } from "./context.ts";

/** Yuan as a person writes them, 12.30, as the API's amount; a third decimal is refused, not rounded. */
export function readYuan(text: string): { currency: "CNY"; minor: string } {
  try {
    const { minor } = toJson(fromDecimalText(text, "CNY"));
    if (!/^[1-9]/.test(minor)) throw new RangeError("not above zero");
    return { currency: "CNY", minor };
  } catch {
    throw new CommandFault(
      {
        en: `"${text}" is no amount in yuan above zero, such as 12.30.`,
        zh: `“${text}”不是大于零、以元为单位的金额，例如 12.30。`,
      },
      exits.usage,
    );
  }
}

/** The API's amount as a person reads it: 12.30 CNY. */
export function amountText(amount: { currency: string; minor: string }): string {
  return `${toDecimalText(fromJson(amount))} ${amount.currency}`;
}
