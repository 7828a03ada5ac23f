import type { FileHandle } from "node:fs/promises";
import { fen } from "#money";
import { type BillRows, malformed } from "../bill-rows.ts";
import type { BillLine } from "../protocol.ts";
import { type ArchivedFile, openArchive } from "./bill-archive.ts";
import {
  amountOf,
  compareTally,
  makeWords,
  nothing,
  readTable,
  type TableKind,
  type Tally,
  tally,
  tallyOfLine,
} from "./bill-file.ts";
import { makeHead, missingPart, type Whose } from "./bill-parts.ts";

type Sums = { trades: Tally; refunds: Tally };

/** The detail of a trade bill: trades, and refunds as rows of their own with negative amounts. */
function detail(sums: Sums): TableKind<BillLine> {
  return {
    title: "支付宝业务明细查询",
    columns: [
      ...["支付宝交易号", "商户订单号", "业务类型", "完成时间", "订单金额（元）", "商家实收（元）"],
      ...["退款批次号/请求号", "服务费（元）"],
    ],
    begin(column) {
      const word = makeWords();
      const at = {
        ...{ trade: column("支付宝交易号"), own: column("商户订单号"), kind: column("业务类型") },
        ...{ at: column("完成时间"), amount: column("订单金额（元）"), got: column("商家实收（元）") },
        ...{ refund: column("退款批次号/请求号"), fee: column("服务费（元）") },
      };
      return { line: (rows) => lineOf(rows, at, word, sums) };
    },
  };
}

type Columns = Record<"trade" | "own" | "kind" | "at" | "amount" | "got" | "refund" | "fee", number>;

/** The fee stands as what it takes from us, "-0.07". The file tells no rate. */
function lineOf(rows: BillRows, at: Columns, word: ReturnType<typeof makeWords>, sums: Sums): BillLine {
  const kind = word(rows, at.kind);
  const amount = rows.yuan(at.amount);
  // A row of a kind that we have no word for is about the refund whose request number it has.
  const refundId = rows.text(at.refund);
  const isRefund = kind === "退款" || (kind !== "交易" && refundId !== "");
  tally(isRefund ? sums.refunds : sums.trades, rows.yuan(at.got));
  const fee = fen(-rows.yuan(at.fee).minor);
  const common = { paymentId: rows.text(at.own), fee, feeRate: null, at: rows.instant(at.at) };
  // Only what went through stands in this bill; a kind that we have no word for is told as unknown.
  const state = kind === "退款" || kind === "交易" ? "done" : "unknown";
  if (!isRefund)
    return { ...common, kind: "payment", refundId: null, walletRef: rows.text(at.trade), amount: abs(amount), state };
  return { ...common, kind: "refund", refundId, walletRef: refundId, amount: abs(amount), state };
}

const abs = (amount: BillLine["amount"]): BillLine["amount"] => (amount.minor < 0n ? fen(-amount.minor) : amount);

type Summary = { trades: bigint; refunds: bigint; sum: BillLine["amount"] };

/** A whole number, which a spreadsheet may have written as "45.0". */
function countOf(text: string): bigint {
  const [, whole] = /^(\d+)(?:\.0+)?$/.exec(text) ?? [];
  if (whole === undefined) throw malformed(`"${text.slice(0, 40)}" is no number of rows.`);
  return BigInt(whole);
}

/** The row of the whole in the summary's table, 合计. */
async function readSummary(file: ArchivedFile): Promise<Summary> {
  const word = makeWords();
  const kind: TableKind<Summary> = {
    title: "支付宝业务汇总查询",
    columns: ["门店编号", "交易订单总笔数", "退款订单总笔数", "商家实收（元）"],
    begin(column) {
      const [shop, trades, refunds] = [column("门店编号"), column("交易订单总笔数"), column("退款订单总笔数")];
      const sum = column("商家实收（元）");
      return {
        line: (rows) =>
          word(rows, shop) === "合计"
            ? {
                trades: countOf(rows.text(trades)),
                refunds: countOf(rows.text(refunds)),
                sum: amountOf(rows.text(sum)),
              }
            : null,
      };
    },
  };
  for await (const [whole] of readTable(file.read(), kind, () => {})) if (whole) return whole;
  throw missingPart("its summary's row 合计");
}

/** The detail by itself, held against the totals under its own table; what it has is left in `sums`. */
async function* readDetail(file: AsyncIterable<Buffer>, whose: Whose, sums: Sums): AsyncGenerator<BillLine[]> {
  const told: Partial<Sums> = {};
  const head = makeHead(whose);
  yield* readTable(file, detail(sums), (line) => {
    head.look(line);
    const found = tallyOfLine(line);
    if (found && line.startsWith("#交易合计")) told.trades = found;
    if (found && line.startsWith("#退款合计")) told.refunds = found;
  });
  head.end();
  if (!told.trades || !told.refunds) throw missingPart("its totals");
  compareTally("trades", told.trades, sums.trades);
  compareTally("refunds", told.refunds, sums.refunds);
}

/** The detail alone, taken out of its archive: there is no summary to hold it against. */
export const readTradeTable = (file: AsyncIterable<Buffer>, whose: Whose): AsyncGenerator<BillLine[]> =>
  readDetail(file, whose, { trades: nothing(), refunds: nothing() });

/**
 * The trade bill of a day from its archive: held line by line against the totals under its own table, and against the
 * summary beside it. Throws BillFault, perhaps after lines.
 */
export async function* readTradeArchive(bill: FileHandle, whose: Whose): AsyncGenerator<BillLine[]> {
  const { files, close } = await openArchive(bill);
  try {
    const isSummary = (file: ArchivedFile): boolean => file.name.includes("汇总");
    const [summaryFile, detailFile] = [files.find(isSummary), files.find((file) => !isSummary(file))];
    if (!summaryFile || !detailFile) throw missingPart(summaryFile ? "its detail" : "its summary");
    const summary = await readSummary(summaryFile);
    const sums: Sums = { trades: nothing(), refunds: nothing() };
    yield* readDetail(detailFile.read(), whose, sums);
    const { trades, refunds } = sums;
    const net = fen(trades.sum.minor + refunds.sum.minor);
    compareTally(
      "rows",
      { count: summary.trades + summary.refunds, sum: summary.sum },
      {
        count: trades.count + refunds.count,
        sum: net,
      },
    );
  } finally {
    close();
  }
}
