import type { FileHandle } from "node:fs/promises";
import { unpackedBill } from "../bill-limits.ts";
import { malformed } from "../bill-rows.ts";
import { peeked, spooled } from "../bill-stream.ts";
import type { BillFiles, BroughtBill } from "../protocol.ts";
import { readFundArchive, readFundTable } from "./bill-fund.ts";
import type { Whose } from "./bill-parts.ts";
import { readTradeArchive, readTradeTable } from "./bill-trade.ts";
import type { AlipaySettings } from "./config.ts";

type Reading<Line> = {
  archive(file: FileHandle, whose: Whose): AsyncIterable<Line[]>;
  table(file: AsyncIterable<Buffer>, whose: Whose): AsyncIterable<Line[]>;
};

/**
 * Archives from the merchant's pages, or the detail out of one as CSV in GBK. Both name account and day above their
 * table. An archive proves its files by their CRC-32; Alipay tells no hash beside it.
 */
export function makeBillFiles({ sellerId }: AlipaySettings): BillFiles {
  const trade = { archive: readTradeArchive, table: readTradeTable };
  const fund = { archive: readFundArchive, table: readFundTable };
  return {
    account: { number: sellerId, namedBy: ["trade", "fund"] },
    trade: (brought) => read(brought, sellerId, trade),
    fund: (brought) => read(brought, sellerId, fund),
  };
}

async function* read<Line>(
  { file, day, hash }: BroughtBill,
  seller: string,
  { archive, table }: Reading<Line>,
): AsyncGenerator<Line[]> {
  if (hash !== null) throw malformed("Alipay tells no hash of a bill: leave it out.");
  const whose = { day, seller };
  const { head, all } = await peeked(file);
  if (head.length === 0) throw malformed("The bill is empty.");
  const isArchive = head[0] === 0x50 && head[1] === 0x4b;
  yield* isArchive ? spooled(all, (file) => archive(file, whose)) : table(unpackedBill(all), whose);
}
