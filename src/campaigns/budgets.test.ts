import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf, type Db } from "#db";
import { fen } from "#money";
import { paidOrder, refund } from "#settlement/testing";
import {
  addFunds,
  billed,
  booksOf,
  type CampaignsRig,
  clicked,
  earned,
  makeCampaignsRig,
  newCampaign,
  paidWith,
  platformBook,
  quiet,
  refunded,
  shop,
} from "./testing/rig.ts";

let rig: CampaignsRig;
beforeAll(async () => {
  rig = await makeCampaignsRig();
});
afterAll(() => rig.end());

const only = (campaign: { placements: readonly { id: string }[] }) => campaign.placements[0]?.id as string;
const byClick = { pricing: "click", price: fen(80), share_bp: null } as const;
const budgetOf = async (id: string) => {
  const campaign = await rig.campaigns.getCampaign(id);
  return campaign && (await rig.campaigns.readBudgets([campaign])).get(id);
};
/** The kinds of campaigns' events that name this store as the one that pays. */
const tellingPayer = async (payer: string): Promise<string[]> => {
  const found = await rig.db.read<{ type: string }>(
    `select distinct type from (select type, data from outbox union all select type, data from events) e
     where type like 'campaign.%' and data ->> 'payer' = $1 order by type`,
    [payer],
  );
  return found.map((one) => one.type);
};
const storeBook = () => platformBook(rig, rig.stores[0] as string);

test("sixty clicks at once over two processes spend a budget to the last fen that pays for one, and never more", async () => {
  const campaign = await newCampaign(rig, { ...byClick, budget: { total: fen(1000), day: null } });
  const rooms = [rig.campaigns, rig.bootCampaigns()] as const;
  const jumps = Array.from({ length: 60 }, (_, n) =>
    rooms[n % 2]?.jump(only(campaign), { address: `10.1.0.${n}`, browser: "b", before: null }),
  );
  const ids = (await Promise.all(jumps)).flatMap((one) =>
    one?.ok && one.value.click !== null ? [one.value.click] : [],
  );
  expect(ids.length).toBe(12);
  expect(await budgetOf(campaign.id)).toMatchObject({ spent: fen(960), stopped: { code: "budget_spent" } });
  const found = await rig.campaigns.readFunnel(campaign.id);
  expect([found?.clicks, found?.fees]).toEqual([12, fen(960)]);
  // Whoever comes later is led on, counts for nothing and is not written down.
  expect(await clicked(rig, only(campaign))).toBeNull();
  expect((await rig.campaigns.readFunnel(campaign.id))?.over_budget).toBe(found?.over_budget);
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("a day's budget stops the day, says so in both languages, and the next day spends again", async () => {
  const campaign = await newCampaign(rig, { ...byClick, budget: { total: null, day: fen(160) } });
  await clicked(rig, only(campaign));
  await clicked(rig, only(campaign));
  expect(await clicked(rig, only(campaign))).toBeNull();
  const stopped = (await budgetOf(campaign.id))?.stopped;
  expect(stopped).toEqual({ code: "day_budget_spent", zh: expect.any(String), en: expect.any(String) });
  rig.advance(86_400);
  expect(await budgetOf(campaign.id)).toMatchObject({ spent: fen(160), spent_today: fen(0), stopped: null });
  expect(await clicked(rig, only(campaign))).not.toBeNull();
}, 60_000);

test("an order's fee is cut to what is left; what a refund takes back can be spent again, and once", async () => {
  const campaign = await newCampaign(rig, { budget: { total: fen(100), day: null } });
  const click = await clicked(rig, only(campaign));
  const again = await clicked(rig, only(campaign));
  rig.advance(60);
  const dear = await paidWith(rig, click, 3000);
  await paidWith(rig, again, 1000);
  await quiet(rig, [rig.campaigns, rig.bootCampaigns()]);
  const found = await rig.campaigns.readFunnel(campaign.id);
  expect([found?.credited, found?.fees, found?.cut]).toEqual([fen(4000), fen(100), fen(100)]);
  expect((await budgetOf(campaign.id))?.stopped?.code).toBe("budget_spent");
  await refunded(rig, dear, 3000);
  await quiet(rig, [rig.campaigns, rig.bootCampaigns()]);
  const left = await budgetOf(campaign.id);
  expect(left?.stopped).toBeNull();
  expect((await rig.campaigns.readFunnel(campaign.id))?.fees).toEqual(left?.spent);
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("the database itself refuses a budget that is overspent", async () => {
  const campaign = await newCampaign(rig, { ...byClick, budget: { total: fen(80), day: null } });
  const over = rig.db.read("update campaign_budgets set spent = 81 where bucket = $1 and campaign = $2", [
    bucketOf(campaign.id),
    campaign.id,
  ]);
  await expect(over).rejects.toThrow(/campaign_budgets_never_more/);
}, 60_000);

const ofStore = (total: number) => ({
  ...byClick,
  payer: rig.stores[0] as string,
  budget: { total: fen(total), day: null },
});

test("money that comes in while a store sets it aside: its debt is first, whoever is first", async () => {
  const payer = rig.stores[1] as string;
  await addFunds(rig, 10_000);
  const campaign = await newCampaign(rig, { ...ofStore(0), payer });
  const set = (total: number, room = rig.campaigns) =>
    room.setBudget("per_1", campaign.id, { total: fen(total), day: null });
  for (let round = 0; round < 5; round++) {
    const payment = await earned(rig, 1000, 1);
    const { balance = 0, ads_held = 0 } = await platformBook(rig, payer);
    const total = ads_held + balance;
    await set(total);
    expect((await refund(rig, payment, 400)).ok).toBe(true);
    const { order } = await paidOrder(rig, 300, "red", 1);
    const arrives = () => rig.settlement.confirmReceipt("per_1", order, null);
    // Four yuan are owed and nothing is there; then three come in, and three are set aside.
    const late = rig.bootCampaigns({
      recoverOwed: async (tx, place) => {
        await rig.settlement.recoverOwed(tx, place);
        await arrives();
      },
    });
    const [told] = round === 0 ? [await set(total + 300, late)] : await Promise.all([set(total + 300), arrives()]);
    expect(told.ok).toBe(false);
    if (round === 0) expect(told).toEqual({ ok: false, fault: "campaign_debt_first" });
    const after = await platformBook(rig, payer);
    expect([after["ads_held"], (after["balance"] ?? 0) - (after["advances"] ?? 0)]).toEqual([total, -100]);
    await earned(rig, 2000, 1);
    await rig.settlement.tick();
  }
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("what a store owes the platform is taken before its advertising: new, or with more to spend", async () => {
  const store = 2;
  const payer = rig.stores[store] as string;
  const book = async () => {
    const { balance = 0, advances = 0, ads_held = 0 } = await platformBook(rig, payer);
    return { balance, owed: advances, ads_held };
  };
  await addFunds(rig, 400);
  const payment = await earned(rig, 1000, store);
  const campaign = await newCampaign(rig, { ...ofStore(1000), payer });
  expect((await refund(rig, payment, 400)).ok).toBe(true);
  const owing = await book();
  await earned(rig, 300, store);
  const more = (total: number) => rig.campaigns.setBudget("per_1", campaign.id, { total: fen(total), day: null });
  expect(await more(1001)).toMatchObject({ fault: "campaign_balance_short" });
  expect(await rig.campaigns.createCampaign("per_1", { ...campaign, ...ofStore(1), payer }, null)).toMatchObject({
    fault: "campaign_balance_short",
  });
  await earned(rig, 500, store);
  expect((await more(1400)).ok).toBe(true);
  expect([owing, await book()]).toEqual([
    { balance: 0, owed: 400, ads_held: 1000 },
    { balance: 0, owed: 0, ads_held: 1400 },
  ]);
  // What it takes back is not taken for a debt that it no longer has.
  expect((await more(1000)).ok).toBe(true);
  expect(await book()).toEqual({ balance: 400, owed: 0, ads_held: 1000 });
  await rig.settlement.tick();
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("a store pays its own campaign: set aside, billed out of it by two people, and the rest comes back", async () => {
  await earned(rig, 1000);
  const short = rig.campaigns.createCampaign("per_1", { ...(await newCampaign(rig)), ...ofStore(1001) }, null);
  expect(await short).toEqual({ ok: false, fault: "campaign_balance_short", detail: {} });
  const campaign = await newCampaign(rig, ofStore(400));
  expect(await storeBook()).toMatchObject({ balance: 600, ads_held: 400 });
  for (let n = 0; n < 6; n++) await clicked(rig, only(campaign));
  const due = (await platformBook(rig))["media_due"] ?? 0;
  expect(await billed(rig, campaign.id)).toEqual([400n]);
  expect(await storeBook()).toMatchObject({ balance: 600, ads_held: 0, ads_between: -400 });
  expect((await platformBook(rig))["media_due"]).toBe(due + 400);
  expect(await rig.campaigns.setBudget("per_1", campaign.id, { total: fen(399), day: null })).toMatchObject({
    fault: "budget_too_small",
  });
  expect((await rig.campaigns.setBudget("per_1", campaign.id, { total: fen(900), day: null })).ok).toBe(true);
  expect(await storeBook()).toMatchObject({ balance: 100, ads_held: 500 });
  expect(await tellingPayer(rig.stores[0] as string)).toContain("campaign.budget_set");
  await clicked(rig, only(campaign));
  await rig.campaigns.moveCampaign("per_1", campaign.id, "ended");
  expect(await rig.campaigns.tick()).toBe(0);
  rig.advance(3601 + 86_400);
  expect(await rig.campaigns.tick()).toBe(1);
  expect(await rig.campaigns.tick()).toBe(0);
  expect(await storeBook()).toMatchObject({ balance: 520, ads_held: 80 });
  expect(await billed(rig, campaign.id)).toEqual([80n]);
  expect(await storeBook()).toMatchObject({ balance: 520, ads_held: 0, ads_between: -480 });
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("a refund after the bill goes back the same way, to what was set aside and, once over, to the balance", async () => {
  await earned(rig, 2000, 1);
  const payer = rig.stores[1] as string;
  const before = await platformBook(rig, payer);
  const since = async (account: string) => ((await platformBook(rig, payer))[account] ?? 0) - (before[account] ?? 0);
  const campaign = await newCampaign(rig, { payer, budget: { total: fen(500), day: null } });
  const click = await clicked(rig, only(campaign));
  rig.advance(60);
  const payment = await paidWith(rig, click, 10_000);
  await quiet(rig);
  expect(await billed(rig, campaign.id)).toEqual([500n]);
  await rig.campaigns.moveCampaign("per_1", campaign.id, "ended");
  rig.advance(3601 + 86_400);
  await refunded(rig, payment, 4000);
  await quiet(rig);
  expect(await rig.campaigns.tick()).toBe(0);
  expect(await billed(rig, campaign.id)).toEqual([-200n]);
  expect([await since("ads_held"), await since("ads_between")]).toEqual([200, -300]);
  expect(await rig.campaigns.tick()).toBe(1);
  expect([await since("balance"), await since("ads_held")]).toEqual([-300, 0]);
  expect(await booksOf(rig)).toEqual([]);
  const told = await tellingPayer(payer);
  const kinds = ["billed", "budget_set", "created", "credited", "moved", "taken_back"];
  expect(told).toEqual(kinds.map((kind) => `campaign.${kind}`));
}, 60_000);

test("a store whose money lies under a number of its own at the wallet cannot pay from there", async () => {
  const room = rig.bootCampaigns({ liesApart: () => true });
  const draft = { ...(await newCampaign(rig)), ...ofStore(10) };
  expect(await room.createCampaign("per_1", draft, null)).toEqual({ ok: false, fault: "campaign_store_apart" });
}, 60_000);

test("budgets made smaller while bills are approved: whoever is second sees the first, nothing gets stuck", async () => {
  await earned(rig, 50_000);
  for (let round = 0; round < 6; round++) {
    const campaign = await newCampaign(rig, { ...ofStore(5000), pricing: "click", price: fen(1000) });
    for (let n = 0; n < 3; n++) await clicked(rig, only(campaign));
    const made = await rig.campaigns.proposeBills("per_1", campaign.id);
    const bill = made.ok ? (made.value[0]?.id as string) : "";
    const other = rig.bootCampaigns();
    await Promise.all([
      rig.campaigns.decideBill("per_2", bill, true),
      other.decideBill("per_3", bill, true),
      other.setBudget("per_1", campaign.id, { total: fen(3000), day: null }),
      rig.campaigns.tick(),
    ]);
    await rig.campaigns.tick();
    expect((await rig.campaigns.getBill(bill))?.state).toBe("done");
  }
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

/** A process that commits one transaction, and is gone. */
function dying() {
  let turns = 0;
  const tx: Db["tx"] = (work) => (turns++ === 0 ? rig.db.tx(work) : Promise.reject(new Error("dead")));
  return rig.bootCampaigns({ db: { ...rig.db, tx } });
}

async function proposed(campaign: string): Promise<string> {
  const made = await rig.campaigns.proposeBills("per_1", campaign);
  return made.ok ? (made.value[0]?.id as string) : "";
}

test("two host apps' bills over one budget: the second waits for the first, and none gets stuck", async () => {
  await earned(rig, 1000, 2);
  const placements = ["wechat", "douyin"].map((host) => ({
    ...{ host, surface: "feed", target: "store" as const, url: `${shop}/`, store: null },
  }));
  const payer = rig.stores[2] as string;
  const campaign = await newCampaign(rig, { payer, budget: { total: fen(100), day: null }, placements });
  const bought = async (place: number): Promise<string> => {
    const click = await clicked(rig, campaign.placements[place]?.id as string);
    rig.advance(60);
    const payment = await paidWith(rig, click, 2000);
    await quiet(rig);
    return payment;
  };
  const payment = await bought(0);
  const one = await proposed(campaign.id);
  await refunded(rig, payment, 2000);
  await quiet(rig);
  await bought(1);
  const two = await proposed(campaign.id);
  await expect(dying().decideBill("per_2", one, true)).rejects.toThrow("dead");
  expect(await rig.campaigns.decideBill("per_2", two, true)).toEqual({ ok: false, fault: "campaign_balance_short" });
  await rig.campaigns.tick();
  expect((await rig.campaigns.getBill(one))?.state).toBe("done");
  expect(await billed(rig, campaign.id)).toEqual([-100n]);
  expect(await rig.campaigns.decideBill("per_2", two, true)).toMatchObject({ ok: true, value: { state: "done" } });
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("a bill that cannot be finished is told of, and keeps nothing else up", async () => {
  await earned(rig, 2000);
  const stuck = await newCampaign(rig, ofStore(300));
  await clicked(rig, only(stuck));
  const bill = await proposed(stuck.id);
  await expect(dying().decideBill("per_2", bill, true)).rejects.toThrow("dead");
  const take = "update campaign_budgets set billed = $3 where bucket = $1 and campaign = $2";
  const place = [bucketOf(stuck.id), stuck.id];
  await rig.db.read(take, [...place, 300]);
  const over = await newCampaign(rig, ofStore(200));
  await rig.campaigns.moveCampaign("per_1", over.id, "ended");
  rig.advance(3601 + 86_400);
  await rig.campaigns.tick();
  expect(rig.alarms).toContain("campaign_bill_failed");
  expect((await budgetOf(over.id))?.held).toEqual(fen(0));
  await rig.db.read(take, [...place, 0]);
  await rig.campaigns.tick();
  expect((await rig.campaigns.getBill(bill))?.state).toBe("done");
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);

test("old clicks are trimmed into sums: figures, budget and books stay what they were", async () => {
  const campaign = await newCampaign(rig, {
    ...{ ...byClick, budget: { total: fen(8000), day: null } },
    placements: [0, 1].map((n) => ({
      ...{ host: n === 0 ? "wechat" : "douyin", surface: "feed", target: "store" as const },
      ...{ url: `${shop}/${n}`, store: null },
    })),
  });
  for (const { id } of campaign.placements) for (let n = 0; n < 4; n++) await clicked(rig, id);
  const before = await rig.campaigns.readFunnel(campaign.id);
  rig.advance(121 * 86_400);
  let gone = 0;
  for (let turn = 0; turn < 130; turn++) gone += await rig.campaigns.trimClicks();
  expect(gone).toBeGreaterThanOrEqual(16);
  expect(await rig.db.read("select 1 from clicks where campaign = $1", [campaign.id])).toEqual([]);
  expect(await rig.campaigns.readFunnel(campaign.id)).toEqual(before);
  expect(await booksOf(rig)).toEqual([]);
}, 60_000);
