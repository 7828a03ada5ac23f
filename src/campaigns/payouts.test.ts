import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketOf, openDatabase } from "#db";
import { fen } from "#money";
import { accountOf } from "#payments/testing";
import { Dead, makeMortal } from "#payments/testing/mortal";
import {
  addFunds,
  billed,
  booksOf,
  type CampaignsRig,
  clicked,
  makeCampaignsRig,
  newCampaign,
  paidWith,
  platformBook,
  quiet,
  refunded,
} from "./testing/rig.ts";

let rig: CampaignsRig;
let host = "";
let n = 0;
beforeAll(async () => {
  rig = await makeCampaignsRig();
  await addFunds(rig, 10_000_000);
});
afterAll(() => rig.end());
beforeEach(async () => {
  rig.bank.knob = "ok";
  host = `app_${++n}`;
  const bank = { holder: "腾讯", bank: "招商银行", number: "755900000000123" };
  await rig.campaigns.setPayee("per_1", { wallet_account: accountOf("red"), host, ...bank });
});

const placements = () => [
  { host, surface: "feed", target: "store" as const, url: "https://shop.example/", store: null },
];
const price = { pricing: "click", price: fen(100), share_bp: null } as const;

/** Bills of so many clicks for a host app of this test's own. */
async function owed(clicks: number): Promise<void> {
  const campaign = await newCampaign(rig, { ...price, placements: placements() });
  for (let i = 0; i < clicks; i++) await clicked(rig, campaign.placements[0]?.id as string);
  await billed(rig, campaign.id);
}
const ask = (amount: number, room = rig.campaigns, key: string | null = null) =>
  room.askPayout(
    "per_1",
    { wallet_account: accountOf("red"), host, amount: fen(amount) },
    key === null ? null : { caller: "per_1", route: "askMediaPayout", key, requestHash: "h" },
  );
async function asked(amount: number): Promise<string> {
  const done = await ask(amount);
  if (!done.ok) throw new Error(done.fault);
  return done.value.id;
}
const stateOf = async (id: string) => (await rig.campaigns.getPayout(id))?.state;
const due = async () =>
  (await rig.campaigns.listMediaAccounts({ marketplace: null })).find((one) => one.host === host)?.due.minor;
const sent = (id: string) => rig.bank.paid.get(id.slice(4))?.amount.minor;

test("asked, confirmed by another person, sent once to the account that was seen, and in the books", async () => {
  await owed(5);
  const id = await asked(500);
  expect(await due()).toBe(0n);
  expect(await rig.campaigns.confirmPayout("per_1", id)).toEqual({ ok: false, fault: "second_person_needed" });
  // A newer bank account does not move what is confirmed already.
  const other = { holder: "别人", bank: "别处", number: "9999999999999" };
  await rig.campaigns.setPayee("per_1", { wallet_account: accountOf("red"), host, ...other });
  const twice = await Promise.all(["per_2", "per_2"].map((by) => rig.campaigns.confirmPayout(by, id)));
  expect(twice.map((one) => one.ok)).toEqual([true, true]);
  expect([await stateOf(id), sent(id)]).toEqual(["paid", 500n]);
  expect(rig.bank.paid.get(id.slice(4))?.card.number).toBe("755900000000123");
  expect((await platformBook(rig))["media_payouts"]).toBe(0);
  expect(await booksOf(rig)).toEqual([]);
});

test("twenty asks at once over two processes are never more than is owed", async () => {
  await owed(7);
  const rooms = [rig.campaigns, rig.bootCampaigns()] as const;
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(100, rooms[i % 2])));
  expect(all.filter((one) => one.ok).length).toBe(7);
  expect(all.filter((one) => !one.ok && one.fault === "media_due_short").length).toBe(13);
  expect(await due()).toBe(0n);
  const row = "update media_accounts set paid_out = paid_out + 1 where bucket = $1 and host = $2";
  await expect(rig.db.read(row, [bucketOf(accountOf("red")), host])).rejects.toThrow(/media_accounts_never_more/);
  expect(await booksOf(rig)).toEqual([]);
});

test("a repeat of one key is one payout; another amount under it is refused", async () => {
  await owed(3);
  const [one, two] = [await ask(100, rig.campaigns, "k"), await ask(100, rig.campaigns, "k")];
  expect(one.ok && two.ok && [two.repeated, two.value.id === one.value.id]).toEqual([true, true]);
  expect(await due()).toBe(200n);
});

test("a refund after the payout is set against the next bill: nothing more is paid until it is earned again", async () => {
  const campaign = await newCampaign(rig, { placements: placements() });
  const click = await clicked(rig, campaign.placements[0]?.id as string);
  rig.advance(60);
  const payment = await paidWith(rig, click, 10_000);
  await quiet(rig);
  expect(await billed(rig, campaign.id)).toEqual([500n]);
  await rig.campaigns.confirmPayout("per_2", await asked(500));
  await refunded(rig, payment, 8000);
  await quiet(rig);
  expect(await billed(rig, campaign.id)).toEqual([-400n]);
  expect(await due()).toBe(-400n);
  expect(await ask(1)).toEqual({ ok: false, fault: "media_due_short" });
  await owed(3);
  expect(await ask(1)).toEqual({ ok: false, fault: "media_due_short" });
  await owed(2);
  expect([await due(), (await ask(101)).ok, (await ask(100)).ok]).toEqual([100n, false, true]);
  expect(await booksOf(rig)).toEqual([]);
});

test("unknown is asked after; a refusal and a bank's return leave it owed as before", async () => {
  await owed(4);
  rig.bank.knob = "lost_after";
  const id = await asked(100);
  await rig.campaigns.confirmPayout("per_2", id);
  expect(await stateOf(id)).toBe("sending");
  rig.advance(61);
  await rig.campaigns.tick();
  expect([await stateOf(id), sent(id)]).toEqual(["paid", 100n]);
  rig.bank.knob = "refused";
  const no = await asked(100);
  await rig.campaigns.confirmPayout("per_2", no);
  expect([await stateOf(no), await due()]).toEqual(["refused", 300n]);
  rig.bank.knob = "returned";
  rig.advance(86_401);
  await rig.campaigns.tick();
  expect([await stateOf(id), await due()]).toEqual(["returned", 400n]);
  expect(await booksOf(rig)).toEqual([]);
});

test("called off, or forgotten for three days: nothing was sent and it is owed as before", async () => {
  await owed(2);
  const [one, two] = [await asked(100), await asked(100)];
  expect((await rig.campaigns.cancelPayout("per_1", one)).ok).toBe(true);
  rig.advance(3 * 86_400 + 1);
  await rig.campaigns.tick();
  expect([await stateOf(two), await due(), sent(one), sent(two)]).toEqual(["cancelled", 200n, undefined, undefined]);
  expect(await rig.campaigns.confirmPayout("per_2", two)).toMatchObject({ fault: "payout_wrong_state" });
});

test("where the wallet sends nothing to strangers' banks, people carry it, and two of them tell, once", async () => {
  await owed(2);
  const room = rig.bootCampaigns({ payouts: async () => null });
  const made = await ask(200, room);
  const id = made.ok ? made.value.id : "";
  const tell = (by: string, said: { paid: boolean; reference: string }) => room.tellPayout(by, id, said);
  const second = (by: string, said: { paid: boolean; reference: string }, toldBy = "per_1") =>
    room.confirmTold(by, id, { ...said, toldBy });
  expect(await tell("per_1", { paid: true, reference: "B" })).toMatchObject({ fault: "payout_wrong_state" });
  await room.confirmPayout("per_2", id);
  expect([await stateOf(id), sent(id)]).toEqual(["sending", undefined]);
  const told = { paid: true, reference: "B-77" };
  expect(await second("per_2", told)).toMatchObject({ fault: "payout_wrong_state" });
  expect(await tell("per_1", told)).toMatchObject({ ok: true, value: { state: "sending", told: { by: "per_1" } } });
  expect(await tell("per_1", told)).toMatchObject({ ok: true, repeated: true, value: { state: "sending" } });
  expect(await second("per_1", told)).toEqual({ ok: false, fault: "second_person_needed" });
  // Another word takes the first one's place: nobody's reference is confirmed by somebody who read another.
  expect(await tell("per_3", { ...told, reference: "B-78" })).toMatchObject({ value: { state: "sending" } });
  expect(await second("per_2", told)).toMatchObject({ fault: "payout_wrong_state" });
  expect(await tell("per_1", told)).toMatchObject({ value: { state: "sending", told: { reference: "B-77" } } });
  // The very same word, but no longer hers whom the guard was asked about.
  expect(await second("per_2", told, "per_3")).toMatchObject({ fault: "payout_wrong_state" });
  const both = await Promise.all(["per_2", "per_3"].map((by) => second(by, told)));
  expect(both.map((one) => one.ok)).toEqual([true, true]);
  expect(await room.getPayout(id)).toMatchObject({ state: "paid", reference: "B-77" });
  expect(await tell("per_1", told)).toMatchObject({ ok: true, repeated: true });
  const back = { paid: false, reference: "退票" };
  expect(await tell("per_2", back)).toMatchObject({ value: { state: "paid" } });
  expect(await second("per_1", back, "per_2")).toMatchObject({ value: { state: "returned" } });
  expect(await tell("per_1", back)).toMatchObject({ ok: true, repeated: true });
  expect(await due()).toBe(200n);
  expect(await booksOf(rig)).toEqual([]);
});

test("payees of many host apps told at one account at once, over two processes: each is written, none fails", async () => {
  const rooms = [rig.campaigns, rig.bootCampaigns()] as const;
  const bank = { holder: "字节", bank: "工商银行", number: "622200000000456" };
  const place = (i: number) => ({ wallet_account: accountOf("red"), host: `${host}_${i >> 1}` });
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, i) => rooms[i % 2]?.setPayee("per_1", { ...place(i), ...bank })),
  );
  expect(all.map((one) => one?.ok && one.value.n).sort()).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
});

test("what a host app is owed is locked before the ledger's accounts: nobody waits in a ring", async () => {
  await owed(2);
  const id = await asked(100);
  const campaign = await newCampaign(rig, { ...price, placements: placements() });
  await clicked(rig, campaign.placements[0]?.id as string);
  const made = await rig.campaigns.proposeBills("per_1", campaign.id);
  const bill = made.ok ? (made.value[0]?.id as string) : "";
  const owner = openDatabase(rig.owner, { poolSize: 1, applicationName: "campaigns lock test" });
  const bucket = bucketOf(accountOf("red"));
  /** The ledger's accounts that nobody holds while something waits for what the host app is owed. */
  const freeWhile = async (work: () => Promise<unknown>): Promise<number> => {
    let working: Promise<unknown> = Promise.resolve();
    const free = await rig.db.tx(async (tx) => {
      await tx.query("select 1 from media_accounts where bucket = $1 and host = $2 for update", [bucket, host]);
      working = work();
      const waits = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      while ((await rig.db.read(waits)).length === 0);
      return await owner.read(
        "select 1 from accounts where bucket = $1 and code in ('media_due', 'media_payouts') for update skip locked",
        [bucket],
      );
    });
    await working;
    return free.length;
  };
  expect(await freeWhile(() => rig.campaigns.cancelPayout("per_1", id))).toBe(2);
  expect(await freeWhile(() => rig.campaigns.decideBill("per_2", bill, true))).toBe(2);
  await owner.close();
  expect([await stateOf(id), await due()]).toEqual(["cancelled", 300n]);
  expect(await booksOf(rig)).toEqual([]);
});

test("whoever pays may die anywhere: the next one ends it, and the bank has paid each payout once", async () => {
  await owed(60);
  const ids = new Set<string>();
  for (const when of ["before", "after"] as const)
    for (let contact = 1; contact < 40; contact++) {
      const id = await asked(1);
      ids.add(id);
      const mortal = makeMortal(contact, when);
      const room = rig.bootCampaigns({
        db: mortal.db(rig.db),
        payouts: async () => ({
          ask: rig.bank.wallet.ask,
          send: (request) => mortal.call(() => rig.bank.wallet.send(request)),
        }),
      });
      await room.confirmPayout("per_2", id).catch((fault: unknown) => {
        if (!(fault instanceof Dead)) throw fault;
      });
      if (!mortal.died()) break;
    }
  for (const id of ids) await rig.campaigns.confirmPayout("per_2", id);
  rig.advance(301);
  for (let turn = 0; turn < 4; turn++) {
    await rig.campaigns.tick();
    rig.advance(301);
  }
  expect(ids.size).toBeGreaterThan(8);
  for (const id of ids) expect([id, await stateOf(id), sent(id)]).toEqual([id, "paid", 1n]);
  expect(await booksOf(rig)).toEqual([]);
}, 120_000);
