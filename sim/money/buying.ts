import { fen } from "#money";
import type { Rooms } from "./process.ts";
import { belowOf, key, nothing, put, recent, type Scene, told, walletOf } from "./scene.ts";
import type { WalletName } from "./town.ts";

export type Act = (scene: Scene) => Promise<unknown>;

const caller = (scene: Scene) => ({ kind: "key", id: "key_sim", marketplace: scene.town.marketplace, store: null });

function newCheckout(scene: Scene) {
  const { dice, town } = scene;
  const count = dice.chance(70) ? 1 : 2 + dice.below(2);
  const from = dice.below(town.stores.length);
  const orders = Array.from({ length: count }, (_, i) => {
    const amount = fen(20 + dice.below(dice.chance(20) ? 40_000 : 2_000));
    const store = town.stores[(from + i) % town.stores.length] as string;
    const lines = [{ title: "茶", quantity: 1, amount }];
    return { store, number: `S-${scene.keys}-${i}`, title: "茶", amount, lines };
  });
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const rest = { buyer: {}, locale: "zh-CN", metadata: {}, expires_in: 300 + dice.below(7000), ...urls } as const;
  return { marketplace: town.marketplace, orders, ...rest };
}

/** A buyer with a cart of one store or several, a wallet, and a phone. */
export const buy: Act = async (scene) => {
  const { model, dice } = scene;
  const input = newCheckout(scene);
  const repeat = key(scene, "checkouts");
  let checkout = "";
  const made = await put(scene, {
    name: "checkout",
    async ask(rooms) {
      const answer = await rooms.payments.createCheckout(caller(scene), input, repeat);
      if (!answer.ok) return answer.fault;
      const { id: made, orders } = answer.value.checkout;
      checkout = made;
      for (const { id, store, amount } of orders) model.orders.set(id, { id, checkout, store, amount: amount.minor });
      return "ok";
    },
  });
  if (made && checkout !== "" && (await startAt(scene, checkout, walletOf(dice))) && dice.chance(85))
    await payLatest(scene);
};

/** Shows a code: of the whole cart at once where the wallet can, else of one of its orders. */
async function startAt(scene: Scene, checkout: string, wallet: WalletName): Promise<boolean> {
  const { model, dice } = scene;
  const orders = [...model.orders.values()].filter((order) => order.checkout === checkout);
  const alone = orders.length > 1 && (wallet === "alipay" || dice.chance(40)) ? dice.pick(orders) : undefined;
  const repeat = key(scene, "payments");
  const jump = wallet === "alipay" && dice.chance(40);
  const how = { method: jump ? "jump" : "qr", device: "desktop", by_friend: false, buyer: {} } as const;
  const asked = { checkout, wallet, ...how, ...(alone && !jump ? { order: alone.id } : {}) };
  return await put(scene, {
    name: "start",
    async ask(rooms) {
      const answer = await rooms.payments.startPayment(caller(scene), asked, repeat);
      if (!answer.ok) return answer.fault;
      const { payments, action } = answer.value;
      for (const one of payments) model.payments.set(one.id, { id: one.id, order: one.order, wallet });
      if (action?.kind === "qr") scene.codes.push({ wallet, content: action.content });
      if (action?.kind === "jump") scene.codes.push({ wallet, content: action.url });
      return "ok";
    },
  });
}

/** Another wallet after all, or the same one again. */
export const changeWallet: Act = async (scene) => {
  const order = recent(scene, scene.model.orders.values());
  if (order) await startAt(scene, order.checkout, walletOf(scene.dice));
};

async function payLatest(scene: Scene): Promise<void> {
  const code = scene.codes.at(-1);
  if (code) await payCode(scene, code.wallet, code.content);
}

async function payCode(scene: Scene, wallet: WalletName, content: string): Promise<void> {
  const view = await scene.town.fakes[wallet].act(content, "pay", `buyer ${scene.dice.below(5)}`);
  scene.story.push(`phone: ${wallet} ${view.state}`);
  if (view.state === "paid") scene.done.set("phone", (scene.done.get("phone") ?? 0) + 1);
}

/** Somebody pays an old code, whatever the house thinks of it by now. */
export const payOld: Act = async (scene) => {
  const code = recent(scene, scene.codes);
  if (code) await payCode(scene, code.wallet, code.content);
};

/** The wallets send the notices whose time has come. */
export const notices: Act = async (scene) => {
  const wallet = walletOf(scene.dice);
  scene.story.push(`notices: ${await scene.town.fakes[wallet].deliverDue()} of ${wallet}`);
};

export const endCheckout: Act = async (scene) => {
  const { model, dice } = scene;
  const order = recent(scene, model.orders.values());
  if (!order) return;
  const verb = dice.chance(50) ? "cancelCheckout" : "expireCheckout";
  await put(scene, { name: "end", ask: async (rooms) => told(await rooms.payments[verb](order.checkout)) });
};

export const look: Act = async (scene) => {
  const payment = recent(scene, scene.model.payments.keys());
  if (payment === undefined) return;
  await put(scene, { name: "look", ask: async (rooms) => told(await rooms.payments.checkPayment(payment)) });
};

/** A refund of some of it, all of it, or of more than there is. */
function refundOf(scene: Scene, payment: string, most: bigint) {
  const { model, dice } = scene;
  const part = BigInt(1 + belowOf(dice, most));
  const amount = fen(dice.chance(25) ? most : part);
  const repeat = key(scene, "refunds");
  return {
    name: "refund",
    async ask(rooms: Rooms) {
      const ask = { payment, amount, reason: "simulated" };
      const answer = await rooms.payments.createRefund(caller(scene), ask, repeat);
      if (answer.ok) model.refunds.set(answer.value.id, { id: answer.value.id, payment, amount: amount.minor });
      else if (answer.fault === "refund_exceeds") model.exceeding.push({ payment, amount: amount.minor, paid: most });
      return `${payment} ${amount.minor} ${told(answer)}`;
    },
  };
}

export const refund: Act = async (scene) => {
  const payment = recent(scene, scene.model.payments.values());
  const order = payment && scene.model.orders.get(payment.order);
  if (!payment || !order) return nothing;
  const count = scene.dice.chance(40) ? 2 + scene.dice.below(2) : 1;
  const asked = Array.from({ length: count }, () => refundOf(scene, payment.id, order.amount));
  await Promise.all(asked.map((one) => put(scene, one)));
};
