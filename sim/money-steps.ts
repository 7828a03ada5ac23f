import { bucketValues, relayEvents } from "#db";
import { type Disputes, disputeTable } from "#disputes";
import { fen } from "#money";
import type { Payments } from "#payments";
import type { Settlement } from "#settlement";
import type { DisputesRig } from "../src/disputes/testing/rig.ts";
import { accountOf, caller, newCheckout, notify } from "../src/payments/testing/rig.ts";
import type { ToyVault } from "../src/settlement/testing/toy-vault.ts";
import type { Dice } from "./dice.ts";

/** One process: its rooms over one database. */
export type Process = { payments: Payments; settlement: Settlement; disputes: Disputes };

export type MoneyScene = {
  rig: DisputesRig;
  vault: ToyVault;
  dice: Dice;
  orders: { order: string; payment: string; store: string; amount: number }[];
  disputes: string[];
  withdrawals: string[];
  /** Which payment each refund at a wallet was about. */
  keys: number;
};

export type MoneyStep = (scene: MoneyScene, room: Process) => Promise<string>;

const nothing = "nothing to do";
const said = (done: { ok: true } | { ok: false; fault: string }) => (done.ok ? "ok" : done.fault);
const marketplace = "mkt_test";
const why = { why: "simulated", evidence: [] };
const recent = <T>({ dice }: MoneyScene, list: readonly T[]) => dice.pick(dice.chance(80) ? list.slice(-5) : list);
const walletOf = (dice: Dice) => (dice.chance(60) ? "red" : "blue");

function key(scene: MoneyScene, what: string) {
  const n = scene.dice.chance(15) ? scene.dice.below(scene.keys + 1) : ++scene.keys;
  return { caller: caller.id, route: what.split(" ")[0] as string, key: `k${n}`, requestHash: what };
}

const pay: MoneyStep = async (scene, room) => {
  const { dice, rig } = scene;
  const store = dice.pick(rig.stores) as string;
  const wallet = walletOf(dice);
  const amount = 50 + dice.below(1000);
  const made = await room.payments.createCheckout(caller, newCheckout([store], amount), null);
  if (!made.ok) return made.fault;
  const start = {
    checkout: made.value.checkout.id,
    wallet,
    method: "qr",
    device: "desktop",
    by_friend: false,
  } as const;
  const started = await room.payments.startPayment(caller, { ...start, buyer: {} }, null);
  const payment = started.ok ? started.value.payments[0]?.id : undefined;
  const order = made.value.checkout.orders[0]?.id;
  const toy = rig.toys[wallet];
  if (payment === undefined || order === undefined || toy.orders.get(payment.slice(4))?.state !== "open")
    return nothing;
  toy.pay(payment.slice(4));
  scene.orders.push({ order, payment, store, amount });
  await notify({ payments: room.payments }, toy, payment);
  return `${payment} ${amount}`;
};

const refund: MoneyStep = async (scene, room) => {
  const one = recent(scene, scene.orders);
  if (!one) return nothing;
  const amount = fen(scene.dice.chance(25) ? one.amount : 1 + scene.dice.below(one.amount));
  const repeat = scene.dice.chance(50) ? key(scene, `refund ${one.payment} ${amount.minor}`) : null;
  const ask = { payment: one.payment, amount, reason: "simulated" };
  return `${one.payment} ${amount.minor} ${said(await room.payments.createRefund(caller, ask, repeat))}`;
};

const receipt: MoneyStep = async (scene, room) => {
  const one = recent(scene, scene.orders);
  return one ? `${one.order} ${said(await room.settlement.confirmReceipt("key", one.order, null))}` : nothing;
};

const longer: MoneyStep = async (scene, room) => {
  const one = recent(scene, scene.orders);
  return one ? said(await room.settlement.extendRelease("chk", one.order, null)) : nothing;
};

const buyer = { kind: "checkout", id: "chk", marketplace, store: null };
const ann = { kind: "person", id: "per_ann", marketplace, store: null };
const bob = { kind: "person", id: "per_bob", marketplace, store: null };

const dispute: MoneyStep = async (scene, room) => {
  const { dice } = scene;
  const one = recent(scene, scene.orders);
  if (!one) return nothing;
  const kind = dice.chance(70) ? "refund_only" : "dispute";
  const evidence = dice.chance(70) ? [{ title: "photo" }] : [];
  const input = {
    order: one.order,
    kind,
    amount: fen(1 + dice.below(one.amount)),
    reason: "broken",
    evidence,
  } as const;
  const done = await room.disputes.open(buyer, input, dice.chance(50) ? key(scene, `dispute ${one.order}`) : null);
  if (done.ok && !scene.disputes.includes(done.value.id)) scene.disputes.push(done.value.id);
  return `${one.order} ${said(done)}`;
};

const verb =
  (name: "agree" | "contest" | "withdraw" | "appeal"): MoneyStep =>
  async (scene, room) => {
    const id = recent(scene, scene.disputes);
    return id === undefined ? nothing : `${id} ${said(await room.disputes[name](buyer, id, why))}`;
  };

/** Two people end what waits for people. */
export const judge: MoneyStep = async (scene, room) => {
  const { dice } = scene;
  const id = recent(scene, scene.disputes);
  const state = id === undefined ? undefined : (await room.disputes.get(id))?.state;
  if (id === undefined || state === undefined) return nothing;
  const open = Object.keys(disputeTable[state]).filter((event) => event !== "withdrawn");
  const verdict = dice.pick(open);
  if (state !== "with_person" && state !== "appealed") return nothing;
  await room.disputes.propose(ann, id, { verdict: verdict as "for_buyer", ...why });
  return `${id} ${verdict} ${said(await room.disputes.decide(bob, id, { approve: dice.chance(90), why: "simulated" }))}`;
};

const fund: MoneyStep = async (scene, room) => {
  const { dice } = scene;
  const amount = fen(100 + dice.below(3000));
  const act = dice.chance(75) ? "add" : "take";
  const input = { marketplace, wallet_account: accountOf(walletOf(dice)), act, amount, why: "simulated" } as const;
  const asked = await room.settlement.proposeFunds("per_ann", input, null);
  return asked.ok ? `${act} ${said(await room.settlement.decideFunds("per_bob", asked.value.id, true))}` : asked.fault;
};

const rates: MoneyStep = async ({ dice, rig }, room) => {
  const card = { marketplace, store: dice.chance(50) ? (dice.pick(rig.stores) as string) : null, starts_at: null };
  return said(
    await room.settlement.setRateCard("per", { ...card, commission_bp: dice.below(900), fixed: fen(dice.below(40)) }),
  );
};

const ask: MoneyStep = async (scene, room) => {
  const { dice, rig } = scene;
  const store = dice.pick(rig.stores) as string;
  const input = { marketplace, store, wallet_account: accountOf(walletOf(dice)), amount: fen(10 + dice.below(900)) };
  const done = await room.settlement.askWithdrawal("per_ann", input, null);
  if (done.ok) scene.withdrawals.push(done.value.id);
  return said(done);
};

const confirm: MoneyStep = async (scene, room) => {
  const id = recent(scene, scene.withdrawals);
  return id === undefined ? nothing : said(await room.settlement.confirmWithdrawal("per_bob", id));
};

const relay: MoneyStep = async ({ rig }) => `${(await relayEvents(rig.db, bucketValues, 40)).length} numbered`;

/** Each as often as its number says. */
export const moneySteps: readonly (readonly [weight: number, name: string, step: MoneyStep])[] = [
  [20, "pay", pay],
  [14, "refund", refund],
  [12, "receipt", receipt],
  [2, "longer", longer],
  [9, "dispute", dispute],
  [3, "agree", verb("agree")],
  [3, "contest", verb("contest")],
  [2, "withdraw", verb("withdraw")],
  [4, "appeal", verb("appeal")],
  [8, "judge", judge],
  [4, "funds", fund],
  [1, "rates", rates],
  [8, "ask", ask],
  [8, "confirm", confirm],
  [10, "work", async (_, room) => `${await room.payments.workDue()} done`],
  [10, "settlement", async (_, room) => `${await room.settlement.tick()} done`],
  [6, "disputes", async (_, room) => `${await room.disputes.tick()} done`],
  [8, "relay", relay],
];
