import { bucketValues, type Db, relayEvents } from "#db";
import { fen } from "#money";
import type { Payments } from "#payments";
import { accountOf, caller, newCheckout, type Rig } from "../src/payments/testing/rig.ts";
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

export type Notice = { wallet: "red" | "blue"; payment: string };

/** What the simulation knows besides the database: whom it may call, and what lies in the post. */
export type Scene = {
  rig: Rig;
  /** The database, one contact at a time. */
  db: Db;
  dice: Dice;
  worlds: Record<"red" | "blue", World>;
  checkouts: string[];
  payments: string[];
  post: Notice[];
  keys: number;
};

/** Answers what came of it, in a word or two, for the story. */
type Step = (scene: Scene, room: Payments) => Promise<string>;

const nothing = "nothing to do";
const said = (done: { ok: true } | { ok: false; fault: string }) => (done.ok ? "ok" : done.fault);

/** A new key, or one that was used before, by the same request or by another. */
function key(scene: Scene, what: string) {
  const n = scene.dice.chance(20) ? scene.dice.below(scene.keys + 1) : ++scene.keys;
  return { caller: caller.id, route: what.split(" ")[0] as string, key: `k${n}`, requestHash: what };
}

/** Mostly one of the latest, where several things happen to the same. */
function recent(scene: Scene, ids: readonly string[]): string | undefined {
  return scene.dice.pick(scene.dice.chance(80) ? ids.slice(-4) : ids);
}

const checkout: Step = async (scene, room) => {
  const { dice, rig } = scene;
  const stores = rig.stores.slice(0, 1 + dice.below(rig.stores.length));
  const input = { ...newCheckout(stores, 100 + dice.below(900)), expires_in: 60 + dice.below(3000) };
  const made = await room.createCheckout(caller, input, dice.chance(50) ? key(scene, `checkout ${stores}`) : null);
  if (made.ok) scene.checkouts.push(made.value.checkout.id);
  return said(made);
};

const start: Step = async (scene, room) => {
  const { dice } = scene;
  const id = recent(scene, scene.checkouts);
  if (id === undefined) return nothing;
  const view = await room.getCheckout(id);
  const order = dice.chance(30) ? dice.pick(view?.orders ?? [])?.id : undefined;
  const wallet = dice.chance(60) ? "red" : "blue";
  const asked = { checkout: id, wallet, method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
  const repeat = dice.chance(50) ? key(scene, `start ${id} ${wallet} ${order}`) : null;
  const done = await room.startPayment(caller, { ...asked, ...(order === undefined ? {} : { order }) }, repeat);
  if (done.ok) scene.payments.push(...done.value.payments.map((one) => one.id));
  return `${id} ${wallet} ${said(done)}`;
};

/** A buyer pays, whatever the house thinks of it by now. A notice follows; it may come never, twice or late. */
const pay: Step = async (scene) => {
  const wallet = scene.dice.chance(50) ? "red" : "blue";
  const { toy, payable } = scene.worlds[wallet];
  const id = scene.dice.pick(payable());
  if (id === undefined) return nothing;
  const before = new Set([...toy.orders].filter(([, order]) => order.state === "paid").map(([one]) => one));
  toy.pay(id);
  const paid = [...toy.orders].filter(([one, order]) => order.state === "paid" && !before.has(one));
  scene.post.push(...paid.map(([one]) => ({ wallet, payment: one }) as const));
  return `${wallet} ${id}`;
};

const notice: Step = async (scene, room) => {
  const { dice, post, rig } = scene;
  const at = dice.below(Math.max(1, post.length));
  const one = post[at];
  if (!one) return nothing;
  if (!dice.chance(25)) post.splice(at, 1);
  if (dice.chance(15)) return "lost";
  const reply = await room.takeNotice(one.wallet, accountOf(one.wallet), rig.toys[one.wallet].notice(one.payment));
  return `${one.payment} ${reply?.status}`;
};

const refund: Step = async (scene, room) => {
  const { dice } = scene;
  const payment = recent(scene, scene.payments);
  if (payment === undefined) return nothing;
  const amount = fen(1 + dice.below(600));
  const repeat = dice.chance(50) ? key(scene, `refund ${payment} ${amount.minor}`) : null;
  const done = await room.createRefund(caller, { payment, amount, reason: "simulated" }, repeat);
  return `${payment} ${amount.minor} ${said(done)}`;
};

const onCheckout =
  (verb: "cancelCheckout" | "expireCheckout" | "checkCheckout"): Step =>
  async (scene, room) => {
    const id = recent(scene, scene.checkouts);
    return id === undefined ? nothing : `${id} ${said(await room[verb](id))}`;
  };

const onPayment =
  (verb: "closePayment" | "checkPayment"): Step =>
  async (scene, room) => {
    const id = recent(scene, scene.payments);
    return id === undefined ? nothing : `${id} ${said(await room[verb](id))}`;
  };

const relay: Step = async ({ db }) => `${(await relayEvents(db, bucketValues, 20)).length} numbered`;

const work: Step = async (_, room) => `${await room.workDue()} done`;

/** Each as often as its number says. */
export const steps: readonly (readonly [weight: number, name: string, step: Step])[] = [
  [12, "checkout", checkout],
  [22, "start", start],
  [18, "pay", pay],
  [18, "notice", notice],
  [8, "refund", refund],
  [3, "cancel", onCheckout("cancelCheckout")],
  [2, "expire", onCheckout("expireCheckout")],
  [4, "check checkout", onCheckout("checkCheckout")],
  [3, "close payment", onPayment("closePayment")],
  [3, "check payment", onPayment("checkPayment")],
  [12, "work", work],
  [4, "relay", relay],
];
