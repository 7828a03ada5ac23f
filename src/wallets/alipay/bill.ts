import type { FileHandle } from "node:fs/promises";
import { spooled, streamOf } from "../bill-stream.ts";
import { BillFault, type BillLine, type FundLine, type Outside } from "../protocol.ts";
import { readFundArchive } from "./bill-fund.ts";
import { readTradeArchive } from "./bill-trade.ts";
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

const downloadMs = 30_000;

/** `trade`: trades and refunds; `signcustomer`: what moved the account. */
export type BillType = "trade" | "signcustomer";

/** Where the bill of a day of Asia/Shanghai ("2024-09-12") lies. */
export async function billAddress(wire: Wire, type: BillType, day: string): Promise<BillAddress> {
  const biz = { bill_type: type, bill_date: day };
  const answer = await wire.call("alipay.data.dataservice.bill.downloadurl.query", biz);
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  const url = fieldText(answer.fields, "bill_download_url");
  if (answer.code === "10000" && url !== "") return { kind: "ready", url };
  const code = answer.subCode || answer.code;
  if (noBill.has(code)) return { kind: "none", code };
  return { kind: "unknown", cause: `${code}: ${answer.says}` };
}

/** A day's trades and refunds. Alipay has one word for a bill that is not there yet and one that never will be. */
export function readBill(wire: Wire, outside: Outside, day: string): AsyncGenerator<BillLine[]> {
  return fetched(wire, outside, "trade", day, (file) => readTradeArchive(file, { day, seller: null }));
}

export function readFundBill(wire: Wire, outside: Outside, day: string): AsyncGenerator<FundLine[]> {
  return fetched(wire, outside, "signcustomer", day, (file) => readFundArchive(file, { day, seller: null }));
}

async function* fetched<Line>(
  wire: Wire,
  outside: Outside,
  type: BillType,
  day: string,
  read: (file: FileHandle) => AsyncIterable<Line[]>,
): AsyncGenerator<Line[]> {
  const address = await billAddress(wire, type, day);
  if (address.kind === "unknown") throw new BillFault("bill_unreachable", address.cause);
  if (address.kind === "none") throw none(day, address.code, outside.now());
  const request = {
    method: "GET",
    url: address.url,
    headers: { "user-agent": "hutong" },
    timeoutMs: downloadMs,
  } as const;
  const raw = await streamOf(outside)(request).catch((error: unknown) => {
    throw new BillFault("bill_unreachable", error instanceof Error ? error.message : "the download failed");
  });
  if (raw.status !== 200) throw new BillFault("bill_unreachable", `The download answered ${raw.status}.`);
  yield* spooled(raw.body, read);
}

/** Bills are ready at about nine the next morning; two hours later, "none" means that there is none. */
function none(day: string, code: string, now: Date): BillFault {
  const readyAt = Date.parse(`${day}T11:00:00+08:00`) + 86_400_000;
  if (now.getTime() < readyAt) return new BillFault("bill_not_ready", `Alipay has no bill of ${day} yet (${code}).`);
  return new BillFault("bill_missing", `Alipay has no bill of ${day} (${code}).`);
}
