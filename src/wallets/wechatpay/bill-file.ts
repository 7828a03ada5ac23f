import { add, equals, fen, fromDecimalText, isCurrency, type Money, subtract } from "#money";
import { BillFault, type BillLine } from "../protocol.ts";

type Cells = (column: string) => string;
type Totals = { count: bigint; paid: Money; asked: Money; fee: Money };

const wanted = [
  ...["交易时间", "微信订单号", "商户订单号", "交易状态", "货币种类", "微信退款单号", "商户退款单号", "退款状态"],
  ...["手续费", "费率", "订单金额", "申请退款金额"],
];
const wantedTotals = ["总交易单数", "手续费总金额", "订单总金额", "申请退款总金额"];

/**
 * A trade bill of type ALL: UTF-8 with a byte order mark, CRLF; every data cell begins with a backtick; at the end a
 * plain summary header and one row of totals, against which the lines are held. Throws BillFault, perhaps after lines.
 */
export function* readTradeBill(file: Buffer): Generator<BillLine> {
  const lines = linesOf(file);
  const head = lines.next();
  if (head.done) throw cut("nothing");
  const header = columnsOf(head.value, wanted);
  const sum: Totals = { count: 0n, paid: fen(0), asked: fen(0), fee: fen(0) };
  for (const text of lines) {
    if (!text.startsWith("`")) {
      const last = lines.next();
      if (last.done || !last.value.startsWith("`")) throw cut("its totals' names");
      return compareTotals(cellsOf(last.value, columnsOf(text, wantedTotals)), sum);
    }
    yield lineOf(cellsOf(text, header), sum);
  }
  throw cut("its lines");
}

/** Only whole lines: what has no line end after it was cut off. */
function* linesOf(file: Buffer): Generator<string> {
  let from = file[0] === 0xef ? 3 : 0;
  for (let end = file.indexOf("\r\n", from); end !== -1; end = file.indexOf("\r\n", from)) {
    yield file.toString("utf8", from, end);
    from = end + 2;
  }
}

const cut = (after: string) => new BillFault("bill_truncated", `The bill ends after ${after}.`);
const malformed = (says: string) => new BillFault("bill_malformed", says);

function columnsOf(line: string, needed: readonly string[]): Map<string, number> {
  const columns = new Map(line.split(",").map((name, index) => [name, index]));
  const missing = needed.find((name) => !columns.has(name));
  if (missing !== undefined) throw malformed(`The bill has no column ${missing}.`);
  return columns;
}

function cellsOf(line: string, columns: ReadonlyMap<string, number>): Cells {
  const cells = line.slice(1).split(",`");
  if (cells.length !== columns.size)
    throw malformed(`A row of the bill has ${cells.length} cells, not ${columns.size}.`);
  return (column) => cells[columns.get(column) ?? -1] ?? "";
}

function lineOf(cell: Cells, sum: Totals): BillLine {
  const currency = cell("货币种类");
  if (!isCurrency(currency)) throw malformed(`The bill has a currency that we do not know: ${currency}.`);
  const refundId = orNull(cell("商户退款单号"));
  const paid = yuan(cell("订单金额"));
  const asked = yuan(cell("申请退款金额"));
  const fee = yuan(cell("手续费"));
  sum.count += 1n;
  sum.paid = add(sum.paid, paid);
  sum.asked = add(sum.asked, asked);
  sum.fee = add(sum.fee, fee);
  const common = { paymentId: cell("商户订单号"), fee, feeRate: rateOf(cell("费率")), at: instant(cell("交易时间")) };
  if (refundId === null)
    return {
      ...common,
      ...{ kind: "payment", refundId, walletRef: cell("微信订单号"), amount: paid },
      state: paymentStates[cell("交易状态")] ?? "unknown",
    };
  return {
    ...common,
    ...{ kind: "refund", refundId, walletRef: cell("微信退款单号"), amount: asked },
    state: refundStates[cell("退款状态")] ?? "unknown",
  };
}

/** REVOKED belongs to code payments. */
const paymentStates: Readonly<Record<string, BillLine["state"]>> = { SUCCESS: "done", REVOKED: "failed" };
const refundStates: Readonly<Record<string, BillLine["state"]>> = {
  SUCCESS: "done",
  PROCESSING: "under_way",
  ABNORMAL: "under_way",
  CHANGE: "under_way",
  CLOSED: "failed",
  FAIL: "failed",
};

const orNull = (text: string): string | null => (text === "" || text === "0" ? null : text);

/** Fees have five decimals, "0.02000": zeros beyond the fen are dropped, anything else there is refused. */
function yuan(text: string): Money {
  try {
    return fromDecimalText(text.replace(/(\.\d\d)0+$/, "$1"), "CNY");
  } catch {
    throw malformed(`Not an amount: ${text}.`);
  }
}

/** "0.60%" is 60 of 10 000. */
function rateOf(text: string): BillLine["feeRate"] {
  const found = /^(\d{1,2})\.(\d\d)%$/.exec(text);
  return found ? { of: BigInt(`${found[1]}${found[2]}`), per: 10_000n } : null;
}

/** Beijing time, "2024-09-12 08:00:00". */
function instant(text: string): Date {
  const at = new Date(`${text.replace(" ", "T")}+08:00`);
  if (Number.isNaN(at.getTime())) throw malformed(`Not a time: ${text}.`);
  return at;
}

function compareTotals(cell: Cells, sum: Totals): void {
  const told: Omit<Totals, "count"> = {
    paid: yuan(cell("订单总金额")),
    asked: yuan(cell("申请退款总金额")),
    fee: yuan(cell("手续费总金额")),
  };
  const wrong = (["paid", "asked", "fee"] as const).find((name) => !equals(told[name], sum[name]));
  if (wrong !== undefined)
    throw new BillFault(
      "bill_total_wrong",
      `The bill's total of ${wrong} is off by ${subtract(told[wrong], sum[wrong]).minor} fen.`,
    );
  if (cell("总交易单数") !== sum.count.toString())
    throw new BillFault("bill_total_wrong", `The bill says ${cell("总交易单数")} lines and has ${sum.count}.`);
}
