import { setTimeout as later } from "node:timers/promises";
import type { Words } from "#wallets/protocol";
import type { Api } from "./api.ts";

export type CheckStep = { what: Words; ok: boolean; ms: number; detail?: string };
export type CheckResult = { ok: boolean; steps: readonly CheckStep[] };

export type CheckParts = {
  /** With the marketplace's key. */
  api: Api;
  /** The sandbox's control port. */
  control: string;
  store: string;
  wallets: readonly { id: string; title: Words }[];
};

type Checkout = { id: string; state: string };
type Started = { payments: { id: string }[]; action: { kind: string; content: string } | null };
type Account = { kind: string; wallet: string | null; balance: { minor: string } };
type Ledger = Record<string, { payments: { out_trade_no: string; amount: string; state: string }[] }>;

const amount = { currency: "CNY", minor: "100" };
const paidWithinMs = 15_000;

/** One real payment with each wallet through every layer, then the books: ours against the wallet's, to the fen. */
export async function selfCheck(parts: CheckParts): Promise<CheckResult> {
  const steps: CheckStep[] = [];
  const step = async (what: Words, work: () => Promise<string | undefined>) => {
    const began = performance.now();
    const done = (ok: boolean, detail?: string) =>
      steps.push({ what, ok, ms: Math.trunc(performance.now() - began), ...(detail === undefined ? {} : { detail }) });
    try {
      done(true, await work());
    } catch (fault) {
      done(false, fault instanceof Error ? fault.message : String(fault));
    }
  };
  for (const { id, title } of parts.wallets)
    await step({ zh: `用${title.zh}支付 1.00 元`, en: `${title.en}: one payment of 1.00 yuan` }, () =>
      payOnce(parts, id),
    );
  return { ok: steps.every((one) => one.ok), steps };
}

async function payOnce(parts: CheckParts, wallet: string): Promise<undefined> {
  const { api, store } = parts;
  const before = await booked(api, store, wallet);
  const lines = [{ title: "Self-check", quantity: 1, amount }];
  const order = { store, number: `self-check-${wallet}`, title: "Self-check", amount, lines };
  const urls = { success_url: "http://127.0.0.1/", cancel_url: "http://127.0.0.1/" };
  const checkout = await api.post<Checkout>("/v1/checkouts", { orders: [order], ...urls });
  const start = { checkout: checkout.id, wallet, method: "qr", device: "desktop" };
  const started = await api.post<Started>("/v1/payments", start);
  if (started.action?.kind !== "qr") throw new Error(`${wallet} gave no code to scan.`);
  await pretendPhone(parts.control, wallet, started.action.content);
  await complete(api, checkout.id);
  const after = await booked(api, store, wallet);
  for (const kind of ["receivable", "escrow"])
    if ((after[kind] ?? 0n) - (before[kind] ?? 0n) !== BigInt(amount.minor))
      throw new Error(`The store's ${kind} at ${wallet} did not grow by ${amount.minor} fen.`);
  await agreed(parts.control, wallet, started.payments[0]?.id ?? "");
}

async function pretendPhone(control: string, wallet: string, code: string): Promise<void> {
  const answer = await fetch(`${control}/phone/pay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ wallet, code, decision: "pay" }),
  });
  const view = (await answer.json()) as { ok: boolean; state: string };
  if (!view.ok) throw new Error(`The pretend phone could not pay: ${view.state}.`);
}

async function complete(api: Api, checkout: string): Promise<void> {
  for (const until = performance.now() + paidWithinMs; performance.now() < until; ) {
    if ((await api.get<Checkout>(`/v1/checkouts/${checkout}`)).state === "complete") return;
    await later(50);
  }
  throw new Error("The wallet's notice did not arrive within 15 seconds.");
}

async function booked(api: Api, store: string, wallet: string): Promise<Record<string, bigint>> {
  const { data } = await api.get<{ data: Account[] }>(`/v1/books/${store}/accounts`);
  const own = data.filter((account) => account.wallet === wallet);
  return Object.fromEntries(own.map((account) => [account.kind, BigInt(account.balance.minor)]));
}

/** The wallet's own ledger says the same of this payment. */
async function agreed(control: string, wallet: string, payment: string): Promise<void> {
  const ledger = (await (await fetch(`${control}/ledger.json`)).json()) as Ledger;
  const theirs = ledger[wallet]?.payments.find((one) => one.out_trade_no === payment.slice("pay_".length));
  if (theirs?.amount !== amount.minor) throw new Error(`${wallet}'s ledger says ${JSON.stringify(theirs ?? null)}.`);
}
