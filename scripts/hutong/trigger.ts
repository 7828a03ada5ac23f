import { scannedOf } from "../scanned.ts";
import { readYuan } from "./amount.ts";
import { CommandFault, exits, type Told } from "./context.ts";

export type TriggerOptions = {
  store: string | undefined;
  wallet: string;
  /** In yuan: 12.30. */
  amount: string;
  decision: "pay" | "cancel" | "insufficient";
  refund: boolean;
  json: boolean;
};

/** Makes a payment in the sandbox from the first step to the last, as buyer, cashier and phone together. */
export async function trigger(told: Told, options: TriggerOptions): Promise<number> {
  const amount = readYuan(options.amount);
  const store = await storeOf(told, options.store, options.wallet);
  const made = await told.hutong.api.createCheckout({
    body: {
      marketplace: store.marketplace,
      orders: [
        {
          ...{ store: store.id, number: `demo-${told.now()}`, title: "hutong trigger", amount },
          lines: [{ title: "hutong trigger", quantity: 1, amount }],
        },
      ],
      ...{ success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" },
    },
  });
  const { methods = [] } = made.offers.find((one) => one.wallet === options.wallet) ?? {};
  const method = methods.includes("jump") && !methods.includes("qr") ? "jump" : "qr";
  const how = { wallet: options.wallet, method, device: "desktop" } as const;
  const started = await told.hutong.api.startPayment({ body: { checkout: made.id, ...how } });
  const payment = started.payments[0]?.id;
  const code = scannedOf(started.action);
  if (code === null || !payment) {
    throw new CommandFault({ en: "The wallet gave no code to scan.", zh: "钱包没有给出可扫描的二维码。" });
  }
  await phone(told, { wallet: options.wallet, code, decision: options.decision });
  const state = await until(told, async () => (await told.hutong.api.getPayment({ params: { id: payment } })).state, [
    ...(options.decision === "pay" ? ["paid", "surplus"] : ["waiting", "refused", "closed", "abandoned"]),
  ]);
  const refund = options.refund && state === "paid" ? await giveBack(told, payment, amount) : null;
  const report = { checkout: made.id, payment, state, ...(refund === null ? {} : { refund }) };
  if (options.json) told.out(JSON.stringify(report));
  else for (const [name, value] of Object.entries(report)) told.out(`${name.padEnd(9)} ${value}`);
  return exits.done;
}

type Fen = ReturnType<typeof readYuan>;

type Store = { id: string; marketplace: string };

/** So many stores are asked after, one call each. */
const storesMax = 50;

/** Where none is named: an open store that joined the wallet; where none did, the first, and the house says why not. */
async function storeOf(told: Told, id: string | undefined, wallet: string): Promise<Store> {
  if (id !== undefined) return await told.hutong.api.getStore({ params: { id } });
  let first: Store | null = null;
  let asked = 0;
  for await (const store of told.hutong.each("listStores")) {
    if (store.state !== "open") continue;
    first ??= store;
    const { data } = await told.hutong.api.listActivations({ params: { id: store.id } });
    if (data.some((one) => one.wallet === wallet && one.state === "active")) return store;
    if (++asked === storesMax) break;
  }
  if (first !== null) return first;
  throw new CommandFault({
    en: "This token sees no open store: give --store.",
    zh: "该令牌看不到营业的店铺：请指定 --store。",
  });
}

async function phone(told: Told, act: { wallet: string; code: string; decision: string }): Promise<void> {
  const answer = await told
    .fetch(`${told.control}/phone/pay`, { method: "POST", body: JSON.stringify(act) })
    .catch(() => null);
  if (answer?.ok) return;
  throw new CommandFault(
    {
      en: `The sandbox's phone at ${told.control} did not answer (${answer?.status ?? "no connection"}): give --control.`,
      zh: `沙箱手机 ${told.control} 没有应答（${answer?.status ?? "无法连接"}）：请指定 --control。`,
    },
    exits.unknown,
  );
}

async function giveBack(told: Told, payment: string, amount: Fen): Promise<string> {
  const { id } = await told.hutong.api.createRefund({ body: { payment, amount, reason: "hutong trigger" } });
  const ends = ["refunded", "abnormal", "refused"];
  const state = await until(told, async () => (await told.hutong.api.getRefund({ params: { id } })).state, ends);
  return `${id} ${state}`;
}

/** Asks until the state is an end, for half a minute; then it stays what it is, and is told. */
async function until<T extends string>(told: Told, ask: () => Promise<T>, ends: readonly string[]): Promise<T> {
  let state = await ask();
  for (let turn = 0; turn < 60 && !ends.includes(state); turn++) {
    await told.sleep(500);
    state = await ask();
  }
  return state;
}
