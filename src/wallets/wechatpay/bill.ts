import { createHash } from "node:crypto";
import { asBillFault, gunzipped } from "../bill-stream.ts";
import { BillFault, type BillLine, type FundLine, type RefundLine } from "../protocol.ts";
import { type FileKind, fundFile, readBillFile, refundFile, tradeFile } from "./bill-file.ts";
import { meaningOf, unknownError } from "./outcome.ts";
import { textAt, type Wire } from "./wire.ts";

/**
 * One day's trade bill (type ALL); `day` is "2024-09-12" in Beijing. Read as it arrives; its hash is over the unzipped
 * file and so proven after the last line: nobody keeps anything before. Ready after about ten in the morning of the
 * next day. Throws BillFault.
 */
export function readBill(wire: Wire, day: string): AsyncGenerator<BillLine[]> {
  return fetched(wire, `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`, day, tradeFile);
}

/** One day's refunds alone (type REFUND). */
export function readRefundBill(wire: Wire, day: string): AsyncGenerator<RefundLine[]> {
  return fetched(wire, `/v3/bill/tradebill?bill_date=${day}&bill_type=REFUND&tar_type=GZIP`, day, refundFile);
}

/** What moved the basic account on that day: payments, their fees, refunds, withdrawals. */
export function readFundBill(wire: Wire, day: string): AsyncGenerator<FundLine[]> {
  return fetched(wire, `/v3/bill/fundflowbill?bill_date=${day}&account_type=BASIC&tar_type=GZIP`, day, fundFile);
}

async function* fetched<Line>(wire: Wire, path: string, day: string, kind: FileKind<Line>): AsyncGenerator<Line[]> {
  const answer = await wire.get(path);
  if (answer.kind === "silent") throw new BillFault("bill_unreachable", answer.cause);
  if (answer.status !== 200) {
    // These two codes are remembered, not verified.
    const code = textAt(answer.body, "code");
    if (code === "NO_STATEMENT_EXIST") throw new BillFault("bill_missing", `WeChat Pay has no bill of ${day}.`);
    if (code === "STATEMENT_CREATING")
      throw new BillFault("bill_not_ready", `WeChat Pay has not made the bill of ${day} yet.`);
    const { cause } = unknownError(meaningOf("ask", answer.status, code), answer.status, answer.body);
    throw new BillFault("bill_unreachable", cause);
  }
  const file = gunzipped(await download(wire, textAt(answer.body, "download_url")));
  yield* proven(file, textAt(answer.body, "hash_value"), day, kind);
}

/** The lines of an unzipped file whose SHA-1 was announced: it is over all of the file, so it is judged at its end. */
export async function* proven<Line>(
  unzipped: AsyncIterable<Buffer>,
  announced: string,
  day: string,
  kind: FileKind<Line>,
): AsyncGenerator<Line[]> {
  const sha1 = createHash("sha1");
  const file = hashed(unzipped, sha1);
  let fault: BillFault | null = null;
  try {
    yield* readBillFile({ [Symbol.asyncIterator]: () => ({ next: () => file.next() }) }, kind);
    fault = await drained(file);
  } catch (error) {
    fault = asBillFault(error);
    // A file that another one took the place of reads badly too: the hash is over all of it, and is asked first.
    if (fault.code === "bill_malformed" || fault.code === "bill_total_wrong") fault = (await drained(file)) ?? fault;
  } finally {
    await file.return();
  }
  const isWhole = fault === null || fault.code === "bill_malformed" || fault.code === "bill_total_wrong";
  if (isWhole && sha1.digest("hex") !== announced.toLowerCase())
    throw new BillFault("bill_hash_wrong", `The SHA-1 of the bill of ${day} is not the one that was announced.`);
  if (fault !== null) throw fault;
}

/** Reads what is left; answers what stood in the way. */
async function drained(file: AsyncIterator<Buffer>): Promise<BillFault | null> {
  try {
    while (!(await file.next()).done);
    return null;
  } catch (error) {
    return asBillFault(error);
  }
}

async function* hashed(
  file: AsyncIterable<Buffer>,
  sha1: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<Buffer, void> {
  for await (const bytes of file) {
    sha1.update(bytes);
    yield bytes;
  }
}

async function download(wire: Wire, url: string): Promise<AsyncIterable<Uint8Array>> {
  const raw = await wire.download(url).catch((error: unknown) => {
    throw new BillFault("bill_unreachable", error instanceof Error ? error.message : "the download failed");
  });
  if (raw.status !== 200) throw new BillFault("bill_unreachable", `The download answered ${raw.status}.`);
  return raw.body;
}
