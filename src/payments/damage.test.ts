import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeLanes } from "#db";
import { fen } from "#money";
import { caller, drain, made, makeRig, notify, type Rig, started } from "./testing/rig.ts";

/** Damage that no code of ours would do, planted by the owner: the books check must name each, and nothing else. */
let rig: Rig;
let owner: pg.Client;
let checkout: string;
let payment: string;
let refund: string;
let waiting: string;
beforeAll(async () => {
  rig = await makeRig();
  owner = new pg.Client({ connectionString: rig.owner });
  await owner.connect();
  checkout = await made(rig);
  [payment] = (await started(rig, checkout)) as [string];
  rig.toys.red.pay(payment.slice(4));
  await notify(rig, rig.toys.red, payment);
  const done = await rig.payments.createRefund(caller, { payment, amount: fen(30), reason: "r" }, null);
  if (!done.ok) throw new Error(done.fault);
  refund = done.value.id;
  rig.toys.red.knobs.refund = "processing";
  await rig.payments.createRefund(caller, { payment, amount: fen(40), reason: "r" }, null);
  [waiting] = (await started(rig, await made(rig))) as [string];
});
afterAll(async () => {
  await owner.end();
  await rig.end();
});

const damages: readonly [what: string, check: string, sql: () => string][] = [
  [
    "a refund that is done in the books of payments only",
    "refunds stand in the books",
    () => `with r as (update refunds set amount = amount + 5 where id = '${refund}'),
      o as (update orders set refunded = refunded + 5 where refunded > 0)
      update payments set refunded = refunded + 5 where id = '${payment}'`,
  ],
  ["an order that says another refund", "orders say what their payments do", () => "update orders set refunded = 7"],
  [
    "an order that names another payment",
    "orders say what their payments do",
    () => `update orders set paid_payment = 'pay_none' where paid_payment = '${payment}'`,
  ],
  [
    "a live payment that its order forgot while another is live",
    "orders say what their payments do",
    () => `update orders set live_payment = '${payment}' where live_payment = '${waiting}'`,
  ],
  ["a payment nobody looks after", "somebody looks after what is open", () => "delete from due where kind = 'payment'"],
  ["a refund nobody looks after", "somebody looks after what is open", () => "delete from due where kind = 'refund'"],
  ["a checkout nobody ends", "somebody looks after what is open", () => "delete from due where kind = 'checkout'"],
  [
    "a number at the wallet that pays two payments",
    "a wallet's number pays once",
    () => `update payments set wallet_ref = (select wallet_ref from payments where id = '${payment}')
      where id = '${waiting}'`,
  ],
];

test("without damage the check is silent", async () => expect(await rig.books()).toEqual([]));

test.each(damages)("%s", async (_, check, sql) => {
  await owner.query("begin");
  await owner.query(sql());
  const read = async <Row extends object>(text: string, values?: readonly unknown[]) =>
    (await owner.query<Row>(text, values as unknown[])).rows;
  const faults = await rig.booksOf({ read });
  await owner.query("rollback");
  expect(new Set(faults.map((fault) => fault.check))).toEqual(new Set([check]));
});

test("a transaction in which a fault was swallowed does not say that it committed", async () => {
  const done = rig.db.tx(async (tx) => {
    await tx.query("insert into due (bucket, at, kind, subject) values ($1, $2, 'refund', 'x')", [1, new Date(0)]);
    await tx.query("select 1 / 0").catch(() => undefined);
    return "committed";
  });
  await expect(done).rejects.toThrow("rolled back");
});

test("a lane whose work answers too little, or throws at once, fails those moves and goes on", async () => {
  const lanes = makeLanes<number, number>({
    ...{ name: "t", lanes: 1, bucket: () => 0, key: String },
    run: (moves) => {
      if (moves.includes(2)) throw new Error("at once");
      return Promise.resolve(moves.filter((move) => move !== 1));
    },
    aloneAgain: (result) => result > 100,
  });
  const done = await Promise.allSettled([1, 2, 3].map((n) => lanes.submit(n)));
  expect(done.map((one) => one.status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(await lanes.submit(4)).toBe(4);
  await lanes.idle();
});

test("in the end all is over and nothing is left to look after", async () => {
  rig.toys.red.knobs.refund = "ok";
  for (let hour = 0; hour < 4; hour++) {
    rig.advance(3601);
    await drain(rig);
  }
  expect(await rig.books()).toEqual([]);
  expect(await rig.db.read("select * from due")).toEqual([]);
});
