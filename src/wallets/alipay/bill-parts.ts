import { BillFault } from "../protocol.ts";
import { dayOfLine } from "./bill-file.ts";

export const missingPart = (what: string): BillFault => new BillFault("bill_truncated", `The bill lacks ${what}.`);

/** Whose and of which day a bill must be; `seller` null where the house asked for the file by its own signed call. */
export type Whose = { day: string; seller: string | null };

/** Looks at the lines above a bill's table. A file that somebody brought must name both account and day. */
export function makeHead({ day, seller }: Whose): { look(line: string): void; end(): void } {
  const named = { day: false, account: false };
  return {
    look(line) {
      const of = dayOfLine(line);
      if (of !== null && of !== day)
        throw new BillFault("bill_day_differs", `The bill is of ${of}, not of ${day}.`, of);
      named.day ||= of !== null;
      // The account's number, and four digits more: #账号：[20881234567890120156]
      const account = /^#账号：\[(\d+)/.exec(line)?.[1]?.slice(0, 16);
      if (seller === null || account === undefined) return;
      named.account = true;
      if (account !== seller)
        throw new BillFault("bill_account_differs", `The bill is of account ${account}, not of ${seller}.`, account);
    },
    end() {
      if (seller === null || (named.day && named.account)) return;
      throw new BillFault("bill_malformed", `The bill names no ${named.day ? "account" : "day"}.`);
    },
  };
}
