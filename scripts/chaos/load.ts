import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { SandboxWallets } from "#sandbox";
import type { Dice } from "./dice.ts";

/** What was answered, which may not be lost: ids that the API acknowledged, and codes that the phone paid. */
export type Acknowledged = { checkouts: string[]; payments: string[]; paid: number; refunds: string[]; tries: number };

type Answer = { status: number; body: Record<string, unknown> };
type Shop = { url: string; token: string; marketplace: string; stores: readonly string[] };

const amount = (minor: number) => ({ currency: "CNY", minor: `${minor}` });

/** Buyers who go on whatever dies: each call is repeated under its own key until somebody answers it. */
export async function buyAndBuy(
  shop: Shop,
  wallets: SandboxWallets,
  dice: Dice,
  until: number,
  done: Acknowledged,
): Promise<void> {
  const call = async (path: string, body: object): Promise<Answer | null> => {
    const key = randomUUID();
    for (let turn = 0; turn < 400; turn++) {
      done.tries++;
      const answer = await once(shop, path, body, key);
      if (answer !== null && answer.status < 500 && answer.status !== 429) return answer;
      await pause(dice.from(50, 250));
    }
    return null;
  };
  while (performance.now() < until) await buyOnce(shop, wallets, dice, done, call);
}

async function once(shop: Shop, path: string, body: object, key: string): Promise<Answer | null> {
  try {
    const answer = await fetch(`${shop.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${shop.token}`, "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

type Call = (path: string, body: object) => Promise<Answer | null>;

async function buyOnce(shop: Shop, wallets: SandboxWallets, dice: Dice, done: Acknowledged, call: Call): Promise<void> {
  const minor = dice.from(100, 50_000);
  const line = { title: "Chaos tea", quantity: 1, amount: amount(minor) };
  const order = { store: dice.pick(shop.stores), number: "C1", title: "Tea", amount: amount(minor), lines: [line] };
  const urls = { success_url: "http://shop.test/ok", cancel_url: "http://shop.test/no" };
  const made = await call("/v1/checkouts", { marketplace: shop.marketplace, orders: [order], ...urls });
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
  if (dice.share() < 0.3) await refundTwice(dice, done, call, payment.id, minor);
}

/** Two refunds at once of which, over half the amount each, only one can fit. */
async function refundTwice(dice: Dice, done: Acknowledged, call: Call, payment: string, minor: number): Promise<void> {
  await pause(dice.from(200, 1500));
  const ask = () => call("/v1/refunds", { payment, amount: amount(Math.floor(minor / 2) + 1), reason: "chaos" });
  for (const answer of await Promise.all([ask(), ask()]))
    if (answer?.status === 201) done.refunds.push(String(answer.body["id"]));
}
