import { bare, bucketIndex, bucketOf, claimRepeat, type RepeatKey, repeatScope } from "#db";
import { money } from "#money";
import type { WalletKind } from "#wallets/protocol";
import { applyMove } from "./apply.ts";
import { loadAttempt } from "./attempt.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type PaymentFault, type Result, refuse } from "./faults.ts";
import type { LoadedCheckout } from "./load.ts";
import { sameAccount } from "./offers.ts";
import { loadCheckout } from "./read-checkout.ts";
import { attemptId, type OrderRow, type PaymentRow } from "./rows.ts";
import { friendToken } from "./secrets.ts";
import { leaveAttempt, offerAttempt } from "./settle-attempt.ts";
import type { StartMove, StartResult } from "./start-intent.ts";
import type { Caller, Started, StartPayment } from "./types.ts";
import { toPaymentView } from "./views.ts";

const attemptMs = 15 * 60_000;
const firstAskMs = 15_000;
/** How often the order, an opening or another attempt may change under us before we say so. */
const turnsMax = 5;

type Plan = { kind: WalletKind; loaded: LoadedCheckout; orders: [OrderRow, ...OrderRow[]] };
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
    const planned = await plan(context, caller, input);
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
    if (isSameStart(planned, live, input)) return { done: ok(toStarted(live)) };
    await leaveAll(context, live);
    return { again: true };
  }
  const intents = await writeIntents(context, caller, input, repeat, planned);
  if (!intents.ok) return { done: intents };
  if (intents.value === "again") return { again: true };
  if (intents.value === "repeat") {
    const before = await repeated(context, input, repeat);
    return before ? { done: before } : { again: true };
  }
  return { done: await offer(context, intents.value) };
}

async function plan(context: PaymentsContext, caller: Caller, input: StartPayment): Promise<Result<Plan>> {
  const loaded = await loadCheckout(context, input.checkout);
  if (!loaded || !reaches(caller, loaded)) return refuse("not_found");
  const fault = checkoutFault(context, loaded);
  if (fault) return refuse(fault);
  const kind = context.needs.kinds.find((one) => one.id === input.wallet);
  if (!kind) return refuse("wallet_unknown", { wallet: input.wallet });
  const orders = loaded.orders.filter((order) => input.order === undefined || order.id === input.order);
  const unpaid = orders.filter((order) => order.state === "unpaid");
  const [first, ...others] = unpaid;
  if (!first) return refuse(orders.length === 0 ? "not_found" : "order_already_paid");
  const shut = methodFault(context, kind, input, unpaid) ?? decisionFault(context, loaded, input, unpaid);
  return shut ?? ok({ kind, loaded, orders: [first, ...others] });
}

function reaches(caller: Caller, loaded: LoadedCheckout): boolean {
  if (caller.checkout !== undefined) return caller.checkout === loaded.row.id;
  if (caller.marketplace !== null && caller.marketplace !== loaded.row.marketplace) return false;
  return caller.store === null || loaded.orders.every((order) => order.store === caller.store);
}

function checkoutFault(context: PaymentsContext, loaded: LoadedCheckout): PaymentFault | null {
  if (loaded.row.state === "complete") return "checkout_complete";
  if (loaded.row.state === "cancelled") return "checkout_cancelled";
  if (loaded.row.state === "expired" || loaded.row.expires_at <= context.needs.clock.now()) return "checkout_expired";
  return null;
}

function methodFault(
  context: PaymentsContext,
  kind: WalletKind,
  input: StartPayment,
  orders: readonly OrderRow[],
): Result<never> | null {
  if (!kind.methods.includes(input.method)) return refuse("method_unsupported", { method: input.method });
  if (input.method === "in_app" && kind.inAppNeedsOpenid && !input.buyer.openid) return refuse("openid_required");
  if (orders.some((order) => !kind.currencies.includes(order.currency))) return refuse("currency_unsupported");
  if (orders.length === 1) return null;
  const { combined } = kind;
  const fits = combined?.methods.includes(input.method) && orders.length <= combined.partsMax;
  if (fits && sameAccount(context.needs, kind, orders)) return null;
  return refuse("method_unsupported", { method: input.method, pay_orders_one_by_one: orders.map((order) => order.id) });
}

function decisionFault(
  context: PaymentsContext,
  loaded: LoadedCheckout,
  input: StartPayment,
  orders: readonly OrderRow[],
): Result<never> | null {
  const now = context.needs.clock.now();
  for (const order of orders) {
    const amount = money(order.amount, order.currency);
    const asked = { store: order.store, wallet: input.wallet, method: input.method, amount, buyer: loaded.row.buyer };
    const decision = context.needs.decide(asked, now);
    if (!decision.open || !context.needs.accountFor(order.store, input.wallet))
      return refuse("wallet_not_offered", { reasons: decision.reasons, order: order.id });
  }
  return null;
}

function livePayments(planned: Plan): PaymentRow[] {
  const live = new Set(planned.orders.flatMap((order) => order.live_payment ?? []));
  return planned.loaded.payments.filter((row) => live.has(row.id));
}

/**
 * The attempt that is open already is what is asked for: the same wallet, method and orders, and there is time left.
 */
function isSameStart(planned: Plan, live: readonly PaymentRow[], input: StartPayment): boolean {
  return (
    live.length === planned.orders.length &&
    new Set(live.map((row) => row.combined ?? row.id)).size === 1 &&
    live.every(
      (row) =>
        row.state === "waiting" &&
        row.wallet === input.wallet &&
        row.method === input.method &&
        row.start.device === input.device &&
        row.by_friend === input.by_friend &&
        row.action !== null,
    )
  );
}

async function leaveAll(context: PaymentsContext, live: readonly PaymentRow[]): Promise<void> {
  const groups = new Map(live.map((row) => [row.combined ?? row.id, row]));
  for (const row of groups.values()) await leaveAttempt(context, await loadAttempt(context, row));
}

async function writeIntents(
  context: PaymentsContext,
  caller: Caller,
  input: StartPayment,
  repeat: RepeatKey | null,
  planned: Plan,
): Promise<Result<string[] | "again" | "repeat">> {
  const combined = planned.orders.length > 1 ? context.needs.ids.next("cmb", bucketIndex(input.checkout)) : null;
  const moves = planned.orders.map((order) => toStartMove(context, caller, input, planned, order, combined));
  if (combined !== null) {
    const claim = await writeCombined(context, planned, combined, moves, repeat);
    if (claim !== "first") return claim === "differs" ? refuse("idempotency_key_reused") : ok("repeat");
  } else if (repeat && moves[0])
    Object.assign(moves[0], { scope: repeatScope(repeat), key: repeat.key, hash: repeat.requestHash });
  const results = await Promise.all(moves.map((move) => context.starts.submit(move)));
  const verdict = judge(results);
  if (verdict === "ok") return ok(moves.map((move) => move.id));
  if (combined !== null) await undoIntents(context, moves, results);
  if (verdict === "differs") return refuse("idempotency_key_reused");
  if (verdict === "repeat") return ok("repeat");
  if (verdict === "moved") await context.needs.refresh();
  return ok("again");
}

function judge(results: readonly StartResult[]): "ok" | "differs" | "repeat" | "moved" | "again" {
  const kinds = new Set(results.map((one) => one.result));
  if (kinds.has("differs")) return "differs";
  if (kinds.has("repeat")) return "repeat";
  if (kinds.has("moved")) return "moved";
  return kinds.size === 1 && kinds.has("ok") ? "ok" : "again";
}

/** The combined order and its repeat key, committed at the checkout's home before any store's intent. */
async function writeCombined(
  context: PaymentsContext,
  planned: Plan,
  combined: string,
  moves: readonly StartMove[],
  repeat: RepeatKey | null,
): Promise<"first" | "repeat" | "differs"> {
  const now = context.needs.clock.now();
  const bucket = bucketOf(combined);
  return await context.needs.db.tx(async (tx) => {
    if (repeat) {
      const claim = await claimRepeat(tx, bucket, repeat, combined, now);
      if (!claim.first) return claim.same ? "repeat" : "differs";
    }
    await tx.query(
      `insert into combined_orders (bucket, id, checkout, wallet_account, payment_ids, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [bucket, combined, planned.loaded.row.id, moves[0]?.wallet_account, moves.map((move) => move.id), now],
    );
    return "first";
  });
}

async function undoIntents(context: PaymentsContext, moves: readonly StartMove[], results: readonly StartResult[]) {
  const made = moves.filter((_, index) => results[index]?.result === "ok").map((move) => move.id);
  const rows = await Promise.all(made.map((id) => context.loads.payments.submit(id)));
  const what = { kind: "closed", code: "cart_incomplete", says: "Only a part of the cart was started." } as const;
  await Promise.all(rows.map((row) => row && applyMove(context, row, what)));
}

function toStartMove(
  context: PaymentsContext,
  caller: Caller,
  input: StartPayment,
  planned: Plan,
  order: OrderRow,
  combined: string | null,
): StartMove {
  const { needs } = context;
  const now = needs.clock.now();
  const account = needs.accountFor(order.store, input.wallet);
  if (!account) throw new Error("The decision must have refused a store without a wallet account.");
  const back = input.by_friend ? `/pay/friend/${friendToken(needs, caller.id)}` : `/pay/${input.checkout}`;
  const { ip, openid } = input.buyer;
  return {
    bucket: bucketOf(order.id),
    id: attemptId(order.id, order.attempts + 1),
    order_id: order.id,
    attempt: order.attempts + 1,
    home: bucketOf(input.checkout) === bucketOf(order.id),
    checkout: input.checkout,
    marketplace: order.marketplace,
    store: order.store,
    wallet: input.wallet,
    wallet_account: account.id,
    sub_merchant: account.subMerchant,
    method: input.method,
    amount: order.amount.toString(),
    currency: order.currency,
    combined,
    by_friend: input.by_friend,
    start: {
      device: input.device,
      title: order.title,
      return_url: `${needs.publicUrl}${back}`,
      ...(ip === undefined ? {} : { ip }),
      ...(openid === undefined ? {} : { openid: needs.seal(openid, input.checkout) }),
    },
    expires_at: new Date(Math.min(planned.loaded.row.expires_at.getTime(), now.getTime() + attemptMs)),
    at: now,
    ask_at: new Date(now.getTime() + firstAskMs),
    openings: needs.openingsVersion(order.marketplace).toString(),
    scope: null,
    key: null,
    hash: null,
  };
}

/** The intents stand: call the wallet and apply its answer. Unknown is a result: the worker asks. */
async function offer(context: PaymentsContext, ids: readonly string[]): Promise<Result<Started>> {
  const row = await context.loads.payments.submit(ids[0] as string);
  if (!row) throw new Error(`Payment ${ids[0]} must be there after its intent.`);
  const outcome = await offerAttempt(context, await loadAttempt(context, row));
  if (outcome.kind === "refused")
    return refuse("wallet_refused", { wallet: row.wallet, code: outcome.code, says: outcome.says });
  const rows = await Promise.all(ids.map((id) => context.loads.payments.submit(id)));
  return ok(toStarted(rows.flatMap((one) => one ?? [])));
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
  return rows.length === 0
    ? refuse("payment_in_progress", { attempt: bare(found.subject) })
    : ok(toStarted(rows), true);
}
