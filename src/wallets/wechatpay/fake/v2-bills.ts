import { gzipSync } from "node:zlib";
import type { V2Fields, V2Sign } from "../v2.ts";
import { WireFault } from "./answer.ts";
import { fundFile, tradeFile } from "./bills.ts";
import type { Context } from "./context.ts";
import { NotTaken, no } from "./v2-fields.ts";

/** A bill that is not there: return_code FAIL with a number beside it. */
export class NoBill extends NotTaken {
  /** The words are the wallet's; the numbers that go with them are remembered, not verified. */
  readonly number: string;
  constructor(says: string, number: string) {
    super(says);
    this.number = number;
  }
}

/** /pay/downloadbill: the file itself, or XML that says why not. The same file as v3's, byte for byte. */
export function downloadBill(context: Context, fields: V2Fields): Buffer {
  const type = fields["bill_type"] || "ALL";
  if (!["ALL", "SUCCESS", "REFUND", "RECHARGE_REFUND"].includes(type)) throw new NoBill("invalid bill_type", "20001");
  const query = new URLSearchParams({ bill_date: readDay(fields), bill_type: type });
  if (fields["sub_mch_id"]) query.set("sub_mchid", fields["sub_mch_id"]);
  return made(fields, () => tradeFile(context, query));
}

const accounts: Readonly<Record<string, string>> = { Basic: "BASIC", Operation: "OPERATION", Fees: "FEES" };

/** /pay/downloadfundflow: signed with HMAC-SHA256 alone. The codes of its refusals are documented for public SDKs. */
export function downloadFundFlow(context: Context, fields: V2Fields, how: V2Sign): Buffer | V2Fields {
  if (how !== "HMAC-SHA256") throw new NotTaken("签名错误");
  const account = accounts[fields["account_type"] ?? ""];
  if (account === undefined) return no("PARAM_ERROR", "account_type 错误");
  const query = new URLSearchParams({ bill_date: readDay(fields), account_type: account });
  try {
    return made(fields, () => fundFile(context, query));
  } catch (error) {
    if (!(error instanceof NoBill)) throw error;
    return error.number === "20003" ? no("BILL_CREATING", "账单生成中") : no("NO_BILL_EXIST", "账单不存在");
  }
}

/** yyyyMMdd, as v3 names it. */
function readDay(fields: V2Fields): string {
  const [, y, m, d] = /^(\d{4})(\d\d)(\d\d)$/.exec(fields["bill_date"] ?? "") ?? [];
  if (y === undefined || Number.isNaN(Date.parse(`${y}-${m}-${d}`))) throw new NoBill("data format error", "20001");
  return `${y}-${m}-${d}`;
}

function made(fields: V2Fields, file: () => Buffer): Buffer {
  const tar = fields["tar_type"] ?? "";
  if (tar !== "" && tar !== "GZIP") throw new NoBill("invalid tar_type", "20001");
  try {
    return tar === "GZIP" ? gzipSync(file()) : file();
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    if (error.code === "STATEMENT_CREATING") throw new NoBill("Bill Creating", "20003");
    throw new NoBill("No Bill Exist", "20002");
  }
}
