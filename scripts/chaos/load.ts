import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxWallets } from "#sandbox";
import type { Dice } from "./dice.ts";
import type { Market } from "./market.ts";

/** What was answered, which may not be lost: ids that the API acknowledged, and codes that the phone paid. */
export type Acknowledged = { paid: number; tries: number } & Record<
  "checkouts" | "payments" | "refunds" | "releases" | "disputes" | "evidence_files" | "withdrawals",
  string[]
>;

type Answer = { status: number; body: Record<string, unknown> };
export type Shop = { url: string } & Pick<
  Market,
  "token" | "marketplace" | "stores" | "accounts" | "cashiers" | "answering"
>;

const amount = (minor: number) => ({ currency: "CNY", minor: `${minor}` });

/** Buyers who go on whatever dies: each call is repeated under its own key until somebody answers it. */
export async function buyAndBuy(
  shop: Shop,
  wallets: SandboxWallets,
  dice: Dice,
  until: number,
  done: Acknowledged,
): Promise<void> {
  const call: Call = async (path, body, { method = "POST", token = shop.token } = {}) => {
    const key = randomUUID();
    for (let turn = 0; turn < 400; turn++) {
      done.tries++;
      const answer = await once(`${shop.url}${path}`, { body, key, method, token });
      if (answer !== null && answer.status < 500 && answer.status !== 429) return answer;
      await pause(dice.from(50, 250));
    }
    return null;
  };
  while (performance.now() < until) {
    await buyOnce(shop, wallets, dice, done, call);
    if (dice.share() < 0.4) await withdraw(shop, dice, done, call);
  }
}

type Sent = { body: object; key: string; method: "POST" | "PUT"; token: string };

async function once(url: string, { body, key, method, token }: Sent): Promise<Answer | null> {
  try {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

type How = { method?: "POST" | "PUT"; token?: string };
type Call = (path: string, body: object, how?: How) => Promise<Answer | null>;

async function buyOnce(shop: Shop, wallets: SandboxWallets, dice: Dice, done: Acknowledged, call: Call): Promise<void> {
  const minor = dice.from(100, 50_000);
  const line = { title: "Chaos tea", quantity: 1, amount: amount(minor) };
  const order = { store: dice.pick(shop.stores), number: "C1", title: "Tea", amount: amount(minor), lines: [line] };
  // Some buyers come again and again, and meet what their day allows.
  const buyer = { reference: `chaos buyer ${dice.from(1, 40)}` };
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const made = await call("/v1/checkouts", { marketplace: shop.marketplace, orders: [order], buyer, ...urls });
  const checkout = made?.status === 201 ? String(made.body["id"]) : null;
  if (checkout === null) return;
  done.checkouts.push(checkout);
  const wallet = dice.pick(["wechatpay", "alipay"]);
  const started = await call("/v1/payments", { checkout, wallet, method: "qr", device: "desktop" });
  const action = started?.body["action"] as { content?: string } | null | undefined;
  const [payment] = (started?.body["payments"] ?? []) as { id: string }[];
  if (!payment || !action?.content) return;
  done.payments.push(payment.id);
  if (dice.share() < 0.15) return;
  const mounted = wallets.mounted.find((one) => one.wallet.id === wallet);
  const view = await mounted?.fake.act(action.content, "pay");
  mounted?.touched();
  if (!view?.ok) return;
  done.paid++;
  const [bought] = (made?.body["orders"] ?? []) as { id: string; store: string }[];
  const answers = shop.answering.get(bought?.store ?? "") ?? "";
  await goOn(dice, done, call, { payment: payment.id, order: bought?.id ?? "", answers, minor });
}

/** `answers`: the token of the store that sold it. */
type Bought = { payment: string; order: string; answers: string; minor: number };

/** After the payment: two refunds at once, or the goods come (and some money goes back after all), or they are bad. */
async function goOn(dice: Dice, done: Acknowledged, call: Call, bought: Bought): Promise<void> {
  const way = dice.share();
  if (way < 0.3) return await refundTwice(dice, done, call, bought);
  if (way < 0.65) {
    const received = await once200(dice, () => call(`/v1/orders/${bought.order}/receipt`, {}));
    if (received) done.releases.push(bought.payment);
    if (received && dice.share() < 0.4) await refundTwice(dice, done, call, bought);
    return;
  }
  if (way < 0.85) await complain(dice, done, call, bought);
}

/** The house may not have heard of the payment yet. */
async function once200(dice: Dice, ask: () => Promise<Answer | null>): Promise<Answer | null> {
  for (let turn = 0; turn < 20; turn++) {
    const answer = await ask();
    if (answer !== null && answer.status < 300) return answer;
    await pause(dice.from(100, 500));
  }
  return null;
}

/** A refund without the goods, with an uploaded picture; where the rules do not grant it, people would decide. */
async function complain(dice: Dice, done: Acknowledged, call: Call, { order, minor, answers }: Bought): Promise<void> {
  const size = dice.from(1, 2000);
  const content = Buffer.concat([
    Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
    ...[Buffer.alloc(size, size), Buffer.from("49454e44ae426082", "hex")],
  ]);
  const put = { file_name: "chaos.png", content: content.toString("base64") };
  const file = await once200(dice, () => call(`/v1/orders/${order}/evidence`, put, { method: "PUT" }));
  if (file === null) return;
  done.evidence_files.push(String(file.body["id"]));
  const evidence = [{ title: "picture", file: String(file.body["id"]) }];
  const claim = { order, kind: "refund_only", amount: amount(Math.floor(minor / 3) + 1), reason: "chaos", evidence };
  const opened = await once200(dice, () => call("/v1/disputes", claim));
  if (!opened) return;
  const id = String(opened.body["id"]);
  done.disputes.push(id);
  // What no rule granted the store agrees to or contests; then people would decide.
  if (opened.body["state"] === "with_store" && dice.share() < 0.7)
    await call(`/v1/disputes/${id}/answer`, { agree: dice.share() < 0.6, why: "chaos" }, { token: answers });
}

/** One of the store's keys asks for some of its balance, the other confirms; some are never confirmed. */
async function withdraw({ stores, accounts, cashiers }: Shop, dice: Dice, done: Acknowledged, call: Call) {
  const wallet_account = accounts[dice.pick(["wechatpay", "alipay"] as const)];
  const body = { store: dice.pick(stores), wallet_account, amount: amount(dice.from(50, 4_000)) };
  const asked = await call("/v1/withdrawals", body, { token: cashiers.asks });
  if (asked?.status !== 201) return;
  const id = String(asked.body["id"]);
  done.withdrawals.push(id);
  if (dice.share() < 0.9) await call(`/v1/withdrawals/${id}/confirm`, {}, { token: cashiers.confirms });
}

/** Two refunds at once of which, over half the amount each, only one can fit. */
async function refundTwice(dice: Dice, done: Acknowledged, call: Call, { payment, minor }: Bought): Promise<void> {
  await pause(dice.from(200, 1500));
  const ask = () => call("/v1/refunds", { payment, amount: amount(Math.floor(minor / 2) + 1), reason: "chaos" });
  for (const answer of await Promise.all([ask(), ask()]))
    if (answer?.status === 201) done.refunds.push(String(answer.body["id"]));
}
