import { CommandFault, exits } from "./fault.ts";

/** A whole number of the command line within its bounds. Throws CommandFault. */
export function wholeNumber(text: string, option: string, least: number, most: number): number {
  const found = /^\d{1,6}$/.test(text) ? Number.parseInt(text, 10) : -1;
  if (found >= least && found <= most) return found;
  throw new CommandFault(
    { en: `${option} is a whole number from ${least} to ${most}.`, zh: `${option} 为 ${least} 至 ${most} 的整数。` },
    exits.usage,
  );
}
