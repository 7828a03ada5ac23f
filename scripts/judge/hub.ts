import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { Agent } from "undici";
import { type Db, makeIds, openDatabase } from "#db";
import { makeFspiop } from "#fspiop";
import { callOver } from "#http-call";
import { makeTransfers } from "#transfers";

/** The hub alone, with everything open, for the judge. The alarm is told on standard error. */
export async function startJudgedHub(databaseUrl: string) {
  const db: Db = openDatabase(databaseUrl, { poolSize: 8, applicationName: "judge" });
  const clock = { now: () => new Date() };
  const ids = makeIds(clock, randomBytes);
  const transfers = makeTransfers({ db, clock, ids, lanes: 1 });
  const agent = new Agent({ keepAliveTimeout: 5_000 });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const keys = { signing: async () => privateKey, published: async () => [pem] };
  const hub = makeFspiop({
    ...{ db, clock, ids, transfers, name: "hutong", strict: false, keys },
    http: (call) => callOver(agent, { ...call, url: new URL(call.url) }),
    permit: () => ({ open: true, why: "", takes: [] }),
    hashPerson: (text) => createHash("sha256").update(text).digest(),
    alarm: (what, about) => console.error(what, about),
  });
  const [face, admin] = [hub.fspiop(), hub.admin()];
  const urls = {
    fspiop: await face.listen({ host: "127.0.0.1", port: 0 }),
    admin: await admin.listen({ host: "127.0.0.1", port: 0 }),
  };
  const timer = setInterval(() => void hub.tick().catch((fault: unknown) => console.error(fault)), 500);
  return {
    ...{ urls, transfers },
    async close(): Promise<void> {
      clearInterval(timer);
      await face.close();
      await admin.close();
      await hub.quiet();
      await agent.close();
      await db.close();
    },
  };
}

export type JudgedHub = Awaited<ReturnType<typeof startJudgedHub>>;

/** As Mojaloop's provisioning does it: participant, limit, endpoint, funds, by the admin API. */
export async function provision(admin: string, name: string, endpoint: string, currency: string): Promise<void> {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const json = { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${admin}/participants${path}`, body === undefined ? {} : json);
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`${method} /participants${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  await call("POST", "", { name, currency });
  const limit = { type: "NET_DEBIT_CAP", value: 50_000 };
  await call("POST", `/${name}/initialPositionAndLimits`, { currency, limit, initialPosition: 0 });
  await call("POST", `/${name}/endpoints`, { type: "FSPIOP_CALLBACK_URL", value: endpoint });
  const accounts = (await call("GET", `/${name}/accounts`)) as { id: number; ledgerAccountType: string }[];
  const id = accounts.find((one) => one.ledgerAccountType === "SETTLEMENT")?.id;
  const amount = { amount: "50000", currency };
  await call("POST", `/${name}/accounts/${id}`, { transferId: "1", action: "recordFundsIn", reason: "judge", amount });
}
