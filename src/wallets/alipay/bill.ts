import { fieldText, type Wire } from "./wire.ts";

export type BillAddress =
  /** Short-lived: fetch it at once (a public reading of Alipay's pages says within 30 seconds). */
  { kind: "ready"; url: string } | { kind: "none"; code: string } | { kind: "unknown"; cause: string };

/** Words for a day without a bill, or whose bill is not made yet. Seen in Alipay's parameter lists. */
const noBill: ReadonlySet<string> = new Set([
  "NO_BILL_DATA",
  "BILL_NOT_EXIST",
  "BILL_DATE_BEFORE_REGISTRATION",
  "isp.bill_not_exist",
]);

/** Where the trade bill of a day of Asia/Shanghai ("2024-09-12") lies. Reading the file comes with reconciliation. */
export async function tradeBillAddress(wire: Wire, day: string): Promise<BillAddress> {
  const biz = { bill_type: "trade", bill_date: day };
  const answer = await wire.call("alipay.data.dataservice.bill.downloadurl.query", biz);
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  const url = fieldText(answer.fields, "bill_download_url");
  if (answer.code === "10000" && url !== "") return { kind: "ready", url };
  const code = answer.subCode || answer.code;
  if (noBill.has(code)) return { kind: "none", code };
  return { kind: "unknown", cause: `${code}: ${answer.says}` };
}
