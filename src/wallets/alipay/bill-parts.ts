import { BillFault } from "../protocol.ts";

export const missingPart = (what: string): BillFault => new BillFault("bill_truncated", `The bill lacks ${what}.`);

export const wrongDay = (of: string, asked: string): BillFault =>
  new BillFault("bill_malformed", `The bill is of ${of}, not of ${asked}.`);
