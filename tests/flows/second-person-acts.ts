import { bucketIndex, bucketOf } from "#db";
import { fen as money } from "#money";
import type { FlowHouse } from "./house.ts";
import type { People, Signed } from "./second-person-rig.ts";

/** A thing that waits: how a second person decides it, and where it, and what became of it, can be read. */
export type Waiting = {
  /** As the list of what waits names it. */
  id: string;
  decide: { url: string; body: object };
  reads: readonly string[];
  /** Where it stands in the chain of acts: kinds of rows. */
  chain: readonly string[];
};
export type Scene = { flow: FlowHouse; people: People; proposer: Signed };
export type Act = { by: "approver" | "finance"; make(scene: Scene): Promise<Waiting> };

const fen = (minor: number) => ({ currency: "CNY", minor: String(minor) });
const yes = { zh: "同意", en: "Agreed" };
const host = "red_book";
const approve = { approve: true, why: "looked at" };
const reject = { approve: false, why: "looked at" };

async function draft({ flow, people, proposer }: Scene): Promise<string> {
  const asks = { marketplace: flow.marketplace, capability: "link", partner: `app_${++turn}`, terms: yes };
  return (await people.must(proposer, "/v1/openings", asks)).id;
}
let turn = 0;

const opening: Act["make"] = async (scene) => {
  const id = await draft(scene);
  const asks = { act: "announce", announce: { skip_consultation: "nobody to ask" }, why: "as agreed" };
  await scene.people.must(scene.proposer, `/v1/openings/${id}/proposals`, asks);
  return {
    ...{ id, decide: { url: `/v1/openings/${id}/proposals/decide`, body: { n: 1, ...approve } } },
    ...{ reads: [`/v1/openings/${id}/proposals`], chain: ["opening_proposals", "opening_proposals.decided"] },
  };
};

const standing: Act["make"] = async (scene) => {
  const { flow, people, proposer } = scene;
  const about = await draft(scene);
  const rules = `/v1/marketplaces/${flow.marketplace}/opening-rules`;
  await people.must(proposer, rules, { two_people: true, why: "as in production" }, "PUT");
  const named = { marketplace: flow.marketplace, kind: "sign_off", id: "legal", opening: about };
  await people.must(proposer, "/v1/standings", { ...named, stands: true, why: "read it" }, "PUT");
  await people.must(proposer, rules, { two_people: false, why: "back" }, "PUT");
  return {
    ...{ id: "legal", decide: { url: "/v1/standings/decide", body: { ...named, ...approve } } },
    ...{ reads: [`/v1/openings/${about}/standings`], chain: ["opening_standings"] },
  };
};

const agreement: Act["make"] = async ({ flow: { marketplace }, people, proposer }) => {
  const asks = { marketplace, title: yes, parties: [marketplace, "wechat"], scopes: ["traffic"], rung: "links" };
  const { id } = await people.must(proposer, "/v1/agreements", { ...asks, two_people: true, why: "as agreed" });
  return {
    ...{ id, decide: { url: `/v1/agreements/${id}/confirm`, body: { why: "read it" } } },
    ...{ reads: [`/v1/agreements/${id}`, `/v1/agreements/${id}/steps`], chain: ["agreements", "agreement_steps"] },
  };
};

/** Bank cards cool off for a day: set before anybody signs in, whose session would end meanwhile. */
export async function setCards({ house, stores, accounts, advance, operator }: FlowHouse): Promise<void> {
  await house.directory.changeWalletAccount(operator, accounts.alipay, { settings: { bank_transfers: "on" } });
  const card = { holder: "李雷", bank: "招商银行", number: "6225880000001234" };
  for (const store of stores) await house.settlement.setCard("per_test", store, card);
  advance(2 * 86_400);
}

/** A paid order of the first store. */
async function sold({ flow }: Scene, number: string): Promise<{ payment: string; order: string }> {
  const [store = ""] = flow.stores;
  const order = { store, number, title: "茶", amount: money(5000) };
  const lines = [{ title: "茶", quantity: 1, amount: money(5000) }];
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN" as const, expires_in: 3600, metadata: {}, ...urls };
  const sale = { marketplace: flow.marketplace, orders: [{ ...order, lines }], ...rest };
  const { payments } = flow.house;
  const made = await payments.createCheckout(flow.operator, sale, null);
  if (!made.ok) throw new Error(made.fault);
  const asked = { checkout: made.value.checkout.id, wallet: "alipay", method: "qr", device: "desktop" } as const;
  const by = { by_friend: false, buyer: { ip: "203.0.113.7" } };
  const started = await payments.startPayment(flow.operator, { ...asked, ...by }, null);
  if (!started.ok || started.value.action?.kind !== "qr") throw new Error("no code");
  await flow.fakes.alipay.act(started.value.action.content, "pay");
  await flow.settle();
  return { payment: started.value.payments[0]?.id ?? "", order: made.value.checkout.orders[0]?.id ?? "" };
}

/** Money of a sale, let go. */
const withdrawal: Act["make"] = async (scene) => {
  const { flow, people, proposer } = scene;
  const [store = ""] = flow.stores;
  const { order } = await sold(scene, "W-1");
  await flow.house.settlement.confirmReceipt("per_test", order, null);
  await flow.settle();
  const asks = { store, wallet_account: flow.accounts.alipay, amount: fen(1000) };
  const { id } = await people.must(proposer, "/v1/withdrawals", asks);
  return {
    ...{ id, decide: { url: `/v1/withdrawals/${id}/confirm`, body: {} } },
    ...{ reads: [`/v1/withdrawals/${id}`], chain: ["withdrawals", "withdrawals.confirmed"] },
  };
};

/** Of a bill that nobody has to fetch for this: the room's own tests make real ones. */
const break_: Act["make"] = async ({ flow, proposer }) => {
  const { db, ids } = flow.house;
  const [id, at] = [ids.next("brk"), flow.now()];
  await db.read(
    `insert into bill_breaks (bucket, id, marketplace, wallet_account, day, class, kind, currency, theirs, says,
       owner, advice, state, proposed_act, proposed_why, proposer, proposed_at, opened_at)
     values ($1, $2, $3, $4, '2026-11-20', 'theirs_only', 'payment', 'CNY', 500, 'only the bill has it',
       'finance', 'accept', 'proposed', 'accept', 'small', $5, $6, $6)`,
    [bucketOf(id), id, flow.marketplace, flow.accounts.alipay, proposer.person, at],
  );
  const url = `/v1/reconciliation-breaks/${id}`;
  const body = { ...approve, proposed_at: at.toISOString() };
  return { id, decide: { url: `${url}/decide`, body }, reads: [url], chain: ["bill_breaks.closed"] };
};

/** Of a file whose bytes nobody reads here: brought-bills.test.ts uploads real ones. */
const billFile: Act["make"] = async ({ flow, proposer }) => {
  const id = flow.house.ids.next("blf");
  const at = flow.now();
  await flow.house.db.read(
    `insert into bill_files (id, marketplace, wallet, wallet_account, day, kind, file_name, bytes, parts, sha256,
       digest, lines, totals, uploaded_by, uploaded_at, state, proposed_why, proposer, proposed_at)
     values ($1, $2, 'alipay', $3, '2026-11-20', 'trade', 'bill.zip', 1, 1, $4, 'd', 1, '{"payments": "500"}', $5, $6,
       'proposed', 'cannot be fetched', $5, $6)`,
    [id, flow.marketplace, flow.accounts.alipay, "a".repeat(64), proposer.person, at],
  );
  const url = `/v1/bill-files/${id}`;
  const body = { ...reject, proposed_at: at.toISOString() };
  return { id, decide: { url: `${url}/decide`, body }, reads: [url], chain: ["bill_files", "bill_file_steps"] };
};

const dispute: Act["make"] = async ({ flow, people, proposer }) => {
  const { db, ids } = flow.house;
  const [store = ""] = flow.stores;
  const id = ids.next("dsp");
  await db.read(
    `insert into disputes (bucket, id, marketplace, store, checkout, order_id, payment, kind, state, amount, currency,
       reason, rule, opened_by, opened_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'dispute', 'with_person', 100, 'CNY', 'not_received', 'person', 'per_buyer',
       $8, $8)`,
    [bucketOf(id), id, flow.marketplace, store, ids.next("chk"), ids.next("ord"), ids.next("pay"), flow.now()],
  );
  await people.must(proposer, `/v1/disputes/${id}/propose`, { verdict: "for_store", why: "it arrived" });
  const url = `/v1/disputes/${id}`;
  const body = { ...reject, verdict: "for_store" };
  return { id, decide: { url: `${url}/decide`, body }, reads: [url, `${url}/steps`], chain: ["dispute_steps"] };
};

const funds: Act["make"] = async ({ flow, people, proposer }) => {
  const asks = { act: "add", amount: fen(100_000), why: "own money" };
  const { id } = await people.must(proposer, `/v1/wallet-accounts/${flow.accounts.wechatpay}/funds`, asks);
  return {
    ...{ id, decide: { url: `/v1/funds/${id}/decide`, body: { approve: true } } },
    ...{ reads: [`/v1/funds/${id}`], chain: ["platform_funds", "platform_funds.decided"] },
  };
};

/** A campaign whose clicks somebody else has counted: what it owes by now. */
const campaignBill: Act["make"] = async ({ flow, people, proposer }) => {
  const { db, ids } = flow.house;
  const account = flow.accounts.wechatpay;
  const origin = "https://shop.example";
  await people.must(proposer, `/v1/marketplaces/${flow.marketplace}/jump-targets`, { origins: [origin] }, "PUT");
  const placements = [{ host, surface: "feed", target: "store", url: `${origin}/` }];
  const asks = { marketplace: flow.marketplace, name: yes, wallet_account: account, placements };
  const price = { pricing: "click", price: fen(100), starts_at: flow.now() };
  const campaign = (await people.must(proposer, "/v1/campaigns", { ...asks, ...price })).id;
  const id = ids.next("bil", bucketIndex(account));
  await db.read(
    `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total, currency,
       asked_by, at, state) values ($1, $2, $3, 1, $4, $5, $6, 5000, 5000, 'CNY', $7, $8, 'proposed')`,
    [bucketOf(id), campaign, host, id, flow.marketplace, account, proposer.person, flow.now()],
  );
  return {
    ...{ id, decide: { url: `/v1/campaign-bills/${id}/decide`, body: { approve: true } } },
    ...{ reads: [`/v1/campaigns/${campaign}/bills`], chain: ["campaign_acts"] },
  };
};

/** After the bill above: what the host app is owed. */
const payout: Act["make"] = async ({ flow, people, proposer }) => {
  const bank = { holder: "小红书", bank: "招商银行", number: "755900000000123" };
  const at = { wallet_account: flow.accounts.wechatpay, host };
  await people.must(proposer, "/v1/media-payees", { ...at, ...bank });
  const { id } = await people.must(proposer, "/v1/media-payouts", { ...at, amount: fen(1000) });
  const url = `/v1/media-payouts/${id}`;
  return { id, decide: { url: `${url}/confirm`, body: {} }, reads: [url], chain: ["campaign_acts"] };
};

/** After the payout above, which people carry to the bank. */
const payoutTold: Act["make"] = async ({ flow, people, proposer }) => {
  const [row] = await flow.house.db.read<{ id: string }>("select id from media_payouts where host = $1", [host]);
  const url = `/v1/media-payouts/${row?.id}`;
  const body = { paid: true, reference: "B-1" };
  await people.must(proposer, `${url}/outcome`, body);
  return {
    ...{ id: row?.id ?? "", decide: { url: `${url}/outcome/confirm`, body } },
    ...{ reads: [url], chain: ["campaign_acts"] },
  };
};

async function blocked({ flow, people, proposer }: Scene): Promise<string> {
  const asks = { host: `shop${++turn}.example`, code: "phishing", why: yes, marketplace: flow.marketplace };
  return (await people.must(proposer, "/v1/link-blocks", asks)).id;
}

const linkBlock: Act["make"] = async (scene) => {
  const id = await blocked(scene);
  await scene.people.must(scene.proposer, `/v1/link-blocks/${id}/appeal`, { why: "it is our shop" });
  const decide = { url: `/v1/link-blocks/${id}/decide`, body: { lift: true, why: "looked at" } };
  return { id, decide, reads: [`/v1/link-blocks/${id}/steps`], chain: ["link_blocks", "link_block_steps"] };
};

const screenAppeal: Act["make"] = async (scene) => {
  const block = await blocked(scene);
  const asks = { store: scene.flow.stores[0], why: "it is our shop", block };
  const { id } = await scene.people.must(scene.proposer, "/v1/screen-appeals", asks);
  return {
    ...{ id, decide: { url: `/v1/screen-appeals/${id}/decide`, body: { grant: true, why: yes } } },
    ...{ reads: [`/v1/screen-appeals/${id}`], chain: ["screen_appeals", "screen_appeals.decided"] },
  };
};

const hubChange: Act["make"] = async ({ people, proposer }) => {
  await people.must(proposer, "/v1/hub/participants/redpay", { title: yes }, "PUT");
  const asks = { kind: "cap", participant: "redpay", amount: fen(100_000), why: "as agreed" };
  const { id } = await people.must(proposer, "/v1/hub/changes", asks);
  return {
    ...{ id, decide: { url: `/v1/hub/changes/${id}/decide`, body: approve } },
    ...{ reads: ["/v1/hub/changes"], chain: ["hub_changes", "hub_changes.decided"] },
  };
};

const acceptanceChange: Act["make"] = async ({ flow, people, proposer }) => {
  const asks = { acquirer: "wechatpay", issuer: "alipay", account: flow.accounts.alipay, why: "as agreed" };
  const { id } = await people.must(proposer, "/v1/hub/acceptance-pairs", asks);
  return {
    ...{ id, decide: { url: `/v1/hub/acceptance-changes/${id}/decide`, body: approve } },
    ...{ reads: ["/v1/hub/acceptance-changes"], chain: ["acceptance_changes", "acceptance_changes.decided"] },
  };
};

const refundLimit: Act["make"] = async ({ flow, people, proposer }) => {
  const asks = { role: "operator", per_refund: fen(100), per_day: null, why: "two for more" };
  const { id } = await people.must(proposer, `/v1/marketplaces/${flow.marketplace}/refund-limits`, asks);
  return {
    ...{ id, decide: { url: `/v1/refund-limit-changes/${id}/decide`, body: approve } },
    ...{ reads: ["/v1/refund-limit-changes"], chain: ["refund_limit_changes", "refund_limit_changes.decided"] },
  };
};

/** After the limit above holds. */
const refund: Act["make"] = async (scene) => {
  const { payment } = await sold(scene, "R-1");
  const asks = { payment, amount: fen(200), reason: "broken" };
  const { id } = await scene.people.must(scene.proposer, "/v1/refunds", asks);
  return {
    ...{ id, decide: { url: `/v1/refund-proposals/${id}/decide`, body: approve } },
    ...{ reads: [`/v1/refund-proposals/${id}`], chain: ["refund_proposals", "refund_proposals.decided"] },
  };
};

/** Every act of two people, in an order in which each finds what it needs. */
export const acts: Readonly<Record<string, Act>> = {
  opening: { by: "approver", make: opening },
  standing: { by: "approver", make: standing },
  agreement: { by: "approver", make: agreement },
  withdrawal: { by: "finance", make: withdrawal },
  break: { by: "approver", make: break_ },
  bill_file: { by: "approver", make: billFile },
  dispute: { by: "approver", make: dispute },
  funds: { by: "approver", make: funds },
  campaign_bill: { by: "approver", make: campaignBill },
  media_payout: { by: "approver", make: payout },
  media_payout_told: { by: "approver", make: payoutTold },
  link_block: { by: "approver", make: linkBlock },
  screen_appeal: { by: "approver", make: screenAppeal },
  hub_change: { by: "approver", make: hubChange },
  acceptance_change: { by: "approver", make: acceptanceChange },
  refund_limit: { by: "approver", make: refundLimit },
  refund: { by: "approver", make: refund },
};
