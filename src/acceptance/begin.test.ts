import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fen } from "#money";
import { drain } from "#payments/testing";
import { Dead } from "#payments/testing/mortal";
import { counted, type House, makeRig, type Rig, startThrough } from "./testing/rig.ts";

/** Between the reservation of a buyer's day and the commit that begins, somebody dies, or somebody else comes. */
let rig: Rig;
beforeAll(async () => {
  rig = await makeRig();
  await rig.room.refresh();
});
afterAll(() => rig.end());
beforeEach(() => Object.assign(rig.knobs, { version: 0n, shutOnRefresh: false, open: true }));

let n = 0;
const begin = (house: House, key: string, amount = 1_000) =>
  startThrough(house, rig.stores.slice(0, 1), key, amount, { reference: "b1" });

/** A process to whose statement that begins an acceptance something happens first. */
async function before(happens: () => Promise<void>): Promise<House> {
  const db: Rig["db"] = {
    ...rig.db,
    read: async <Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]> => {
      if (sql.includes("acceptance_begin(")) await happens();
      return await rig.db.read<Row>(sql, parameters);
    },
  };
  const house = rig.boot({ db });
  await house.room.refresh();
  return house;
}

test("a death after the buyer's day was reserved: whoever begins it anew reserves nothing beside it", async () => {
  rig.under({ buyer: fen(1_000) });
  const key = `death ${++n}`;
  let alive = true;
  const dying = await before(async () => {
    alive = false;
    throw new Dead();
  });
  await begin(dying, key).catch(() => undefined);
  expect([alive, await counted(rig)]).toMatchObject([false, { live: 0, buyer: 1_000 }]);
  // No sweep has run: the worker goes on with the same payment.
  rig.advance(16);
  await drain(rig);
  const { payment } = await begin(rig, key);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "started" });
  expect(await counted(rig)).toMatchObject({ live: 1_000, buyer: 1_000 });
  rig.advance(600);
  await rig.caps.sweep();
  expect(await counted(rig)).toMatchObject({ live: 1_000, buyer: 1_000 });
  expect(await rig.books()).toEqual([]);
});

test("the sweep gives it back just before the commit: another number is taken, and nothing is counted twice", async () => {
  rig.under({ buyer: fen(1_000), store: fen(1_000) });
  let once = true;
  const slow = await before(async () => {
    if (!once) return;
    once = false;
    rig.advance(120);
    await rig.caps.sweep();
  });
  const { payment } = await begin(slow, `slow ${++n}`);
  expect(await rig.room.ofPayment(payment)).toMatchObject({ state: "started" });
  expect(await counted(rig)).toMatchObject({ live: 1_000, store: 1_000, buyer: 1_000 });
  expect(await rig.books()).toEqual([]);
});

test("the opening moves again and again while it is decided: each time the reservation is given back whole", async () => {
  rig.under({ buyer: fen(1_000) });
  let moves = 2;
  const moving = await before(async () => {
    if (moves-- > 0) await setVersion(7n + BigInt(moves));
    else await setVersion(0n);
  });
  await begin(moving, `moving ${++n}`);
  await setVersion(0n);
  expect(await counted(rig)).toMatchObject({ live: 1_000, buyer: 1_000 });
  expect(await rig.books()).toEqual([]);
});

const setVersion = (version: bigint) =>
  rig.db.read(
    `insert into opening_versions (marketplace, version) values ('red', $1)
     on conflict (marketplace) do update set version = excluded.version`,
    [version],
  );
