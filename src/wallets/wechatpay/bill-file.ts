import { add, equals, fen, isCurrency, type Money, subtract } from "#money";
import { BillRows, blocksOf, columnsOf, FenSum, malformed, truncated } from "../bill-rows.ts";
import { BillFault, type BillLine, type FundLine, type RefundLine } from "../protocol.ts";

const backtick = 0x60;
const utf8 = new TextDecoder("utf-8");

/** How one kind of file is read: its columns, a row, and what its last row must say. */
export type FileKind<Line> = {
  columns: readonly string[];
  totals: readonly string[];
  begin(column: (name: string) => number): {
    line(rows: BillRows): Line;
    compare(cell: (name: string) => string): void;
  };
};

/**
 * A bill's lines in batches: UTF-8 with a byte order mark, CRLF; every data cell begins with a backtick; at the end a
 * plain summary header and one row of totals, against which the lines are held. Throws BillFault, perhaps after lines.
 */
export async function* readBillFile<Line>(file: AsyncIterable<Buffer>, kind: FileKind<Line>): AsyncGenerator<Line[]> {
  const rows = new BillRows();
  let reading: ReturnType<FileKind<Line>["begin"]> | null = null;
  let width = 0;
  let summary: string | null = null;
  let done = false;
  let cut = false;
  for await (const block of blocksOf(file, () => {
    cut = true;
  })) {
    const batch: Line[] = [];
    rows.load(reading === null && block[0] === 0xef ? block.subarray(3) : block);
    while (!done && rows.next()) {
      if (reading === null) {
        reading = kind.begin(columnsOf(rows.row(utf8), kind.columns));
        width = rows.count;
      } else if (rows.startsWith(backtick)) {
        if (summary !== null) {
          const cell = cellsOf(rows, columnsOf(summary, kind.totals), summary.split(",").length);
          reading.compare(cell);
          done = true;
        } else {
          if (rows.count !== width) throw malformed(`A row of the bill has ${rows.count} cells, not ${width}.`);
          batch.push(reading.line(rows));
        }
      } else if (summary === null) summary = rows.row(utf8);
      else throw truncated("its totals' names");
    }
    if (batch.length > 0) yield batch;
  }
  if (done) return;
  if (reading === null) throw truncated("nothing");
  throw truncated(cut || summary === null ? "its lines" : "its totals' names");
}

function cellsOf(rows: BillRows, column: (name: string) => number, width: number): (name: string) => string {
  if (rows.count !== width) throw malformed(`The totals of the bill have ${rows.count} cells, not ${width}.`);
  return (name) => rows.text(column(name));
}

type Totals = { count: number } & Record<"paid" | "asked" | "fee", FenSum>;

/** The trade bill of type ALL. */
export const tradeFile: FileKind<BillLine> = {
  columns: [
    ...["交易时间", "微信订单号", "商户订单号", "交易状态", "货币种类", "微信退款单号", "商户退款单号", "退款状态"],
    ...["手续费", "费率", "订单金额", "申请退款金额"],
  ],
  totals: ["总交易单数", "手续费总金额", "订单总金额", "申请退款总金额"],
  begin(column) {
    const sum: Totals = { count: 0, paid: new FenSum(), asked: new FenSum(), fee: new FenSum() };
    const at = tradeColumns(column);
    return { line: (rows) => tradeLine(rows, at, sum), compare: (cell) => compareTotals(cell, sum) };
  },
};

type TradeColumns = ReturnType<typeof tradeColumns>;

function tradeColumns(column: (name: string) => number) {
  return {
    ...{ at: column("交易时间"), trade: column("微信订单号"), own: column("商户订单号"), state: column("交易状态") },
    ...{ currency: column("货币种类"), refund: column("微信退款单号"), ownRefund: column("商户退款单号") },
    ...{ refundState: column("退款状态"), fee: column("手续费"), rate: column("费率"), paid: column("订单金额") },
    asked: column("申请退款金额"),
  };
}

function tradeLine(rows: BillRows, column: TradeColumns, sum: Totals): BillLine {
  const currency = rows.word(column.currency);
  if (!isCurrency(currency)) throw malformed(`The bill has a currency that we do not know: ${currency}.`);
  const refundId = orNull(rows.word(column.ownRefund));
  const paid = rows.fen(column.paid);
  const asked = rows.fen(column.asked);
  const fee = rows.fen(column.fee);
  sum.count++;
  sum.paid.add(paid);
  sum.asked.add(asked);
  sum.fee.add(fee);
  const isPayment = refundId === null;
  return {
    kind: isPayment ? "payment" : "refund",
    walletRef: rows.text(isPayment ? column.trade : column.refund),
    paymentId: rows.text(column.own),
    refundId,
    amount: fen(isPayment ? paid : asked),
    fee: fen(fee),
    feeRate: rateOf(rows.word(column.rate)),
    at: rows.instant(column.at),
    state:
      (isPayment ? paymentStates[rows.word(column.state)] : refundStates[rows.word(column.refundState)]) ?? "unknown",
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

const rates = new Map<string, BillLine["feeRate"]>();

/** "0.60%" is 60 of 10 000. A bill has few rates. */
function rateOf(text: string): BillLine["feeRate"] {
  const known = rates.get(text);
  if (known !== undefined) return known;
  const found = /^(\d{1,2})\.(\d\d)%$/.exec(text);
  const rate = found ? { of: BigInt(`${found[1]}${found[2]}`), per: 10_000n } : null;
  if (rates.size < 1000) rates.set(text, rate);
  return rate;
}

/** One amount's text, as the totals' row has it. */
function yuanOf(text: string): Money {
  const rows = new BillRows();
  rows.load(Buffer.from(`${text}\n`));
  rows.next();
  return rows.yuan(0);
}

function compareTotals(cell: (name: string) => string, sum: Totals): void {
  compareAmount("total of paid", yuanOf(cell("订单总金额")), fen(sum.paid.minor));
  compareAmount("total of asked", yuanOf(cell("申请退款总金额")), fen(sum.asked.minor));
  compareAmount("total of fee", yuanOf(cell("手续费总金额")), fen(sum.fee.minor));
  compareCount(cell("总交易单数"), BigInt(sum.count));
}

function compareAmount(what: string, told: Money, found: Money): void {
  if (equals(told, found)) return;
  const off = subtract(told, found).minor;
  throw new BillFault("bill_total_wrong", `The bill's ${what} is off by ${off} fen.`);
}

/** A published bill of 2019 writes its count as 45.0. */
function compareCount(told: string, found: bigint): void {
  if (told.replace(/\.0+$/, "") !== found.toString())
    throw new BillFault("bill_total_wrong", `The bill says ${told} lines and has ${found}.`);
}

/**
 * The trade bill of type REFUND: the columns of ALL and two more, 退款申请时间 and 退款成功时间, of which the second is
 * empty until the money arrived. Which day's refunds it holds is remembered, not verified: those asked for or arrived.
 */
export const refundFile: FileKind<RefundLine> = {
  columns: ["微信退款单号", "商户退款单号", "退款状态", "退款申请时间", "退款成功时间", "申请退款金额"],
  totals: ["总交易单数", "申请退款总金额"],
  begin(column) {
    const at = {
      ...{ ref: column("微信退款单号"), own: column("商户退款单号"), state: column("退款状态") },
      ...{ asked: column("退款申请时间"), done: column("退款成功时间"), amount: column("申请退款金额") },
    };
    const sum = { count: 0, asked: new FenSum() };
    return {
      line(rows) {
        const asked = rows.fen(at.amount);
        sum.count++;
        sum.asked.add(asked);
        const isDone = rows.word(at.state) === "SUCCESS" && rows.text(at.done) !== "";
        return {
          ...{ walletRef: rows.text(at.ref), refundId: orNull(rows.text(at.own)), amount: fen(asked) },
          ...{ askedAt: rows.instant(at.asked), doneAt: isDone ? rows.instant(at.done) : null },
        };
      },
      compare(cell) {
        compareAmount("total of asked", yuanOf(cell("申请退款总金额")), fen(sum.asked.minor));
        compareCount(cell("总交易单数"), BigInt(sum.count));
      },
    };
  },
};

/**
 * The fund flow bill of the basic account. The names of the kinds beyond 交易, 退款 and 扣除交易手续费 are remembered,
 * not verified.
 */
export const fundFile: FileKind<FundLine> = {
  columns: ["记账时间", "微信支付业务单号", "业务名称", "收支类型", "收支金额(元)", "业务凭证号"],
  totals: ["资金流水总笔数", "收入金额", "支出金额"],
  begin(column) {
    const at = {
      ...{ at: column("记账时间"), ref: column("微信支付业务单号"), word: column("业务名称") },
      ...{ side: column("收支类型"), amount: column("收支金额(元)"), own: column("业务凭证号") },
    };
    const sum = { count: 0n, in: fen(0), out: fen(0) };
    return {
      line: (rows) => fundLine(rows, at, sum),
      compare(cell) {
        compareAmount("income", yuanOf(cell("收入金额")), sum.in);
        compareAmount("outgo", yuanOf(cell("支出金额")), sum.out);
        compareCount(cell("资金流水总笔数"), sum.count);
      },
    };
  },
};

const fundKinds: Readonly<Record<string, FundLine["kind"]>> = {
  ...{ 交易: "payment", 退款: "refund", 扣除交易手续费: "fee", 交易手续费退回: "fee" },
  ...{ 提现: "withdrawal", 分账: "sharing", 分账回退: "sharing_return" },
};

type FundColumns = Record<"at" | "ref" | "word" | "side" | "amount" | "own", number>;

function fundLine(rows: BillRows, at: FundColumns, sum: { count: bigint; in: Money; out: Money }): FundLine {
  const word = rows.decoded(at.word, utf8);
  const side = rows.decoded(at.side, utf8);
  const amount = rows.yuan(at.amount);
  sum.count += 1n;
  if (side === "收入") sum.in = add(sum.in, amount);
  else if (side === "支出") sum.out = add(sum.out, amount);
  else throw malformed(`Neither income nor outgo: ${side}.`);
  return {
    kind: fundKinds[word] ?? "other",
    walletRef: rows.text(at.ref),
    ownRef: orNull(rows.text(at.own)),
    amount: side === "收入" ? amount : fen(-amount.minor),
    at: rows.instant(at.at),
    word,
  };
}
