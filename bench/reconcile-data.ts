import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { bucketOf, makeIds } from "#db";

export const account = "wac_01JDREDRED01REDREDREDREDRE";
export const day = "2026-11-21";
export const begins = Date.parse(`${day}T00:00:00+08:00`);
export const dayMs = 86_400_000;
const storeCount = 4096;

/** What stands in the files, so that whoever matches them can be checked. */
export type Planted = { rows: number; oursOnly: number; theirsOnly: number; amount: number };
export type BenchBill = { file: string; sha1: string; planted: Planted };

export const columns =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额," +
  "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
export const summary = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/** Each hundred-thousandth is left out of the bill, one is nobody's, one is dearer there by a fen. */
export const every = 100_000;
export const batch = 2000;

export const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${`${fen % 100}`.padStart(2, "0")}`;
export const shanghai = (at: number): string =>
  new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

/** A quick and seeded source of ids: the bench makes ten million. */
export function idMaker(): (at: number) => string {
  let state = 0x9e3779b9;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  let now = new Date(0);
  const ids = makeIds({ now: () => now }, (n) => Buffer.from(Array.from({ length: n }, () => (next() >>> 8) & 0xff)));
  return (at) => {
    now = new Date(at);
    return ids.next("pay");
  };
}

/** A store for each of 4,096, in the bucket of the payment's own id. */
const stores = new Map<string, string>();
export function storeOf(id: string, i: number): string {
  const bucket = id.slice(14, 16);
  const key = `${bucket}${i % (storeCount / 64)}`;
  const known = stores.get(key);
  if (known !== undefined) return known;
  const made = `sto_0000000000${bucket}${`${i % (storeCount / 64)}`.padStart(14, "0")}`;
  stores.set(key, made);
  return made;
}

/** Writes a day's payments into the ledger and the wallet's bill of them into a file, zipped. */
export async function makeBill(ownerUrl: string, folder: string, rows: number): Promise<BenchBill> {
  const file = join(folder, "bill.csv.gz");
  const sha1 = createHash("sha1");
  const bill = new PassThrough({ highWaterMark: 1 << 20 });
  const zipped = pipeline(bill, createGzip({ level: 1 }), createWriteStream(file));
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const planted: Planted = { rows: 0, oursOnly: 0, theirsOnly: 0, amount: 0 };
  const sums = { paid: 0, fees: 0 };
  const put = async (text: string): Promise<void> => {
    sha1.update(text);
    if (!bill.write(text)) await new Promise((resolve) => bill.once("drain", resolve));
  };
  await put(`\uFEFF${columns}\r\n`);
  const makeId = idMaker();
  const ours = async function* () {
    for (let from = 0; from < rows; from += batch) {
      const lines: string[] = [];
      const own: string[] = [];
      for (let i = from; i < Math.min(rows, from + batch); i++) addRow(i, rows, makeId, { lines, own, planted, sums });
      await put(lines.join(""));
      yield own.join("");
    }
  };
  const into = client.query(
    copyFrom(`copy payments (bucket, id, order_id, checkout, marketplace, store, wallet, wallet_account, method, amount,
      currency, state, by_friend, start, wallet_ref, expires_at, created_at, paid_at) from stdin`),
  );
  await pipeline(Readable.from(ours()), into);
  const totals = [`${planted.rows}`, yuan(sums.paid), "0.00", "0.00", `${yuan(sums.fees)}000`, yuan(sums.paid), "0.00"];
  await put(`${summary}\r\n${totals.map((cell) => `\`${cell}`).join(",")}\r\n`);
  bill.end();
  await zipped;
  await client.query("vacuum analyze payments");
  await client.end();
  return { file, sha1: sha1.digest("hex"), planted };
}

type Into = { lines: string[]; own: string[]; planted: Planted; sums: { paid: number; fees: number } };

function addRow(i: number, rows: number, makeId: (at: number) => string, into: Into): void {
  const { lines, own, planted, sums } = into;
  // In the middle of the day, in whole seconds, so that no row lies beside midnight.
  const at = begins + 3_600_000 + Math.floor((i / rows) * ((dayMs - 7_200_000) / 1000)) * 1000;
  const id = makeId(at - 30_000);
  const amount = 100 + ((i * 7919) % 500_000);
  const ref = `42000${`${i}`.padStart(23, "0")}`;
  const is = (n: number): boolean => i % every === n;
  if (is(1)) planted.theirsOnly++;
  else {
    const when = new Date(at).toISOString();
    own.push(
      `${bucketOf(id)}\t${id}\tord_x\tchk_x\tmkt_bench\t${storeOf(id, i)}\twechatpay\t${account}\tqr\t${amount}\tCNY\t` +
        `paid\tf\t{}\t${ref}\t${when}\t${when}\t${when}\n`,
    );
  }
  if (is(0)) {
    planted.oursOnly++;
    return;
  }
  if (is(2)) planted.amount++;
  const told = amount + (is(2) ? 1 : 0);
  const fee = Math.floor((told * 6) / 1000);
  planted.rows++;
  sums.paid += told;
  sums.fees += fee;
  const total = yuan(told);
  lines.push(
    `\`${shanghai(at)},\`wxd678efh567hg6787,\`1230000109,\`0,\`,\`${ref},\`${id.slice(4)},` +
      "`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o," +
      `\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`${total},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,` +
      `\`Bench tea,\`,\`${yuan(fee)}000,` +
      `\`0.60%,\`${total},\`0.00,\`\r\n`,
  );
}
