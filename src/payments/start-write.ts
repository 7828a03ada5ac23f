import { bucketIndex, bucketOf, claimRepeat, type RepeatKey, repeatScope } from "#db";
import { applyMove } from "./apply.ts";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import { attemptId, type OrderRow } from "./rows.ts";
import { friendToken } from "./secrets.ts";
import type { StartMove, StartResult } from "./start-intent.ts";
import type { Plan } from "./start-plan.ts";
import type { Caller, StartPayment } from "./types.ts";

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
  if (combined !== null) {
    const claim = await writeCombined(context, planned, combined, moves, repeat);
    if (claim !== "first") return claim === "differs" ? refuse("idempotency_key_reused") : ok("repeat");
  } else if (repeat && moves[0])
    Object.assign(moves[0], { scope: repeatScope(repeat), key: repeat.key, hash: repeat.requestHash });
  const results = await Promise.all(moves.map((move) => context.starts.submit(move)));
  const verdict = judge(results);
  if (verdict === "ok") return ok(moves);
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
