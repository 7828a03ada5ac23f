import { bucketOf } from "#db";
import { money } from "#money";
import { reason } from "#openings";
import { askedOf } from "./asked.ts";
import type { PaymentsContext } from "./context.ts";
import type { PaymentRow } from "./rows.ts";
import type { StartMove, StartResult } from "./start-intent.ts";
import type { Plan } from "./start-plan.ts";
import { overTogether } from "./together.ts";
import type { Reason, StartPayment } from "./types.ts";

/** How often a lease may be taken from under a start before it is refused. */
const leasesMax = 5;

/**
 * Decides every order of a start once more and reserves what its caps need ahead of the commit. Null: all may go on;
 * reasons: a cap is reached, and what was reserved is given back; "again": it is no longer open.
 */
export async function holdCaps(
  context: PaymentsContext,
  planned: Plan,
  input: StartPayment,
  moves: readonly StartMove[],
): Promise<Reason[] | "again" | null> {
  const { caps } = context.needs;
  // In one turn with the openings' version that the moves carry: their commit refuses them under any other.
  const parts = moves.map((move) => {
    const amount = money(BigInt(move.amount), move.currency);
    const asked = askedOf(input, { store: move.store, amount }, planned.loaded.row.buyer);
    return { move, amount, decision: context.needs.decide(asked, move.at) };
  });
  const over = overTogether(parts);
  if (over.length > 0) return over;
  if (!caps) return null;
  for (const { move, amount, decision } of parts) {
    if (!decision.plan && decision.open) continue;
    const about = { amount: amount.minor, bucket: bucketOf(move.order_id) };
    const held = decision.plan && (await caps.hold(decision.plan, about));
    if (held?.ok) {
      move.caps = held.caps;
      move.start = { ...move.start, cap_use: held.caps.id };
      continue;
    }
    await releaseCaps(context, moves);
    return held ? held.reasons : "again";
  }
  return null;
}

/** Submits a start; where its bucket's lease of a total is too small, takes a larger one and tries again. */
export async function submitCapped(
  context: PaymentsContext,
  move: StartMove,
): Promise<StartResult | { result: "over_total"; subject: null }> {
  for (let turn = 0; ; turn++) {
    const done = await context.starts.submit(move);
    if (done.result !== "lease") return done;
    const { caps } = context.needs;
    const more = turn < leasesMax && move.caps && (await caps?.lease(move.caps, BigInt(move.amount), move.bucket));
    if (!more) return { result: "over_total", subject: null };
  }
}

/** The caps that were reached when the starts were counted, in words. */
export function overReasons(
  moves: readonly StartMove[],
  results: readonly { result: StartResult["result"] | "over_total" }[],
): Reason[] {
  return moves.flatMap((move, index) => {
    const result = results[index]?.result;
    const [code, limit] =
      result === "over_total"
        ? (["over_cap_total_day", move.caps?.total_limit] as const)
        : (["over_cap_per_store_day", move.caps?.store_limit] as const);
    const over = result === "over_total" || result === "over_store";
    return over && limit ? [reason(code, { cap: money(BigInt(limit), move.currency) })] : [];
  });
}

/** Gives back what was reserved for starts that were not made. */
export async function releaseCaps(context: PaymentsContext, moves: readonly StartMove[]): Promise<void> {
  const { caps } = context.needs;
  await Promise.all(moves.map((move) => move.caps && caps?.release(move.caps, move.bucket, move.store)));
}

/**
 * After a payment has ended: its caps are given back, or, where money came after all, counted again. A fault only
 * delays that until the sweep.
 */
export async function settleCaps(
  context: PaymentsContext,
  row: PaymentRow,
  moved: { from_state: string | null; to_state: string | null },
): Promise<void> {
  const { cap_use: id, issuer } = row.start;
  const { caps, acceptance, alarm } = context.needs;
  if (id === undefined && issuer === undefined) return;
  const unpaid = ["closed", "refused", "surplus"].includes(moved.to_state ?? "");
  const late = moved.to_state === "paid" && ["closed", "refused"].includes(moved.from_state ?? "");
  if (!unpaid && !late) return;
  const end = unpaid ? "unpaid" : "paid";
  try {
    if (id !== undefined) await caps?.settle({ payment: row.id, id }, end);
    if (issuer !== undefined) await acceptance?.settleCaps?.(row.id, end);
  } catch (fault) {
    alarm("caps_not_settled", { payment: row.id, fault: String(fault) });
  }
}
