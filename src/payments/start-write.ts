import { bucketIndex, bucketOf, claimRepeat, type RepeatKey, repeatScope, type Tx } from "#db";
import { chargeAskMs, chargeMs } from "./code-charge.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { payerOf } from "./payer.ts";
import { attemptId, type OrderRow, type PaymentRow, readRows } from "./rows.ts";
import { friendToken } from "./secrets.ts";
import { holdCaps, overReasons, releaseCaps, submitCapped } from "./start-caps.ts";
import type { StartMove, StartResult } from "./start-intent.ts";
import type { Plan } from "./start-plan.ts";
import type { Caller, StartPayment } from "./types.ts";
import { cartIncomplete, undoPayments } from "./undo.ts";

const attemptMs = 15 * 60_000;
const firstAskMs = 15_000;

/**
 * Writes the intents of a start, one an order, each in its store's bucket: all stand, or those that do are undone.
 * `again`: something changed since the plan; `repeat`: the repeat key has made a payment already.
 */
export async function writeIntents(
  context: PaymentsContext,
  caller: Caller,
  input: StartPayment,
  repeat: RepeatKey | null,
  planned: Plan,
): Promise<Result<StartMove[] | "again" | "repeat">> {
  const combined = planned.orders.length > 1 ? context.needs.ids.next("cmb", bucketIndex(input.checkout)) : null;
  const moves = planned.orders.map((order) => toStartMove(context, caller, input, planned, order, combined));
  const reached = await holdCaps(context, planned, input, moves);
  if (reached !== null) return reached === "again" ? ok("again") : refuse("wallet_not_offered", { reasons: reached });
  if (combined !== null) {
    const claim = await writeCombined(context, planned, combined, moves, repeat);
    if (claim !== "first") await releaseCaps(context, moves);
    if (claim !== "first") return claim === "differs" ? refuse("idempotency_key_reused") : ok("repeat");
  } else if (repeat && moves[0])
    Object.assign(moves[0], { scope: repeatScope(repeat), key: repeat.key, hash: repeat.requestHash });
  const results = await Promise.all(moves.map((move) => submitCapped(context, move)));
  const verdict = judge(results);
  if (verdict === "ok") return ok(moves);
  await releaseCaps(
    context,
    moves.filter((_, index) => results[index]?.result !== "ok"),
  );
  if (combined !== null) await undoIntents(context, moves, results);
  if (verdict === "over_store" || verdict === "over_total")
    return refuse("wallet_not_offered", { reasons: overReasons(moves, results) });
  if (verdict === "differs") return refuse("idempotency_key_reused");
  if (verdict === "repeat") return ok("repeat");
  if (verdict === "moved") await context.needs.refresh();
  return ok("again");
}

type Verdict = "ok" | "differs" | "repeat" | "moved" | "over_store" | "over_total" | "again";
type Results = readonly { result: StartResult["result"] | "over_total" }[];

function judge(results: Results): Verdict {
  const kinds = new Set(results.map((one) => one.result));
  if (kinds.has("differs")) return "differs";
  if (kinds.has("repeat")) return "repeat";
  if (kinds.has("moved")) return "moved";
  for (const over of ["over_store", "over_total"] as const) if (kinds.has(over)) return over;
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
      if (!claim.first && !claim.same) return "differs";
      if (!claim.first && !(await takeOver(tx, repeat, claim.subject, combined, now))) return "repeat";
    }
    await tx.query(
      `insert into combined_orders (bucket, id, checkout, wallet_account, payment_ids, created_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [bucket, combined, planned.loaded.row.id, moves[0]?.wallet_account, moves.map((move) => move.id), now],
    );
    return "first";
  });
}

/**
 * A start under this key died (or is about to) before all its intents stood: the key is given to the new one. False
 * when the earlier start did come to something, or another repeat was faster.
 */
async function takeOver(tx: Tx, repeat: RepeatKey, before: string, combined: string, now: Date): Promise<boolean> {
  const bucket = bucketOf(before);
  const [group] = await tx.query<{ payment_ids: string[] }>(
    "select payment_ids from combined_orders where bucket = $1 and id = $2",
    [bucket, before],
  );
  const rows = await readRows<PaymentRow>({ read: tx.query }, "payments", group?.payment_ids ?? []);
  if (!cameToNothing([...rows.values()], group?.payment_ids.length ?? 0)) return false;
  const freed = await tx.query(
    "delete from repeat_keys where bucket = $1 and scope = $2 and key = $3 and subject = $4 returning subject",
    [bucket, repeatScope(repeat), repeat.key, before],
  );
  return freed.length > 0 && (await claimRepeat(tx, bucketOf(combined), repeat, combined, now)).first;
}

/** A cart's start whose intents never all stood, so that its wallet was never called. */
export function cameToNothing(rows: readonly PaymentRow[], parts: number): boolean {
  return rows.length < parts || rows.some((row) => row.reason_code === cartIncomplete);
}

async function undoIntents(context: PaymentsContext, moves: readonly StartMove[], results: Results) {
  const made = moves.filter((_, index) => results[index]?.result === "ok").map((move) => move.id);
  const rows = await Promise.all(made.map((id) => context.loads.payments.submit(id)));
  await undoPayments(
    context,
    rows.flatMap((row) => row ?? []),
  );
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
  const payer = input.issuer && payerOf(order.marketplace, planned.loaded.row.buyer);
  const [lifeMs, askMs] = input.method === "code" ? [chargeMs, chargeAskMs] : [attemptMs, firstAskMs];
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
      ...(input.by_code ? { by_code: true as const } : {}),
      ...(input.issuer === undefined ? {} : { issuer: input.issuer }),
      ...(payer ? { payer } : {}),
    },
    expires_at: new Date(Math.min(planned.loaded.row.expires_at.getTime(), now.getTime() + lifeMs)),
    at: now,
    ask_at: new Date(now.getTime() + askMs),
    openings: planned.version.toString(),
    scope: null,
    key: null,
    hash: null,
  };
}
