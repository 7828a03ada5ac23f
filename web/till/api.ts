import type { Sale } from "./queue.ts";

export type Setup = { store: string; key: string };

export type Says = { zh: string; en: string };

/**
 * What the house said. `silent`: nobody knows what became of the sale, and the same request may be sent again;
 * `says`: why the house would not tell; `untouched`: it surely did nothing about what was sent. `refused`: `isOfSale`,
 * when it knew the sale and says that nothing is charged for it; otherwise an earlier send may have been charged.
 */
export type Heard =
  | { kind: "payment"; id: string; state: string; wallet: string }
  | { kind: "refused"; says: Says; wallets: string[]; isOfSale: boolean }
  | { kind: "withdrawal"; state: "withdrawn" | "paid" | "ending" }
  | { kind: "withdrawal"; state: "refused"; says: Says }
  | { kind: "silent"; says?: Says; untouched?: true };

type Problem = {
  code?: string;
  title?: string;
  zh?: { title: string };
  /** Texts; several are apart by semicolons. */
  context?: { wallets?: string; says?: string };
  retry?: boolean;
};

type Answer = { ok: boolean; status: number; read: unknown };

/** A network that swallows a request would hold its sale for ever; the same request may be sent again. */
const patienceMs = 15_000;

/** Null: no answer came. */
async function send(setup: Setup, path: string, sent?: { body: object; key: string }): Promise<Answer | null> {
  try {
    const answer = await fetch(path, {
      method: sent ? "POST" : "GET",
      headers: {
        authorization: `Bearer ${setup.key}`,
        ...(sent ? { "content-type": "application/json", "idempotency-key": sent.key } : {}),
      },
      ...(sent ? { body: JSON.stringify(sent.body) } : {}),
      signal: AbortSignal.timeout(patienceMs),
    });
    return { ok: answer.ok, status: answer.status, read: await answer.json() };
  } catch {
    return null;
  }
}

async function ask(setup: Setup, path: string, sent?: { body: object; key: string }): Promise<Heard> {
  const answer = await send(setup, path, sent);
  if (!answer) return { kind: "silent" };
  const read = (answer.read ?? {}) as { payment?: Payment } & Partial<Payment> & Problem;
  const payment = read.payment ?? read;
  if (answer.ok && payment.id && payment.state && payment.wallet)
    return { kind: "payment", id: payment.id, state: payment.state, wallet: payment.wallet };
  if (saysNothingOfSales.has(answer.status)) return { kind: "silent", says: saysOf(answer), untouched: true };
  if (mayGoWell(answer) || read.code === undefined) return { kind: "silent" };
  const wallets = read.code === "payer_code_ambiguous" ? (read.context?.wallets ?? "").split("; ") : [];
  return { kind: "refused", says: saysOf(answer), wallets, isOfSale: ofSale.has(read.code) };
}

/** About the key, the address it is used from, or how often: the sale was not looked at. */
const saysNothingOfSales: ReadonlySet<number> = new Set([401, 403, 429]);

/**
 * The house found the sale by its number, and nothing is charged for it. All else (a closed store, a code that is no
 * longer known) is judged before it looks for what an earlier send has made.
 */
const ofSale: ReadonlySet<string> = new Set(["checkout_cancelled", "checkout_expired", "wallet_refused"]);

/** What may go well a little later is no refusal. */
const mayGoWell = ({ status, read }: Answer): boolean => status >= 500 || (read as Problem).retry === true;

function saysOf({ status, read }: Answer): Says {
  const { title: en = `HTTP ${status}`, zh } = read as Problem;
  return { zh: zh?.title ?? en, en };
}

type Payment = { id: string; state: string; wallet: string };

/** The same sale, however often it is sent, is one charge: its number, its code and its key never change. */
export function charge(setup: Setup, sale: Sale): Promise<Heard> {
  const { number, store, code, minor, key, wallet } = sale;
  const body = { store, code, number, amount: { currency: "CNY", minor }, ...(wallet ? { wallet } : {}) };
  return ask(setup, "/v1/till-payments", { body, key: wallet ? `${key}-${wallet}` : key });
}

/** A payment that is known goes on, whatever is said instead of how it stands. */
export async function look(setup: Setup, payment: string): Promise<Heard> {
  const heard = await ask(setup, `/v1/payments/${payment}`);
  return heard.kind === "refused" ? { kind: "silent", says: heard.says } : heard;
}

const withdrawals = new Set(["withdrawn", "paid", "ending"]);

/** Takes a sale back, whether or not it ever arrived: from the house's word on, nothing charges it. */
export async function withdraw(setup: Setup, { number, store, minor, key }: Sale): Promise<Heard> {
  const body = { store, number, amount: { currency: "CNY", minor } };
  const heard = await send(setup, "/v1/till-payments/withdraw", { body, key: `${key}-back` });
  if (heard && !heard.ok && !mayGoWell(heard)) return { kind: "withdrawal", state: "refused", says: saysOf(heard) };
  const state = heard?.ok ? (heard.read as { state?: string }).state : undefined;
  if (!state || !withdrawals.has(state)) return { kind: "silent" };
  return { kind: "withdrawal", state: state as "withdrawn" | "paid" | "ending" };
}
