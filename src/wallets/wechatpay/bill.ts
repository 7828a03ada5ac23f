import { hash } from "node:crypto";
import { fromDecimalText, isCurrency, type Money } from "#money";
import { meaningOf, unknownError } from "./outcome.ts";
import { textAt, type Wire } from "./wire.ts";

/** A row of the trade bill (type ALL): a payment, or a refund, which is a row of its own. */
export type BillRow = {
  /** Beijing time as the wallet writes it, "2024-09-12 08:00:00". */
  at: string;
  mchid: string;
  subMerchant: string | null;
  walletRef: string;
  paymentId: string;
  /** SUCCESS, REFUND, REVOKED, … */
  state: string;
  amount: Money;
  refund: { walletRefundRef: string; refundId: string; amount: Money; state: string } | null;
  /** What the wallet kept; negative on refunds, when it gives its fee back. */
  fee: Money;
};

export type Bill =
  | { kind: "rows"; rows: AsyncIterable<BillRow> }
  /** Nothing happened on that day. */
  | { kind: "none" }
  /** Made after about ten in the morning of the next day. */
  | { kind: "not_yet" }
  | { kind: "unknown"; cause: string };

/** One day's bill; `day` is "2024-09-12" in Beijing. Rows come only after the whole file's hash was checked. */
export async function fetchTradeBill(wire: Wire, day: string, subMerchant?: string): Promise<Bill> {
  const own = subMerchant === undefined ? "" : `&sub_mchid=${encodeURIComponent(subMerchant)}`;
  const answer = await wire.get(`/v3/bill/tradebill?bill_date=${day}&bill_type=ALL${own}&tar_type=GZIP`);
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status !== 200) {
    // These two codes are remembered, not verified.
    const code = textAt(answer.body, "code");
    if (code === "NO_STATEMENT_EXIST") return { kind: "none" };
    if (code === "STATEMENT_CREATING") return { kind: "not_yet" };
    return unknownError(meaningOf("ask", answer.status, code), answer.status, answer.body);
  }
  try {
    const file = await wire.download(textAt(answer.body, "download_url"));
    if (file.status !== 200) return { kind: "unknown", cause: `the download answered ${file.status}` };
    const found = hash("sha1", file.body);
    if (found !== textAt(answer.body, "hash_value").toLowerCase())
      return { kind: "unknown", cause: "the file's SHA-1 is not the one announced" };
    return { kind: "rows", rows: readTradeBill(file.body) };
  } catch (error) {
    return { kind: "unknown", cause: error instanceof Error ? error.message : "the download failed" };
  }
}

/** UTF-8 with a byte order mark, CRLF; every data cell begins with a backtick; two summary lines at the end. */
export async function* readTradeBill(file: Buffer): AsyncGenerator<BillRow> {
  const lines = file
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  const header = (lines[0] ?? "").split(",");
  for (const line of lines.slice(1)) {
    if (!line.startsWith("`")) return;
    const cells = line.slice(1).split(",`");
    if (cells.length !== header.length) throw new Error(`A bill row has ${cells.length} cells, not ${header.length}.`);
    yield readRow((column) => cells[header.indexOf(column)] ?? "");
  }
}

function readRow(cell: (column: string) => string): BillRow {
  const currency = cell("货币种类");
  if (!isCurrency(currency)) throw new Error(`The bill has a currency that we do not know: ${currency}.`);
  const yuan = (column: string) => fromDecimalText(withoutZeros(cell(column)), currency);
  const orNull = (text: string) => (text === "" || text === "0" ? null : text);
  const refundRef = orNull(cell("微信退款单号"));
  return {
    at: cell("交易时间"),
    mchid: cell("商户号"),
    subMerchant: orNull(cell("特约商户号")),
    walletRef: cell("微信订单号"),
    paymentId: cell("商户订单号"),
    state: cell("交易状态"),
    amount: yuan("订单金额"),
    refund:
      refundRef === null
        ? null
        : {
            walletRefundRef: refundRef,
            refundId: cell("商户退款单号"),
            amount: yuan("申请退款金额"),
            state: cell("退款状态"),
          },
    fee: yuan("手续费"),
  };
}

/** Fees have five decimals, "0.02000": zeros beyond the fen are dropped, anything else there is refused by #money. */
function withoutZeros(text: string): string {
  return text.replace(/(\.\d\d)0+$/, "$1");
}
