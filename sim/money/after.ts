import { disputeTable } from "#disputes";
import { fen } from "#money";
import type { Act } from "./buying.ts";
import type { ModelOrder } from "./model.ts";
import type { Rooms } from "./process.ts";
import { belowOf, key, put, recent, type Scene, told, walletOf } from "./scene.ts";

/** The buyer has the goods. */
export const receipt: Act = async (scene) => {
  const order = recent(scene, scene.model.orders.keys());
  if (order === undefined) return;
  const repeat = key(scene, "receipts");
  const ask = async (rooms: Rooms) => `${order} ${told(await rooms.settlement.confirmReceipt("key", order, repeat))}`;
  await put(scene, { name: "receipt", ask });
};

export const longer: Act = async (scene) => {
  const order = recent(scene, scene.model.orders.keys());
  const repeat = key(scene, "extensions");
  if (order !== undefined)
    await put(scene, {
      name: "longer",
      ask: async (rooms) => told(await rooms.settlement.extendRelease("chk", order, repeat)),
    });
};

/** A carrier tells of an order's parcel, whenever it likes and as often. */
export const ship: Act = async (scene) => {
  const order = recent(scene, scene.model.orders.values());
  if (!order) return;
  const state = scene.dice.pick(["picked_up", "in_transit", "delivered"] as const) ?? "picked_up";
  const at = new Date(scene.town.clock.now().getTime() - scene.dice.below(90_000_000));
  await put(scene, { name: "ship", ask: (rooms) => tellSent(scene, rooms, order, { state, at }) });
};

export async function tellSent(
  { model, town }: Scene,
  rooms: Rooms,
  order: ModelOrder,
  leg: { state: "picked_up" | "in_transit" | "delivered"; at: Date },
): Promise<string> {
  if (!model.shipping.has(order.id)) model.shipping.set(order.id, "asked");
  const teller = { by: "key_carrier", marketplace: town.marketplace, store: order.store, by_store: false };
  const parcel = { order: order.id, carrier: "SF", number: order.id, place: "", parcels: null };
  await rooms.settlement.tellShipment(teller, { ...parcel, ...leg });
  model.shipping.set(order.id, "told");
  return `${order.id} ok`;
}

const party = (scene: Scene, kind: "checkout" | "person", id: string) => ({
  ...{ kind, id, marketplace: scene.town.marketplace, store: null },
});

const why = { why: "simulated", evidence: [] };

export const dispute: Act = async (scene) => {
  const { model, dice } = scene;
  const order = recent(scene, model.orders.values());
  if (!order) return;
  const input = {
    order: order.id,
    kind: dice.chance(75) ? "refund_only" : "dispute",
    amount: fen(1 + belowOf(dice, order.amount)),
    reason: "broken",
    evidence: dice.chance(70) ? [{ title: "photo" }] : [],
  } as const;
  const repeat = key(scene, "disputes");
  await put(scene, {
    name: "dispute",
    async ask(rooms) {
      const made = await rooms.disputes.open(party(scene, "checkout", order.checkout), input, repeat);
      if (made.ok) model.disputes.add(made.value.id);
      return `${order.id} ${told(made)}`;
    },
  });
};

export const sayTo =
  (verb: "agree" | "contest" | "withdraw" | "appeal"): Act =>
  async (scene) => {
    const id = recent(scene, scene.model.disputes);
    if (id === undefined) return;
    const by = party(scene, "checkout", "chk_sim");
    await put(scene, { name: verb, ask: async (rooms) => `${id} ${told(await rooms.disputes[verb](by, id, why))}` });
  };

/** Two people end what waits for people; asked again, whatever was decided stands. */
export const judge: Act = async (scene) => {
  const id = recent(scene, scene.model.disputes);
  if (id !== undefined) await put(scene, { name: "judge", ask: (rooms) => judgeOne(scene, rooms, id) });
};

export async function judgeOne(scene: Scene, rooms: Rooms, id: string): Promise<string> {
  const state = (await rooms.disputes.get(id))?.state;
  if (state !== "with_person" && state !== "appealed") return "nothing to judge";
  const verdicts = Object.keys(disputeTable[state]).filter((event) => event !== "withdrawn");
  const verdict = scene.dice.pick(verdicts) as "for_buyer";
  const { ann, bob } = scene.people;
  await rooms.disputes.propose(party(scene, "person", ann), id, { verdict, ...why });
  const decided = { approve: scene.dice.chance(90), verdict, why: "simulated" };
  return `${id} ${verdict} ${told(await rooms.disputes.decide(party(scene, "person", bob), id, decided))}`;
}

/** The platform puts money of its own at a wallet, for what stores' balances lack. */
export const fund: Act = async (scene) => {
  const { dice, town, model } = scene;
  const wallet = walletOf(dice);
  const amount = fen(100 + dice.below(3000));
  const input = { marketplace: town.marketplace, wallet_account: town.accounts[wallet], amount, why: "simulated" };
  const repeat = key(scene, "funds");
  await put(scene, {
    name: "funds",
    async ask(rooms) {
      const asked = await rooms.settlement.proposeFunds(scene.people.ann, { ...input, act: "add" }, repeat);
      if (!asked.ok) return asked.fault;
      const done = await rooms.settlement.decideFunds(scene.people.bob, asked.value.id, true);
      // Whoever asks again hears that it was decided.
      if (done.ok || done.fault === "funds_wrong_state")
        model.funds.set(asked.value.id, { wallet, amount: amount.minor });
      return told(done);
    },
  });
};

export const askWithdrawal: Act = async (scene) => {
  const { dice, town, model } = scene;
  const store = dice.pick(town.stores) as string;
  const wallet = walletOf(dice);
  const amount = fen(10 + dice.below(dice.chance(20) ? 3000 : 300));
  const input = { marketplace: town.marketplace, store, wallet_account: town.accounts[wallet], amount };
  const repeat = key(scene, "withdrawals");
  let id = "";
  const asked = await put(scene, {
    name: "ask",
    async ask(rooms) {
      const made = await rooms.settlement.askWithdrawal(scene.people.ann, input, repeat);
      if (made.ok) id = made.value.id;
      if (made.ok) model.withdrawals.set(id, { id, store, wallet, amount: amount.minor });
      return told(made);
    },
  });
  if (asked && id !== "" && dice.chance(60)) await confirm(scene, id);
};

async function confirm(scene: Scene, id: string): Promise<void> {
  const by = scene.people.bob;
  await put(scene, { name: "confirm", ask: async (rooms) => told(await rooms.settlement.confirmWithdrawal(by, id)) });
}

export const confirmWithdrawal: Act = async (scene) => {
  const id = recent(scene, scene.model.withdrawals.keys());
  if (id !== undefined) await confirm(scene, id);
};

export const cancelWithdrawal: Act = async (scene) => {
  const id = recent(scene, scene.model.withdrawals.keys());
  if (id === undefined) return;
  await put(scene, { name: "call off", ask: async (rooms) => told(await rooms.settlement.cancelWithdrawal(id)) });
};

/** A person has refunds that could not reach the buyer tried again. */
export const retryAbnormal: Act = async (scene) => {
  const id = recent(scene, scene.model.refunds.keys());
  if (id === undefined) return;
  const to = { kind: "store_account" } as const;
  await put(scene, { name: "retry", ask: async (rooms) => told(await rooms.payments.retryRefund(id, to)) });
};
