import { unpackedBill } from "../bill-limits.ts";
import { malformed } from "../bill-rows.ts";
import { BillFault, type BillFiles, type BroughtBill } from "../protocol.ts";
import { proven } from "./bill.ts";
import { type FileKind, fundFile, readBillFile, refundFile, tradeFile } from "./bill-file.ts";
import type { WeChatPaySettings } from "./config.ts";

/**
 * Files from the merchant platform, as CSV or gzip of it. Trades and refunds name the merchant number in each row; a
 * fund bill names nobody. The hash is the SHA-1 that the API tells beside the address of the file.
 */
export function makeBillFiles(settings: WeChatPaySettings): BillFiles {
  const { mchid, mode, holding } = settings;
  const trade = ofMerchant(onlyAll(tradeFile), mchid);
  const refund = ofMerchant(refundFile, mchid);
  return {
    account: { number: mchid, namedBy: ["trade", "refund"] },
    trade: (brought) => read(brought, trade),
    refund: (brought) => read(brought, refund),
    ...(mode === "direct" ? { fund: (brought: BroughtBill) => read(brought, fundFile) } : {}),
    // As with those that are fetched: where a service provider takes its share.
    ...(mode === "partner" && holding !== null
      ? { commission: (brought: BroughtBill) => read(brought, fundFile) }
      : {}),
  };
}

function read<Line>({ file, day, hash }: BroughtBill, kind: FileKind<Line>): AsyncGenerator<Line[]> {
  const unpacked = unpackedBill(file);
  return hash === null ? readBillFile(unpacked, kind) : proven(unpacked, hash, day, kind);
}

/** Each row must be of this merchant number: a service provider's own, whosever the store is. */
function ofMerchant<Line>(kind: FileKind<Line>, mchid: string): FileKind<Line> {
  return {
    ...kind,
    columns: [...kind.columns, "商户号"],
    begin(column) {
      const reading = kind.begin(column);
      const at = column("商户号");
      return {
        ...reading,
        line(rows) {
          const found = rows.word(at);
          if (found !== mchid)
            throw new BillFault("bill_account_differs", `The bill is of merchant ${found}, not of ${mchid}.`, found);
          return reading.line(rows);
        },
      };
    },
  };
}

/** The bill of refunds has every column of the one of all trades, and would pass for one without payments. */
function onlyAll<Line>(kind: FileKind<Line>): FileKind<Line> {
  return {
    ...kind,
    begin(column) {
      if (column("退款申请时间") >= 0)
        throw malformed("This is the bill of refunds (REFUND), not the one of all trades (ALL).");
      return kind.begin(column);
    },
  };
}
