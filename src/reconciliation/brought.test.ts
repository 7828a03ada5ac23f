import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { drain, made, started } from "#payments/testing";
import type { BillLine, FundLine } from "#wallets/protocol";
import { account, day, makeBroughtRig, person, piece } from "./testing/brought-rig.ts";

let rig: Awaited<ReturnType<typeof makeBroughtRig>>;
beforeAll(async () => {
  rig = await makeBroughtRig();
});
afterAll(() => rig.end());

const lineOf = (payment: string, walletRef: string, change: Partial<BillLine> = {}): BillLine => ({
  ...{ kind: "payment", walletRef, paymentId: payment.slice(4), refundId: null, at: rig.clock.now(), state: "done" },
  ...{ amount: fen(1230), fee: fen(0), feeRate: null, ...change },
});

test("a brought bill makes nothing paid by itself: the wallet is asked, and its word alone is applied", async () => {
  const [forged] = (await started(rig, await made(rig))) as [string];
  const [paid] = (await started(rig, await made(rig))) as [string];
  const [mute] = (await started(rig, await made(rig))) as [string];
  rig.toys.red.pay(paid.slice(4));
  const ref = rig.toys.red.orders.get(paid.slice(4))?.ref ?? "";
  rig.toys.red.orders.delete(mute.slice(4));
  rig.files.set("trades", { trade: [lineOf(forged, "w-forged"), lineOf(paid, ref), lineOf(mute, "w-mute")] });
  rig.advance(86_400);
  const id = await rig.broughtId("trade", "trades");
  await rig.propose(id);
  expect(await rig.approve(id)).toMatchObject({ ok: true });
  await rig.room.tick();
  const stateOf = async (payment: string) => (await rig.payments.getPayment(payment))?.paid_at !== null;
  expect([await stateOf(forged), await stateOf(paid), await stateOf(mute)]).toEqual([false, true, false]);
  const ends = (await rig.breaks()).map((one) => `${one.subject} ${one.state} ${one.resolution}`).sort();
  expect(ends).toEqual([`${forged} open null`, `${paid} closed heard`, `${mute} open null`].sort());
  // Nor when two people have it heard again.
  const open = (await rig.breaks()).find((one) => one.subject === forged)?.id ?? "";
  const told = await rig.room.proposeEnd({ kind: "person", id: "per_a", marketplace: null }, open, {
    ...{ act: "hear", why: "it stands in the bill" },
  });
  const proposed_at = (told.ok && told.value.proposed_at) || new Date(0);
  const decision = { approve: true, why: "yes", proposed_at };
  expect(await rig.room.decideEnd({ kind: "person", id: "per_b", marketplace: null }, open, decision)).toMatchObject({
    fault: "break_not_heard",
  });
  expect(await stateOf(forged)).toBe(false);
  // What the wallet says later, by whatever road, ends the break.
  rig.toys.red.pay(forged.slice(4));
  await rig.payments.checkCheckout((await rig.payments.getPayment(forged))?.checkout ?? "");
  expect(await stateOf(forged)).toBe(true);
  expect(await rig.books()).toEqual([]);
});

test("nor is a refund done because a brought file says so", async () => {
  const [paid] = (await started(rig, await made(rig))) as [string];
  rig.toys.red.pay(paid.slice(4));
  await rig.payments.checkCheckout((await rig.payments.getPayment(paid))?.checkout ?? "");
  rig.toys.red.knobs.refund = "processing";
  const asked = await rig.payments.createRefund(
    { kind: "key", id: "key_test", marketplace: "mkt_test", store: null },
    { payment: paid, amount: fen(30), reason: "" },
    null,
  );
  if (!asked.ok) throw new Error(asked.fault);
  await drain(rig);
  const refund = (asked.value as { id: string }).id;
  const told = { kind: "refund", walletRef: `r-${refund.slice(4)}`, amount: fen(30), at: rig.clock.now() } as const;
  const hear = () => rig.payments.hearBill(account, refund, { ...told, brought: true });
  expect([await hear(), (await rig.payments.getRefund(refund))?.state]).toEqual([false, "processing"]);
  rig.toys.red.refunds.set(refund.slice(4), 30n);
  expect([await hear(), (await rig.payments.getRefund(refund))?.state]).toEqual([true, "refunded"]);
});

test("a file without a line is bound to no account, and refused while the books have something of the day", async () => {
  rig.files.set("empty", { trade: [] });
  // On the next day two payments were heard of.
  rig.advance(86_400);
  const given = { account, kind: "trade", file_name: "x", hash: null } as const;
  const bring = (of: string) => rig.room.takeFile(person("per_a"), { ...given, day: of, content: piece("empty") });
  expect(await bring("2026-11-19")).toMatchObject({ value: { lines: 0n, account_named: null } });
  expect(await bring("2026-11-23")).toMatchObject({
    ...{ fault: "bill_file_refused", detail: { code: "bill_missing" } },
  });
  expect(await rig.bring("refund", "no refunds")).toMatchObject({ value: { lines: 0n, account_named: null } });
});

const other = "2026-11-20";
const bringOther = (name: string, kind: "trade" | "fund" = "trade") =>
  rig.room.takeFile(person("per_a"), {
    ...{ account, day: other, kind, content: piece(name), file_name: name, hash: null },
  });
const fund = (walletRef: string, minor: number): FundLine => ({
  ...{ kind: "other", walletRef, ownRef: null, amount: fen(minor), at: new Date(`${other}T04:00:00Z`), word: "other" },
});

test("while approved files wait nobody has the day fetched; what the day is no longer read from is proposed anew", async () => {
  rig.files.set("first", { trade: [] });
  rig.files.set("moves", { fund: [fund("w1", 5), fund("w2", 7)] });
  const made = await bringOther("first");
  if (!made.ok) throw new Error(made.fault);
  await bringOther("moves", "fund");
  const { id } = made.value;
  await rig.propose(id);
  await rig.approve(id);
  expect(await rig.room.askForDay({ account, day: other })).toMatchObject({ fault: "bill_day_from_files" });
  expect(await rig.propose(id)).toMatchObject({ fault: "bill_file_wrong_state" });
  // Refused once, it may be fetched after all; then the files may take their place again.
  await rig.db.read("update bill_days set state = 'refused' where day = $1", [other]);
  expect(await rig.room.askForDay({ account, day: other })).toMatchObject({ value: { files: null } });
  expect(await rig.propose(id)).toMatchObject({ value: { state: "proposed" } });
  expect(await rig.approve(id)).toMatchObject({ value: { state: "approved" } });
});

test("a run that goes on with another bill of the account names each movement once, however it was begun", async () => {
  const named = async () =>
    (await rig.breaks())
      .filter((one) => one.day === other && one.wallet_ref !== null)
      .map((one) => `${one.wallet_ref} ${one.theirs?.minor}`)
      .sort();
  await rig.room.tick();
  expect(await named()).toEqual(["w1 5", "w2 7"]);
  // As a run that was cut short leaves it, begun by a process that did not yet tell movements apart.
  const begin = async () => {
    await rig.db.read("update bill_runs set state = 'imported' where day = $1", [other]);
    await rig.db.read("update bill_days set state = 'waiting', next_at = opened_at where day = $1", [other]);
  };
  await begin();
  rig.files.set("moves", { fund: [fund("w0", 1), fund("w1", 5), fund("w1", 5), fund("w2", 7)] });
  await rig.room.tick();
  expect(await named()).toEqual(["w0 1", "w1 5", "w1 5", "w2 7"]);
  await rig.db.read("update bill_breaks set movement = null where day = $1", [other]);
  await rig.db.read("update bill_breaks set id = id || 'X' where day = $1 and wallet_ref = 'w2'", [other]);
  await begin();
  await rig.room.tick();
  expect(await named()).toEqual(["w0 1", "w1 5", "w1 5", "w2 7"]);
});

test("of one movement that is named twice in one run one is entered; a second of the same is another, and is too", async () => {
  const of = (await rig.breaks()).filter((one) => one.wallet_ref === "w1" && one.day === other);
  const enter = async (id: string) => {
    await rig.room.proposeEnd(person("per_a"), id, { act: "enter", why: "by letter" });
    const proposed_at = (await rig.room.getBreak(id))?.proposed_at ?? new Date(0);
    const done = await rig.room.decideEnd(person("per_b"), id, { approve: true, why: "seen", proposed_at });
    return done.ok ? done.value.resolution : done.fault;
  };
  const [one, two] = of.map(({ id }) => id) as [string, string];
  const is = (id: string, movement: string | null) =>
    rig.db.read("update bill_breaks set movement = $2 where id = $1", [id, movement]);
  await is(one, "- 1");
  // Nobody knows whether it is another one.
  await is(two, null);
  expect([await enter(one), await enter(two)]).toEqual(["entered", "break_entered_elsewhere"]);
  await is(two, "- 1");
  expect(await enter(two)).toBe("break_entered_elsewhere");
  await is(two, "- 2");
  expect(await enter(two)).toBe("entered");
});

test("an upload that stalls or breaks off is refused and torn down, and holds no place", async () => {
  let tick = (): void => {};
  const room = rig.roomWith({
    after: (ms, act) => {
      expect(ms).toBe(60_000);
      tick = act;
      return () => {};
    },
  });
  const bring = (content: Readable) =>
    room.takeFile(person("per_a"), { ...{ account, day, kind: "trade", content, file_name: "x", hash: null } });
  const source = () => {
    const asked = Promise.withResolvers<void>();
    return { content: new Readable({ read: () => asked.resolve() }), asked: asked.promise };
  };
  const refusal = { fault: "bill_file_refused", detail: { code: "bill_truncated" } };
  for (const how of ["stalls", "breaks off"]) {
    const { content, asked } = source();
    const under = bring(content);
    await asked;
    if (how === "stalls") tick();
    else content.destroy(new Error("aborted"));
    expect([await under, content.destroyed]).toMatchObject([refusal, true]);
  }
});

test("a day has twenty files at most; what nobody proposed goes after a month, what stands beside a proposal stays", async () => {
  for (let n = 0; n < 30; n++) rig.files.set(`f${n}`, { fund: [fund("w", n + 1)] });
  let faults = 0;
  for (let n = 0; n < 20; n++) if (!(await bringOther(`f${n}`, "fund")).ok) faults++;
  expect(faults).toBe(2);
  const left = async () => await rig.db.read<{ id: string }>("select id from bill_files where day = $1", [other]);
  expect(await left()).toHaveLength(20);
  rig.advance(31 * 86_400);
  while ((await rig.room.tick()) > 0);
  expect(await left()).toHaveLength(2);
});
