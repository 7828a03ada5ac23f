import { hash } from "node:crypto";
import type { RawResponse } from "../protocol.ts";
import { BillFault, type BillLine } from "../protocol.ts";
import { readTradeBill } from "./bill-file.ts";
import { meaningOf, unknownError } from "./outcome.ts";
import { textAt, type Wire } from "./wire.ts";

/**
 * One day's trade bill (type ALL); `day` is "2024-09-12" in Beijing. The file is held whole, since its hash is over all
 * of it; its lines are made one by one. Ready after about ten in the morning of the next day. Throws BillFault.
 */
export async function* readBill(wire: Wire, day: string): AsyncGenerator<BillLine> {
  const answer = await wire.get(`/v3/bill/tradebill?bill_date=${day}&bill_type=ALL&tar_type=GZIP`);
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
  const file = await download(wire, textAt(answer.body, "download_url"));
  if (hash("sha1", file) !== textAt(answer.body, "hash_value").toLowerCase())
    throw new BillFault("bill_hash_wrong", `The SHA-1 of the bill of ${day} is not the one that was announced.`);
  yield* readTradeBill(file);
}

async function download(wire: Wire, url: string): Promise<Buffer> {
  let raw: RawResponse;
  try {
    raw = await wire.download(url);
  } catch (error) {
    const says = error instanceof Error ? error.message : "the download failed";
    const cut = error instanceof Error && "code" in error && /^Z_(BUF|DATA)_ERROR$/.test(String(error.code));
    throw new BillFault(cut ? "bill_truncated" : "bill_unreachable", says);
  }
  if (raw.status !== 200) throw new BillFault("bill_unreachable", `The download answered ${raw.status}.`);
  return raw.body;
}
