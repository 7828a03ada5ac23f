import { bare, bucketOf, type RepeatKey, repeatScope } from "#db";
import type { AskOutcome } from "#wallets/protocol";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { loadCheckout } from "./read-checkout.ts";
import { type PaymentRow, readRows } from "./rows.ts";
import { leaveAll, offerAttempt } from "./settle-attempt.ts";
import type { StartMove } from "./start-intent.ts";
import { type Plan, planStart } from "./start-plan.ts";
import { cameToNothing, writeIntents } from "./start-write.ts";
import type { Caller, Started, StartPayment } from "./types.ts";
import { toPaymentView } from "./views.ts";
import { walletOf } from "./wallet-of.ts";

/** How often the order, an opening or another attempt may change under us before we say so. */
const turnsMax = 5;

type Turn = { done: Result<Started> } | { again: true };

/**
 * Starts a payment: decide, write the intent, call the wallet, write its answer. The same wallet and method again
 * answers the attempt that is already open; another wallet closes it first, or abandons it where the wallet cannot
 * prove it closed.
 */
export async function startPayment(
  context: PaymentsContext,
  caller: Caller,
  input: StartPayment,
  repeat: RepeatKey | null,
): Promise<Result<Started>> {
  for (let turn = 0; turn < turnsMax; turn++) {
    const planned = await planStart(context, caller, input);
    if (!planned.ok) return (await repeated(context, input, repeat)) ?? planned;
    const result = await takeTurn(context, caller, input, repeat, planned.value);
    if ("done" in result) return result.done;
  }
  return refuse("payment_in_progress");
}

async function takeTurn(
  context: PaymentsContext,
  caller: Caller,
  input: StartPayment,
  repeat: RepeatKey | null,
  planned: Plan,
): Promise<Turn> {
  const live = livePayments(planned);
  if (live.length > 0) {
    const before = await repeated(context, input, repeat);
    if (before) return { done: before };
    if (isSameStart(planned, live, input, context.needs.clock.now())) return { done: ok(toStarted(live)) };
    await leaveAll(context, live);
    return { again: true };
  }
  const intents = await writeIntents(context, caller, input, repeat, planned);
  if (!intents.ok) return { done: (await repeated(context, input, repeat)) ?? intents };
  if (intents.value === "again") return { again: true };
  if (intents.value === "repeat") {
    const before = await repeated(context, input, repeat);
    return before ? { done: before } : { again: true };
  }
  return { done: await offer(context, intents.value, input.payer_code) };
}

function livePayments(planned: Plan): PaymentRow[] {
  const live = new Set(planned.orders.flatMap((order) => order.live_payment ?? []));
  return planned.loaded.payments.filter((row) => live.has(row.id));
}

/**
 * The attempt that is open already is what is asked for: the same wallet, method and orders, and there is time left.
 */
function isSameStart(planned: Plan, live: readonly PaymentRow[], input: StartPayment, now: Date): boolean {
  return (
    live.length === planned.orders.length &&
    new Set(live.map((row) => row.combined ?? row.id)).size === 1 &&
    live.every(
      (row) =>
        isUnderWay(row, now) &&
        row.expires_at > now &&
        row.wallet === input.wallet &&
        row.method === input.method &&
        row.start.issuer === input.issuer &&
        row.start.device === input.device &&
        row.by_friend === input.by_friend,
    )
  );
}

/** Another request may be at the wallet with it this moment: then both get the same attempt, and the page its code. */
const inFlightMs = 15_000;

function isUnderWay(row: PaymentRow, now: Date): boolean {
  if (row.state === "waiting") return row.action !== null;
  return row.state === "starting" && now.getTime() - row.created_at.getTime() < inFlightMs;
}

/** The intents stand: call the wallet and apply its answer. Unknown is a result: the worker asks. */
async function offer(
  context: PaymentsContext,
  moves: readonly StartMove[],
  payerCode: string | undefined,
): Promise<Result<Started>> {
  const [first, ...others] = moves.map(toRow);
  if (!first) throw new Error("A start is about one order at least.");
  const wallet = await context.needs.wallet(first.wallet_account);
  if (!wallet) throw new Error(`Wallet account ${first.wallet_account} of ${first.id} cannot be used.`);
  const seen = walletOf(context, wallet, first, payerCode);
  const attempt = { wallet: seen, payments: [first, ...others] as [PaymentRow, ...PaymentRow[]], complete: true };
  const { outcome, moved } = await offerAttempt(context, attempt);
  if (outcome.kind === "refused") {
    const { code, says, reasons } = outcome;
    return refuse("wallet_refused", { wallet: first.wallet, code, says, ...(reasons && { reasons }) });
  }
  for (const row of attempt.payments) context.recent.paymentMade(row);
  if (moved && outcome.kind === "waiting") return ok(toStarted(attempt.payments.map((row) => offered(row, outcome))));
  const rows = await Promise.all(moves.map((move) => context.loads.payments.submit(move.id)));
  return ok(toStarted(rows.flatMap((one) => one ?? [])));
}

/** The row that a start has just written: nothing has to be read back. */
function toRow(move: StartMove): PaymentRow {
  const { openings, home, attempt, ask_at, scope, key, hash, at, ...own } = move;
  return {
    ...own,
    ...{ amount: BigInt(move.amount), refunded: 0n, refunding: 0n, refunds: 0, state: "starting", version: 1 },
    ...{ action: null, stage: null, ref: null, reason_code: null, reason_says: null, wallet_ref: null, paid_at: null },
    ...{ received: null, revoked_at: null, reversing_at: null },
    ...{ currency: move.currency, method: move.method, start: move.start, created_at: at },
  };
}

function offered(row: PaymentRow, outcome: Extract<AskOutcome, { kind: "waiting" }>): PaymentRow {
  return { ...row, state: "waiting", action: outcome.action ?? null, stage: outcome.stage ?? "offered" };
}

function toStarted(rows: readonly PaymentRow[]): Started {
  const payments = rows.map(toPaymentView);
  return { payments, action: payments[0]?.action ?? null };
}

/** What this repeat key has already made, as it stands now; null when it is new. */
async function repeated(
  context: PaymentsContext,
  input: StartPayment,
  repeat: RepeatKey | null,
): Promise<Result<Started> | null> {
  if (!repeat) return null;
  const loaded = await loadCheckout(context, input.checkout);
  const buckets = [input.checkout, ...(loaded?.row.order_ids ?? [])].map(bucketOf);
  const [found] = await context.needs.db.read<{ subject: string; request_hash: string }>(
    "select subject, request_hash from repeat_keys where bucket = any($1) and scope = $2 and key = $3",
    [buckets, repeatScope(repeat), repeat.key],
  );
  if (!found) return null;
  if (found.request_hash !== repeat.requestHash) return refuse("idempotency_key_reused");
  const rows = loaded?.payments.filter((row) => row.id === found.subject || row.combined === found.subject) ?? [];
  if (found.subject.startsWith("cmb_") && cameToNothing(rows, await partsOf(context, found.subject))) return null;
  if (rows.length === 0) return refuse("payment_in_progress", { attempt: bare(found.subject) });
  return refusedAtOnce(rows) ?? ok(toStarted(rows), true);
}

/** A start that the wallet refused was answered with its refusal, and is again: it was never offered to the buyer. */
function refusedAtOnce(rows: readonly PaymentRow[]): Result<never> | null {
  const [first] = rows;
  if (!first || rows.some((row) => row.state !== "refused" || row.version !== refusedVersion)) return null;
  const { wallet, reason_code: code, reason_says: says } = first;
  return refuse("wallet_refused", { wallet, code: code ?? "", says: says ?? "" });
}

/** Started, then refused, and nothing between. */
const refusedVersion = 2;

async function partsOf(context: PaymentsContext, combined: string): Promise<number> {
  const rows = await readRows<{ id: string; payment_ids: string[] }>(context.needs.db, "combined_orders", [combined]);
  return rows.get(combined)?.payment_ids.length ?? 0;
}
