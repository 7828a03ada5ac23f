import type { FileHandle } from "node:fs/promises";
import { fen } from "#money";
import { BillFault, type FundLine } from "../protocol.ts";
import { type ArchivedFile, openArchive } from "./bill-archive.ts";
import { compareTally, makeWords, nothing, readTable, type TableKind, tally, tallyOfLine } from "./bill-file.ts";
import { makeHead, missingPart, type Whose } from "./bill-parts.ts";

/** The kinds of a movement; what stands for them in the file is remembered, not verified. */
const kinds: Readonly<Record<string, FundLine["kind"]>> = {
  ...{ 在线支付: "payment", 交易付款: "payment", 交易退款: "refund", 收费: "fee", 退费: "fee" },
  ...{ 提现: "withdrawal", 分账: "sharing" },
};

/**
 * The account's movements of a day (bill_type signcustomer) from their archive. Its columns and words are remembered,
 * not verified. Throws BillFault, perhaps after lines.
 */
export async function* readFundArchive(bill: FileHandle, whose: Whose): AsyncGenerator<FundLine[]> {
  const { files, close } = await openArchive(bill);
  try {
    const file = files.find((one: ArchivedFile) => !one.name.includes("汇总"));
    if (!file) throw missingPart("its detail");
    yield* readFundTable(file.read(), whose);
  } finally {
    close();
  }
}

/** The detail alone, taken out of its archive. */
export async function* readFundTable(file: AsyncIterable<Buffer>, whose: Whose): AsyncGenerator<FundLine[]> {
  const sums = { in: nothing(), out: nothing() };
  const head = makeHead(whose);
  let told: typeof sums | null = null;
  yield* readTable(file, table(sums), (line) => {
    head.look(line);
    const parts = /^#收入合计：(.*?)；支出合计：(.*)$/.exec(line);
    const [incoming, outgoing] = [tallyOfLine(`：${parts?.[1] ?? ""}`), tallyOfLine(`：${parts?.[2] ?? ""}`)];
    if (incoming && outgoing) told = { in: incoming, out: outgoing };
  });
  head.end();
  if (!told) throw missingPart("its totals");
  const { in: toldIn, out: toldOut } = told as typeof sums;
  compareTally("income", toldIn, sums.in);
  compareTally("outgo", toldOut, sums.out);
}

function table(sums: { in: ReturnType<typeof nothing>; out: ReturnType<typeof nothing> }): TableKind<FundLine> {
  return {
    title: "支付宝账务明细查询",
    columns: ["业务流水号", "商户订单号", "发生时间", "收入金额（+元）", "支出金额（-元）", "业务类型"],
    begin(column) {
      const word = makeWords();
      const [ref, own, at] = [column("业务流水号"), column("商户订单号"), column("发生时间")];
      const [plus, minus, kind] = [column("收入金额（+元）"), column("支出金额（-元）"), column("业务类型")];
      return {
        line(rows) {
          const [incoming, outgoing] = [rows.yuan(plus), rows.yuan(minus)];
          if (incoming.minor < 0n || outgoing.minor > 0n || (incoming.minor !== 0n && outgoing.minor !== 0n))
            throw new BillFault("bill_malformed", `Neither income nor outgo: ${rows.text(plus)}, ${rows.text(minus)}.`);
          if (outgoing.minor === 0n) tally(sums.in, incoming);
          else tally(sums.out, outgoing);
          const said = word(rows, kind);
          return {
            kind: kinds[said] ?? "other",
            walletRef: rows.text(ref),
            ownRef: rows.text(own) || null,
            amount: fen(incoming.minor + outgoing.minor),
            at: rows.instant(at),
            word: said,
          };
        },
      };
    },
  };
}
