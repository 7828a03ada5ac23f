/** The measured process of `npm run bench -- reconcile`: a day's bills against the ledger, in a process of its own. */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { makeIds, openDatabase } from "#db";
import { makeReconciliation } from "#reconciliation";
import type { Wallet } from "#wallets/protocol";
import { gunzipped } from "../src/wallets/bill-stream.ts";
import { proven } from "../src/wallets/wechatpay/bill.ts";
import { type FileKind, fundFile, refundFile, tradeFile } from "../src/wallets/wechatpay/bill-file.ts";
import { day } from "./reconcile-data.ts";

/** Which account, and its files of that day: without one of trades it traded nothing. */
export type Asked = { account: string } & Partial<Record<"trade" | "refund" | "commission", BilledFile>>;
type BilledFile = { file: string; sha1: string };

const [databaseUrl = "", text = ""] = process.argv.slice(2);
const { account, trade, refund, commission }: Asked = JSON.parse(text);
const db = openDatabase(databaseUrl, { poolSize: 4, applicationName: "bench reconcile" });
const now = () => new Date(`${day}T00:00:00Z`.replace(day, "2026-11-23"));
const read = <Line>({ file, sha1 }: BilledFile, kind: FileKind<Line>) =>
  proven(gunzipped(createReadStream(file, { highWaterMark: 256 * 1024 })), sha1, day, kind);
const nothing = async function* () {};
const wallet = {
  bill: () => (trade ? read(trade, tradeFile) : nothing()),
  ...(refund && { refundBill: () => read(refund, refundFile) }),
  ...(commission && { commissionBill: () => read(commission, fundFile) }),
} as unknown as Wallet;
const room = makeReconciliation({
  ...{ db, clock: { now }, ids: makeIds({ now }, randomBytes) },
  account: (id) => ({ id, marketplace: "mkt_bench", wallet: "wechatpay" }),
  wallet: async () => wallet,
  hear: async () => false,
  mayApprove: () => ({ ok: false }),
});
const began = performance.now();
let readAt = 0;
const done = await room.runDay({ account, day }, (_done, _of, what) => {
  if (what === "lines") readAt = performance.now();
});
const seconds = (performance.now() - began) / 1000;
if (!done.ok) throw new Error(`${done.fault}: ${JSON.stringify(done.detail)}`);
const { user, system } = process.cpuUsage();
const { lines, found } = done.value.run;
console.log(
  JSON.stringify({
    ...{ seconds, read_seconds: (readAt - began) / 1000, lines: lines.toString(), found },
    ...{ cpu_seconds: (user + system) / 1e6, peak_mb: Math.round(process.resourceUsage().maxRSS / 1024) },
  }),
);
await db.close();
