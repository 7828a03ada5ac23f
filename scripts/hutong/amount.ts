import { fromDecimalText, toJson } from "#money";
import { CommandFault, exits } from "./context.ts";

/** Yuan as a person writes them, 12.30, as the API's amount; a third decimal is refused, not rounded. */
export function readYuan(text: string): { currency: "CNY"; minor: string } {
  try {
    return { currency: "CNY", minor: toJson(fromDecimalText(text, "CNY")).minor };
  } catch {
    throw new CommandFault(
      { en: `"${text}" is no amount in yuan, such as 12.30.`, zh: `“${text}”不是以元为单位的金额，例如 12.30。` },
      exits.usage,
    );
  }
}
