import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { signV2, xmlV2 } from "../src/wallets/wechatpay/v2.ts";
import { cpuSecondsOfTree } from "./cpu.ts";
import { benchDatabase } from "./database.ts";
import { plainClient } from "./plain-client.ts";
import { startProcess } from "./processes.ts";
import { type BenchResult, type BenchSize, inParallel, median, quantile, round } from "./report.ts";

const stores = 256;
const atOnce = 64;
const warmUp = 1500;

type HouseReady = { url: string; token: string; stores: string[] };
type Wechat = { base_url: string; appid: string; mchid: string; apiv2_key: string };

/**
 * A till's payment over sockets: the phone shows a code → the house charges it at WeChat Pay (v2 micropay) → paid, in
 * the store's book. The ceiling is the same charge sent straight to the wallet by the same driver, without a house.
 */
export async function benchCode({ runs = 3, perRun = 2000 }: BenchSize): Promise<BenchResult> {
  const database = await benchDatabase({ statements: false });
  const home = mkdtempSync(join(tmpdir(), "hutong-bench-code-"));
  const wallet = await startProcess<{ port: number }>("sandbox/main.ts", ["--port", "0", "--home", home]);
  const control = `http://127.0.0.1:${wallet.ready.port}`;
  const house = await startProcess<HouseReady>("bench/pay-house.ts", [database.appUrl, control, `${stores}`]);
  try {
    const { wechatpay } = (await (await fetch(`${control}/credentials.json`)).json()) as { wechatpay: Wechat };
    const till = openTill(house.ready, control, wechatpay);
    await till.sell(warmUp);
    const seen = [];
    const pids = [house.pid, wallet.pid, database.postmaster];
    const cpu = () => pids.reduce((sum, pid) => sum + cpuSecondsOfTree(pid), 0);
    for (let n = 0; n < runs; n++) {
      const before = cpu();
      const sold = await till.sell(perRun);
      const used = cpu() - before;
      const straight = await till.straight(perRun);
      seen.push({
        rate: (perRun / sold.wallMs) * 1000,
        times: sold.times,
        used,
        ceiling: (perRun / straight.wallMs) * 1000,
      });
    }
    const times = seen.flatMap((one) => one.times).toSorted((a, b) => a - b);
    const [throughput, ceiling] = [median(seen.map((one) => one.rate)), median(seen.map((one) => one.ceiling))];
    return {
      ...{ name: "code", unit: "till payments/s", throughput: round(throughput), ceiling: round(ceiling) },
      ...{ p50_ms: round(quantile(times, 0.5)), p99_ms: round(quantile(times, 0.99)) },
      cpu_us: Math.round((median(seen.map((one) => one.used)) * 1e6) / perRun),
      ratio: round(throughput / ceiling, 3),
      detail: { runs, perRun, callers: atOnce, stores, cpus: cpus().length, rates: seen.map((one) => round(one.rate)) },
    };
  } finally {
    await house.stop();
    await wallet.stop();
    await database.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Callers that are free or at work, each with a connection to the house, to the phone and to the wallet. */
function openTill(ready: HouseReady, control: string, wechat: Wechat) {
  const free = Array.from({ length: atOnce }, () => ({
    ...{ house: plainClient(ready.url), phone: plainClient(control), wallet: plainClient(wechat.base_url) },
  }));
  const json = { "content-type": "application/json" };
  const show = async (phone: (typeof free)[number]["phone"]): Promise<string> => {
    const shown = await phone.post("/phone/code", json, '{"wallet":"wechatpay"}');
    return (JSON.parse(shown.body) as { code: string }).code;
  };
  const withCaller = async (work: (caller: (typeof free)[number]) => Promise<void>): Promise<void> => {
    const caller = free.pop();
    if (!caller) throw new Error("There are as many callers as payments under way.");
    await work(caller);
    free.push(caller);
  };
  const headers = { ...json, authorization: `Bearer ${ready.token}` };
  return {
    sell: (count: number) =>
      inParallel(
        Array.from({ length: count }, (_, index) => ready.stores[index % stores]),
        atOnce,
        (store) =>
          withCaller(async ({ house, phone }) => {
            const number = randomUUID();
            const body = { store, code: await show(phone), number, amount: { currency: "CNY", minor: "1230" } };
            const sold = await house.post(
              "/v1/till-payments",
              { ...headers, "idempotency-key": number },
              JSON.stringify(body),
            );
            if (!sold.body.includes('"state":"paid"')) throw new Error(`Not paid: ${sold.status} ${sold.body}`);
          }),
      ),
    straight: (count: number) =>
      inParallel(Array.from({ length: count }), atOnce, () =>
        withCaller(async ({ wallet, phone }) => {
          const number = randomUUID().replaceAll("-", "").slice(0, 26);
          const fields = {
            ...{ appid: wechat.appid, mch_id: wechat.mchid, nonce_str: number, sign_type: "HMAC-SHA256", body: "tea" },
            ...{ out_trade_no: number, auth_code: await show(phone), total_fee: "1230", spbill_create_ip: "127.0.0.1" },
          };
          const sign = signV2(fields, wechat.apiv2_key, "HMAC-SHA256");
          const paid = await wallet.post("/pay/micropay", { "content-type": "text/xml" }, xmlV2({ ...fields, sign }));
          if (!paid.body.includes("transaction_id")) throw new Error(`Not paid: ${paid.body}`);
        }),
      ),
  };
}
