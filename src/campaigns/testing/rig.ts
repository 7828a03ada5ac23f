import { createHmac } from "node:crypto";
import { platformAccount, transferOf } from "#chart";
import { bucketValues, openDatabase, relayEvents } from "#db";
import { checkBooks, ledgerChecks, makeAccountOpener, post, readBook } from "#ledger";
import { fen } from "#money";
import { paymentChecks } from "#payments";
import { accountOf, caller, newCheckout, notify, started } from "#payments/testing";
import { settlementChecks } from "#settlement";
import { makeSettlementRig, paidOrder } from "#settlement/testing";
import { type CampaignsNeeds, campaignChecks, clickName, createCampaigns, type NewCampaign } from "../index.ts";

export const marketplace = "mkt_test";
export const shop = "https://shop.example";

/** Campaigns beside payments as main puts them together, on a real PostgreSQL. */
export async function makeCampaignsRig() {
  const rig = await makeSettlementRig();
  const owner = openDatabase(rig.owner, { poolSize: 1, applicationName: "campaigns test owner" });
  await owner.read(
    `insert into marketplaces (id, name_zh, name_en, time_zone, state, created_at, version)
     values ($1, '集市', 'Bazaar', 'Asia/Shanghai', 'open', $2, 1)`,
    [marketplace, rig.clock.now()],
  );
  await owner.close();
  const opening = { open: true };
  const boot = (life: Partial<Pick<CampaignsNeeds, "db" | "payouts" | "liesApart" | "recoverOwed">> = {}) =>
    createCampaigns({
      ...{ db: rig.db, clock: rig.clock, ids: rig.ids },
      decide: () => ({
        open: opening.open,
        reasons: opening.open ? [] : [{ code: "paused", zh: "暂停", en: "Paused" }],
      }),
      hmac: (text) => createHmac("sha256", "test").update(text).digest(),
      ownerOfAccount: () => marketplace,
      liesApart: () => false,
      recoverOwed: rig.settlement.recoverOwed,
      dayOf: (_, at) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
      payouts: async () => rig.bank.wallet,
      seal: (text) => `sealed:${text}`,
      open: (sealed) => sealed.slice("sealed:".length),
      alarm: (what) => rig.alarms.push(what),
      ...life,
    });
  const campaigns = boot();
  await campaigns.setJumpTargets("per_1", marketplace, [shop]);
  return { ...rig, campaigns, bootCampaigns: boot, opening };
}

export type CampaignsRig = Awaited<ReturnType<typeof makeCampaignsRig>>;

export async function newCampaign(rig: CampaignsRig, change: Partial<NewCampaign> = {}) {
  const done = await rig.campaigns.createCampaign(
    "per_1",
    {
      ...{ marketplace, plan: null, name: { zh: "朋友圈", en: "Moments" }, starts_at: rig.clock.now(), ends_at: null },
      ...{ model: "last_touch", window_seconds: 3600, pricing: "share", price: null, share_bp: 500 },
      ...{ wallet_account: accountOf("red"), payer: null, budget: { total: null, day: null } },
      placements: [{ host: "wechat", surface: "moments", target: "product", url: `${shop}/tea?id=7`, store: null }],
      ...change,
    },
    null,
  );
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return done.value;
}

/** Money of a store's own at the red wallet: an order of its paid and received. The payment's id. */
export async function earned(rig: CampaignsRig, amount: number, store = 0): Promise<string> {
  const { order, payment } = await paidOrder(rig, amount, "red", store);
  const done = await rig.settlement.confirmReceipt("per_1", order, null);
  if (!done.ok) throw new Error(done.fault);
  return payment;
}

/** Proposes the bills of a campaign and lets another person approve each; answers their amounts. */
export async function billed(rig: CampaignsRig, campaign: string, room = rig.campaigns): Promise<bigint[]> {
  const made = await room.proposeBills("per_1", campaign);
  if (!made.ok) throw new Error(made.fault);
  for (const { id } of made.value) {
    const done = await room.decideBill("per_2", id, true);
    if (!done.ok) throw new Error(done.fault);
  }
  return made.value.map((bill) => bill.amount.minor);
}

let visitors = 0;

/** A visitor's click; a new visitor unless one is named. Answers the click's id as it stands in the address. */
export async function clicked(rig: CampaignsRig, placement: string, before: string | null = null, address?: string) {
  const visitor = { address: address ?? `10.0.0.${++visitors}`, browser: "test", before };
  const done = await rig.campaigns.jump(placement, visitor);
  if (!done.ok) throw new Error(`${done.fault} ${JSON.stringify(done.detail)}`);
  return new URL(done.value.to).searchParams.get(clickName);
}

/** An order of a visitor who carries clicks, paid. */
export async function paidWith(rig: CampaignsRig, click: string | null, amount = 1000, store = 0) {
  const metadata: Record<string, string> = click === null ? {} : { click };
  const input = { ...newCheckout([rig.stores[store] as string], amount), metadata };
  const done = await rig.payments.createCheckout(caller, input, null);
  if (!done.ok) throw new Error(done.fault);
  const [payment] = (await started(rig, done.value.checkout.id)) as [string];
  rig.toys.red.pay(payment.slice(4));
  await notify(rig, rig.toys.red, payment);
  return payment;
}

export async function refunded(rig: CampaignsRig, payment: string, amount: number): Promise<void> {
  const input = { payment, amount: fen(amount), reason: "changed my mind" };
  const done = await rig.payments.createRefund(caller, input, null);
  if (!done.ok) throw new Error(done.fault);
}

export async function quiet(rig: CampaignsRig, rooms = [rig.campaigns]): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    const worked = await rig.payments.workDue();
    const relayed = (await relayEvents(rig.db, bucketValues, 500)).length;
    const followed = await Promise.all(rooms.map((room) => room.follow()));
    if (worked + relayed + followed.reduce((sum, one) => sum + one, 0) === 0) return;
  }
  throw new Error("It does not come to rest.");
}

const platform = { wallet_account: accountOf("red"), currency: "CNY" as const };

/** The platform puts money of its own there. */
export async function addFunds(rig: CampaignsRig, amount: number): Promise<void> {
  const sides = { debit: platformAccount("receivable", platform), credit: platformAccount("funds", platform) };
  await makeAccountOpener(rig.db).ensure(Object.values(sides));
  const subject = rig.ids.next("pfm");
  const move = transferOf("funds_added", sides, { subject, amount: fen(amount), at: rig.clock.now() });
  await rig.db.tx((tx) => post(tx, [[move]]));
}

export async function platformBook(
  rig: CampaignsRig,
  owner: string = platform.wallet_account,
): Promise<Record<string, number>> {
  const book = await readBook(rig.db, owner);
  return Object.fromEntries(book.map((one) => [one.code, Number(one.balance.minor)]));
}

export const booksOf = (rig: CampaignsRig) =>
  checkBooks(rig.db, [...ledgerChecks, ...paymentChecks, ...settlementChecks, ...campaignChecks]);
