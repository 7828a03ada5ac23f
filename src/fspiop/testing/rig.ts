import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { type ChangeKind, makeTransfers, type NewChange, type Transfers } from "#transfers";
import type { FspiopNeeds, HubHttp, Permission } from "../context.ts";
import { type Fspiop, makeFspiop } from "../index.ts";
import { makeTestWallet, type TestWallet } from "./wallet.ts";

/** One of the hub's processes. */
export type Process = { hub: Fspiop; app: FastifyInstance; transfers: Transfers; db: Db };

export const hubKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });

const hubPem = hubKeys.publicKey.export({ type: "spki", format: "pem" }).toString();
const keys: FspiopNeeds["keys"] = { signing: async () => hubKeys.privateKey, published: async () => [hubPem] };

/** What may die of the first process: its contacts with the database, and those with the wallets. */
type Dying = { db?: (db: Db) => Db; http?: (http: HubHttp) => HubHttp };

/** Two processes of one hub over one database, and two wallets that listen; the clock stands until it is moved. */
export async function makeRig(databaseUrl: string, dying: Dying = {}) {
  let now = new Date("2024-10-31T02:00:00.000Z");
  let permission: Permission = { open: true, why: "", takes: [] };
  const clock = { now: () => now };
  const wallets = new Map<string, TestWallet>();
  const down = new Set<string>();
  /** A wallet that answers only when this is done. */
  const slow = new Map<string, Promise<void>>();
  const alarms: string[] = [];
  const http: HubHttp = async ({ method, url, headers, body }) => {
    const { hostname, pathname } = new URL(url);
    const wallet = wallets.get(hostname);
    if (!wallet || down.has(hostname)) throw new Error("nobody listens");
    await slow.get(hostname);
    const read = body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>);
    wallet.heard.push({ method, path: pathname, headers: { ...headers }, body: read });
    return { status: 202 };
  };
  const open = ({ db: dies = (db) => db, http: breaks = (way) => way }: Dying): Process => {
    const db = dies(openDatabase(databaseUrl, { poolSize: 4, applicationName: "hub" }));
    const ids = makeIds(clock, randomBytes);
    const transfers = makeTransfers({ db, clock, ids, lanes: 1 });
    const parts: Omit<FspiopNeeds, "kick"> = {
      ...{ db, clock, ids, transfers, http: breaks(http), name: "hutong", strict: false, keys },
      permit: () => permission,
      hashPerson: (text) => createHash("sha256").update(text).digest(),
      alarm: (what) => void alarms.push(what),
    };
    const hub = makeFspiop(parts);
    return { hub, app: hub.fspiop(), transfers, db };
  };
  /** Through which process a wallet speaks to the hub. */
  const speaking = new Map<string, Process>();
  const processes = [open(dying), open({})] as const;
  const [first, second] = processes;
  return {
    ...{ first, second, clock, wallets, down, slow, alarms },
    permit: (given: Permission) => {
      permission = given;
    },
    advance: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** A wallet with ten thousand yuan put down and as much cap, which listens at http://<its name>. */
    async join(name: string, process: Process = second): Promise<TestWallet> {
      await second.transfers.putParticipant({ name, title: { zh: name, en: name } });
      await second.transfers.setCap(name, fen(1_000_000));
      await second.transfers.moveFunds(name, fen(1_000_000));
      await second.hub.setEndpoint(name, { type: "FSPIOP_CALLBACK_URL", value: `http://${name}` });
      const wallet = makeTestWallet(name, () => (speaking.get(name) ?? process).app, clock.now);
      wallets.set(name, wallet);
      return wallet;
    },
    /** What two people would decide. */
    async change(participant: string, kind: ChangeKind, rest: Partial<Pick<NewChange, "amount" | "detail">>) {
      const blank = { amount: null, rate: null, detail: {}, why: "test", proposer: "per_a" };
      const proposed = await second.transfers.proposeChange({ ...blank, participant, kind, ...rest }, null);
      if (!proposed.ok) throw new Error(proposed.fault);
      const verdict = { approve: true, why: "fits", by: "per_b" };
      const decided = await second.transfers.decideChange(proposed.value.id, verdict, null);
      if (!decided.ok) throw new Error(decided.fault);
    },
    through: (name: string, process: Process) => void speaking.set(name, process),
    /** Until the second process finds nothing to do. */
    async settle(): Promise<void> {
      let begun = 0;
      do {
        await first.hub.quiet();
        await second.hub.quiet();
        begun = await second.hub.tick();
        await second.hub.quiet();
      } while (begun > 0);
    },
    async close(): Promise<void> {
      for (const { app, db } of processes) {
        await app.close();
        await db.close();
      }
    },
  };
}

export type Rig = Awaited<ReturnType<typeof makeRig>>;
