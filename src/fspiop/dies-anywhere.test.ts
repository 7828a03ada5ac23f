import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mortal, makeMortal } from "#payments/testing/mortal";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Process, type Rig } from "./testing/rig.ts";
import { fulfilmentOf, type TestWallet } from "./testing/wallet.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

type Said = (process: Process) => ReturnType<TestWallet["say"]>;

/** How the payee's wallet answers, or that it does not; and what the payer's wallet hears at last. */
const endings = {
  reserved: { state: "committed", code: null },
  refused: { state: "aborted", code: "5103" },
  misfit: { state: "aborted", code: "3100" },
  silent: { state: "aborted", code: "3303" },
} as const;
type Ending = keyof typeof endings;

/** What the payee's wallet says; null: nothing, until the time is over. */
function answerOf(ending: Ending, id: string, packet: string): [path: string, body: object] | null {
  const at = `/transfers/${id}`;
  const fulfilment = fulfilmentOf(packet).toString("base64url");
  if (ending === "silent") return null;
  if (ending === "refused")
    return [`${at}/error`, { errorInformation: { errorCode: "5103", errorDescription: "not now" } }];
  if (ending === "misfit")
    return [at, { transferState: "COMMITTED", fulfilment: Buffer.alloc(32).toString("base64url") }];
  return [at, { transferState: "RESERVED", fulfilment }];
}

/**
 * A transfer through a process that dies at its nth contact with the database or with a wallet, just before it or just
 * after it took effect; the other process and the wallets' own repeats finish it.
 */
async function transferThrough(dieAt: number, when: "before" | "after", ending: Ending): Promise<Mortal> {
  const mortal = makeMortal(dieAt, when);
  const rig = await makeRig(database.appUrl, { db: mortal.db, http: (way) => (call) => mortal.call(() => way(call)) });
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  const day = { counter: `opening/${n}/total`, day: "2024-10-31", limit: 1000n, refusal: "over_total_day" } as const;
  rig.permit({ open: true, why: "", takes: [day] });
  /** A wallet that was not answered 202 says it again. */
  const insist = async (wallet: TestWallet, say: Said): Promise<void> => {
    for (const process of [rig.first, rig.second]) {
      rig.through(wallet.name, process);
      const answer = await say(process).catch(() => null);
      if (answer?.statusCode === 202) return;
    }
    throw new Error("Nobody took it.");
  };
  const rest = async (): Promise<void> => {
    await rig.settle();
    // What a dead process had taken comes back.
    rig.advance(31);
    await rig.settle();
  };
  const packet = randomUUID();
  const expiration = new Date(rig.clock.now().getTime() + 3_600_000).toISOString();
  const body = payer.transfer(payee.name, "10", packet, { expiration });
  await insist(payer, () => payer.say("POST", "/transfers", body));
  await rest();
  expect(payee.heard.filter((one) => one.method === "POST").length).toBeGreaterThan(0);
  const answer = answerOf(ending, body.transferId, packet);
  const to = { "fspiop-destination": payer.name };
  if (answer) await insist(payee, () => payee.say("PUT", answer[0], answer[1], to));
  else {
    rig.advance(3600);
    await rig.first.hub.tick().catch(() => 0);
  }
  await rest();
  await endedAs(ending, rig, { payer, payee, id: body.transferId, counter: day.counter });
  await rig.close();
  return mortal;
}

type Parties = { payer: TestWallet; payee: TestWallet; id: string; counter: string };

async function endedAs(ending: Ending, rig: Rig, { payer, payee, id, counter }: Parties): Promise<void> {
  const { state, code } = endings[ending];
  const good = state === "committed";
  const { db, transfers } = rig.second;
  expect([ending, (await transfers.getTransfer(id))?.state]).toEqual([ending, state]);
  const told = payer.heard.filter((one) => one.method === "PUT");
  if (good) expect(told.map((one) => one.body["transferState"])).toContain("COMMITTED");
  else
    expect(told.map((one) => one.body["errorInformation"])).toContainEqual(
      expect.objectContaining({ errorCode: code }),
    );
  expect(told.every((one) => one.path.endsWith("/error") === !good)).toBe(true);
  if (ending === "reserved") expect(payee.heard.at(-1)).toMatchObject({ method: "PATCH" });
  // Whatever the payee's wallet had not ended itself it hears, too.
  if (ending === "silent") expect(payee.last(/transfers/)?.path).toBe(`/transfers/${id}/error`);
  const minor = async (name: string) => (await transfers.positions(name))[0]?.position.minor;
  expect([await minor(payer.name), await minor(payee.name)]).toEqual(good ? [1000n, -1000n] : [0n, 0n]);
  const [day] = await db.read<{ used: bigint }>("select used from hub_cap_days where counter = $1", [counter]);
  expect(day?.used).toBe(good ? 1000n : 0n);
  expect([await transfers.check(), await transfers.checkSettlements(), await transfers.checkTransit()]).toEqual([
    [],
    [],
    [],
  ]);
  for (const table of ["hub_messages", "hub_due", "hub_cap_takes"])
    expect([table, await db.read(`select * from ${table}`)]).toEqual([table, []]);
}

test.each(Object.keys(endings) as Ending[])(
  "a process that dies between any two steps of a transfer that ends %s: it ends right, once, and all hear it",
  async (ending) => {
    const whole = await transferThrough(1_000_000, "before", ending);
    expect(whole.died()).toBe(false);
    expect(whole.contacts()).toBeGreaterThan(12);
    let deaths = 0;
    for (let at = 1; at <= whole.contacts(); at++)
      for (const when of ["before", "after"] as const)
        deaths += (await transferThrough(at, when, ending)).died() ? 1 : 0;
    expect(deaths).toBeGreaterThan(whole.contacts());
  },
  300_000,
);
