import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { bucketOf } from "#db";
import {
  batch,
  begins,
  columns,
  dayMs,
  every,
  idMaker,
  type Planted,
  shanghai,
  storeOf,
  summary,
  yuan,
} from "./reconcile-data.ts";

/** An account of its own: nothing of it was paid on the day, and its trade bill is empty. */
export const besideAccount = "wac_01JDBESDE002BESDEBESDEBESD";
export type BesideFile = { file: string; sha1: string };
export type BesideBills = {
  refund: BesideFile;
  commission: BesideFile;
  planted: { refund: Planted; commission: Planted };
};

const refundColumns = columns.replace("微信退款单号", "退款申请时间,退款成功时间,微信退款单号");
const fundColumns =
  "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";
const fundSummary = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";

/** A file that is zipped as it is written, and the hash of what it unzips to. */
function zippedFile(file: string) {
  const sha1 = createHash("sha1");
  const text = new PassThrough({ highWaterMark: 1 << 20 });
  const done = pipeline(text, createGzip({ level: 1 }), createWriteStream(file));
  return {
    async put(part: string): Promise<void> {
      sha1.update(part);
      if (!text.write(part)) await new Promise((resolve) => text.once("drain", resolve));
    },
    async end(): Promise<BesideFile> {
      text.end();
      await done;
      return { file, sha1: sha1.digest("hex") };
    },
  };
}

const ticked = (cells: readonly string[]): string => `${cells.map((cell) => `\`${cell}`).join(",")}\r\n`;

type Row = { id: string; amount: number; told: number; at: number; inBill: boolean; inOurs: boolean };

/** A row of either bill: each hundred-thousandth is left out of it, one is nobody's, one is dearer there by a fen. */
function* rowsOf(rows: number, planted: Planted): Generator<Row> {
  const makeId = idMaker();
  for (let i = 0; i < rows; i++) {
    const at = begins + 3_600_000 + Math.floor((i / rows) * ((dayMs - 7_200_000) / 1000)) * 1000;
    const is = (n: number): boolean => i % every === n;
    const amount = 100 + ((i * 7919) % 500_000);
    if (is(0)) planted.oursOnly++;
    if (is(1)) planted.theirsOnly++;
    if (is(2)) planted.amount++;
    if (!is(0)) planted.rows++;
    const id = makeId(at - 3 * dayMs);
    yield { id, amount, told: amount + (is(2) ? 1 : 0), at, inBill: !is(0), inOurs: !is(1) };
  }
}

const nothing = (): Planted => ({ rows: 0, oursOnly: 0, theirsOnly: 0, amount: 0 });

async function copyInto(client: pg.Client, what: string, lines: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), client.query(copyFrom(`copy ${what} from stdin`)));
}

/** Refunds that arrived on the day and were asked for three days before, and the wallet's bill of them. */
async function makeRefunds(client: pg.Client, folder: string, rows: number, planted: Planted): Promise<BesideFile> {
  const bill = zippedFile(join(folder, "refunds.csv.gz"));
  await bill.put(`\uFEFF${refundColumns}\r\n`);
  const totals = { count: 0, asked: 0 };
  const refunds = async function* () {
    let [lines, own]: [string[], string[]] = [[], []];
    for (const row of rowsOf(rows, planted)) {
      const bare = row.id.slice(4);
      const asked = new Date(row.at - 3 * dayMs).toISOString();
      if (row.inOurs)
        own.push(
          `${bucketOf(row.id)}\tref_${bare}\t${row.id}\tord_x\tmkt_bench\t${storeOf(row.id, row.at)}\t${row.amount}\t` +
            `CNY\t\tasked\trefunded\t50${bare}\t${asked}\t${new Date(row.at).toISOString()}\n`,
        );
      if (row.inBill) lines.push(refundLine(row, bare));
      if (row.inBill) totals.count++;
      if (row.inBill) totals.asked += row.told;
      if (lines.length < batch) continue;
      await bill.put(lines.join(""));
      yield own.join("");
      [lines, own] = [[], []];
    }
    await bill.put(lines.join(""));
    yield own.join("");
  };
  await copyInto(
    client,
    `refunds (bucket, id, payment, order_id, marketplace, store, amount, currency, reason, cause, state,
      wallet_refund_ref, created_at, refunded_at)`,
    refunds(),
  );
  const cells = [`${totals.count}`, "0.00", yuan(totals.asked), "0.00", "0.00000", "0.00", yuan(totals.asked)];
  await bill.put(`${summary}\r\n${ticked(cells)}`);
  return await bill.end();
}

function refundLine({ at, told }: Row, bare: string): string {
  const amount = yuan(told);
  const order = [shanghai(at - 3 * dayMs), "wxd678efh567hg6787", "1230000109", "0", "", `42${bare}`, bare];
  const paid = ["oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", "NATIVE", "REFUND", "OTHERS", "CNY", "0.00", "0.00"];
  const back = [shanghai(at - 3 * dayMs), shanghai(at), `50${bare}`, bare, amount, "0.00", "ORIGINAL", "SUCCESS"];
  return ticked([...order, ...paid, ...back, "Bench tea", "", "0.00000", "0.60%", "0.00", amount, ""]);
}

/** Shares that were made and ended on the day, and the fund bill of the account that they went to. */
async function makeShares(client: pg.Client, folder: string, rows: number, planted: Planted): Promise<BesideFile> {
  const bill = zippedFile(join(folder, "funds.csv.gz"));
  await bill.put(`\uFEFF${fundColumns}\r\n`);
  const totals = { count: 0, sum: 0 };
  const shares = async function* () {
    let [lines, own]: [string[], string[]] = [[], []];
    for (const row of rowsOf(rows, planted)) {
      const bare = row.id.slice(4);
      const when = new Date(row.at).toISOString();
      if (row.inOurs)
        own.push(
          `${bucketOf(row.id)}\tshr_${bare}\t${row.id}\tord_x\tmkt_bench\t${storeOf(row.id, row.at)}\t${besideAccount}\t` +
            `42${bare}\tr\t${row.amount}\tCNY\tshared\t${when}\t${when}\n`,
        );
      if (row.inBill) totals.count++;
      if (row.inBill) totals.sum += row.told;
      const what = [shanghai(row.at), `42${bare}`, `${totals.count}`, "分账", "分账", "收入", yuan(row.told)];
      if (row.inBill) lines.push(ticked([...what, yuan(totals.sum), "system", "", bare]));
      if (lines.length < batch) continue;
      await bill.put(lines.join(""));
      yield own.join("");
      [lines, own] = [[], []];
    }
    await bill.put(lines.join(""));
    yield own.join("");
  };
  await copyInto(
    client,
    `shares (bucket, id, payment, order_id, marketplace, store, wallet_account, wallet_ref, receiver, amount, currency,
      state, made_at, ended_at)`,
    shares(),
  );
  const count = `${totals.count}`;
  await bill.put(`${fundSummary}\r\n${ticked([count, count, yuan(totals.sum), "0", "0.00"])}`);
  return await bill.end();
}

/** So many refunds and so many shares, what they belong to, and the two bills of them. */
export async function makeBeside(ownerUrl: string, folder: string, rows: number): Promise<BesideBills> {
  const planted = { refund: nothing(), commission: nothing() };
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const refund = await makeRefunds(client, folder, rows, planted.refund);
  await client.query(
    `insert into payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
       currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at)
     select bucket, payment, order_id, 'chk_x', marketplace, store, 'wechatpay', $1, 'qr', amount, currency, 'paid',
       false, '{}', 'w', created_at, created_at, created_at from refunds`,
    [besideAccount],
  );
  const commission = await makeShares(client, folder, rows, planted.commission);
  for (const table of ["payments", "refunds", "shares"]) await client.query(`vacuum analyze ${table}`);
  await client.end();
  return { refund, commission, planted };
}
