/** The measured process of `npm run bench -- reconcile`: one day's bill against the ledger, in a process of its own. */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { makeIds, openDatabase } from "#db";
import { makeReconciliation } from "#reconciliation";
import type { Wallet } from "#wallets/protocol";
import { gunzipped } from "../src/wallets/bill-stream.ts";
import { proven } from "../src/wallets/wechatpay/bill.ts";
import { tradeFile } from "../src/wallets/wechatpay/bill-file.ts";
import { account, day } from "./reconcile-data.ts";

const [databaseUrl = "", file = "", sha1 = ""] = process.argv.slice(2);
const db = openDatabase(databaseUrl, { poolSize: 4, applicationName: "bench reconcile" });
const now = () => new Date(`${day}T00:00:00Z`.replace(day, "2026-11-23"));
const wallet = {
  bill: (of: string) => proven(gunzipped(createReadStream(file, { highWaterMark: 256 * 1024 })), sha1, of, tradeFile),
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
