import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fen } from "#money";
import { notify } from "#payments/testing";
import { counted, type House, makeRig, type Rig, settle, startThrough } from "./testing/rig.ts";

let rig: Rig;
/** Two processes over one database: lanes, pairs in memory and waits are their own. */
let processes: [House, House];
beforeAll(async () => {
  rig = await makeRig();
  processes = [rig.boot(), rig.boot()];
  for (const { room } of processes) await room.refresh();
});
afterAll(() => rig.end());
beforeEach(() => {
  Object.assign(rig.knobs, { accept: "ok", open: true, version: 0n, shutOnRefresh: false, limits: {} });
});

let n = 0;
const begin = (by: number, amount: number, { store = 0, buyer = "b1" } = {}) =>
  startThrough(processes[by % 2] as House, [rig.stores[store] as string], `caps ${++n}`, amount, { reference: buyer });
const why = (one: PromiseSettledResult<unknown>): string =>
  one.status === "fulfilled" ? "ok" : (/"code":"([a-z_]+)"/.exec(String(one.reason))?.[1] ?? String(one.reason));
const many = async (starts: readonly Promise<unknown>[]) => (await Promise.allSettled(starts)).map(why);
const fits = (all: readonly string[]) => all.filter((one) => one === "ok").length;
const stateOf = async (payment: string) => (await rig.payments.getPayment(payment))?.state;

test("the day's total between two wallets is never exceeded by two processes at once, and is used up", async () => {
  rig.under({ total: fen(5000) });
  const done = await many(Array.from({ length: 30 }, (_, i) => begin(i, 301, { store: i % 3 })));
  // 16 × 301 = 4816; a seventeenth would be 5117. Near the limit one may be refused while leases come back.
  expect(fits(done)).toBeLessThanOrEqual(16);
  expect(new Set(done)).toEqual(new Set(["ok", "over_cap_total_day"]));
  let more = 0;
  for (let i = 0; i < 10; i++) more += fits(await many([begin(i, 301, { store: i % 3 })]));
  expect(fits(done) + more).toBe(16);
  expect(await counted(rig)).toMatchObject({ live: 4816, lease: 4816 });
  expect(await rig.books()).toEqual([]);
});

test("a store's day and a buyer's day, over both processes; another store and another buyer have their own", async () => {
  rig.under({ store: fen(1000) });
  expect(fits(await many(Array.from({ length: 12 }, (_, i) => begin(i, 150))))).toBe(6);
  expect(await many([begin(0, 150), begin(1, 150, { store: 1 })])).toEqual(["over_cap_per_store_day", "ok"]);
  rig.under({ buyer: fen(1000) });
  const done = await many(Array.from({ length: 12 }, (_, i) => begin(i, 300, { store: i % 3 })));
  expect([fits(done), done.includes("over_cap_per_buyer_day")]).toEqual([3, true]);
  expect(await many([begin(1, 300, { buyer: "b2" })])).toEqual(["ok"]);
  rig.advance(600);
  await rig.caps.sweep();
  expect(await counted(rig)).toMatchObject({ live: 1200, buyer: 1200 });
  expect(await rig.books()).toEqual([]);
});

test("what ends unpaid is given back to its day: closed, refused by the acquirer, never offered by the issuer", async () => {
  const limits = { total: fen(1000), store: fen(1000), buyer: fen(1000) };
  rig.under(limits);
  const { payment } = await begin(0, 900);
  expect(await many([begin(1, 200)])).not.toEqual(["ok"]);
  await processes[1].payments.closePayment(payment);
  expect(await counted(rig)).toMatchObject({ live: 0, store: 0, lease: 0, buyer: 0 });

  rig.toys.blue.knobs.start = "refused";
  expect(fits(await many([begin(0, 900)]))).toBe(0);
  rig.toys.blue.knobs.start = "ok";
  expect(await counted(rig)).toMatchObject({ live: 0, store: 0, lease: 0, buyer: 0 });

  rig.knobs.accept = "refused";
  const { payment: other } = await begin(1, 900);
  rig.toys.blue.pay(other.slice(4));
  await notify(processes[0], rig.toys.blue, other);
  await settle(rig, processes[0]);
  expect(await stateOf(other)).toBe("closed");
  expect(await counted(rig)).toMatchObject({ live: 0, store: 0, lease: 0, buyer: 0 });
  rig.knobs.accept = "ok";
  expect(await many([begin(0, 1000)])).toEqual(["ok"]);
  expect(await rig.books()).toEqual([]);
});

test("money that the issuer took after the end is counted again, if need be above the cap, and a person is told", async () => {
  rig.under({ total: fen(1000), store: fen(2000), buyer: fen(2000) });
  const { payment } = await begin(0, 900);
  await processes[0].payments.closePayment(payment);
  await begin(1, 800);
  const order = rig.toys.blue.orders.get(payment.slice(4));
  if (order) order.state = "paid";
  rig.alarms.length = 0;
  await notify(processes[1], rig.toys.blue, payment);
  expect(await stateOf(payment)).toBe("paid");
  expect(rig.alarms).toEqual(["cap_exceeded_by_late_payment"]);
  expect(await counted(rig)).toMatchObject({ live: 1700, store: 1700, lease: 1700, buyer: 1700 });
  expect(await many([begin(0, 150, { store: 1 })])).toEqual(["over_cap_total_day"]);
  // Whoever died over that: the second look counts it, and again changes nothing.
  while ((await processes[0].payments.noteEnded()) > 0);
  expect(await counted(rig)).toMatchObject({ live: 1700, lease: 1700 });
  expect(await rig.books()).toEqual([]);
});

test("the same start twice at once, and by two processes, is counted once", async () => {
  rig.under({ total: fen(1000), store: fen(1000), buyer: fen(1000) });
  const key = `caps ${++n}`;
  const both = await Promise.allSettled(
    [0, 1, 0, 1].map((by) =>
      startThrough(processes[by] as House, rig.stores.slice(0, 1), key, 400, { reference: "b1" }),
    ),
  );
  const made = both.flatMap((one) => (one.status === "fulfilled" ? [one.value.payment] : []));
  expect(new Set(made).size).toBe(1);
  rig.advance(600);
  await rig.caps.sweep();
  expect(await counted(rig)).toMatchObject({ live: 400, store: 400, lease: 400, buyer: 400 });
});

test("the opening moves while it is decided: nothing stays reserved of what did not begin", async () => {
  rig.under({ total: fen(1000), store: fen(1000), buyer: fen(1000) });
  rig.knobs.version = 7n;
  await begin(0, 400);
  Object.assign(rig.knobs, { version: 7n, shutOnRefresh: true });
  expect(fits(await many([begin(1, 400)]))).toBe(0);
  expect(await counted(rig)).toMatchObject({ live: 400, store: 400, lease: 400, buyer: 400 });
});

test("a limit lowered between the decision and its commit is seen, whatever else was read in between", async () => {
  rig.under({ total: fen(1000) });
  const setVersion = (version: bigint) =>
    rig.db.read(
      `insert into opening_versions (marketplace, version) values ('red', $1)
       on conflict (marketplace) do update set version = excluded.version`,
      [version],
    );
  const lowered = {
    ...rig.db,
    read: async <Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> => {
      // The pair's settlements are looked at after the decision: the opening moves in that moment, in memory too.
      if (sql.includes("as late from acceptance_pairs p where")) await setVersion(++rig.knobs.version);
      return await rig.db.read<Row>(sql, parameters);
    },
  };
  const house = rig.boot({ db: lowered as typeof rig.db });
  rig.knobs.shutOnRefresh = true;
  const done = await many([startThrough(house, rig.stores.slice(0, 1), `caps ${++n}`, 400)]);
  await setVersion(0n);
  expect(fits(done)).toBe(0);
  expect(await counted(rig)).toMatchObject({ live: 0, lease: 0 });
});
