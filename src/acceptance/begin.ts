import { bucketOf } from "#db";
import { type Money, money } from "#money";
import { reason, type StartCaps } from "#openings";
import type { PayOutcome } from "#wallets/protocol";
import type { AcceptanceContext } from "./moves.ts";
import { isLate, lateReason } from "./pairs.ts";
import { acceptanceOf, readAcceptance } from "./rows.ts";
import type { AcceptanceReason, AcceptanceState, AcceptedPayment, Permit } from "./types.ts";

/** How often the opening may move under us before it is refused. */
const turnsMax = 3;
/** How often a lease may be taken from under a start before it is refused. */
const leasesMax = 5;

const changed: AcceptanceReason = {
  code: "not_accepted",
  zh: "开放状态刚刚变化，请重试。",
  en: "What is open has just changed: try again.",
};

/** Through which method of the opening a payment comes: a code that the payer shows, or one that the store shows. */
export const wayOf = (method: AcceptedPayment["method"]): "scan" | "shown" => (method === "code" ? "scan" : "shown");

/** Decided from memory, held against the opening's version in the intent's own commit; if it moved, decided again. */
export async function beginIfOpen(
  context: AcceptanceContext,
  payment: AcceptedPayment,
  amount: Money,
): Promise<AcceptanceState | PayOutcome> {
  const { needs } = context;
  const { wallet: acquirer, issuer, store, payer } = payment;
  const asked = { acquirer, issuer, store, amount, method: wayOf(payment.method), ...(payer && { payer }) };
  let why = changed;
  for (let turn = 0; turn < turnsMax; turn++) {
    // In one turn: what comes between a decision and its version would go unseen.
    const [permit, version] = [needs.permit(asked), needs.openingsVersion(acquirer)];
    const [first] = permit.reasons;
    if (!permit.open) {
      if (first) why = first;
      break;
    }
    if (await isLate(context, asked)) {
      why = lateReason(needs, asked);
      break;
    }
    const begun = await beginCounted(context, { ...payment, amount }, permit, version);
    if (typeof begun === "string" && begun !== "moved" && begun !== "again" && begun !== "unknown_pair") return begun;
    if (typeof begun !== "string") why = begun;
    if (typeof begun !== "string" || begun === "unknown_pair") break;
    if (begun === "moved") await needs.refresh();
  }
  // What never began never will: the database keeps it from that, so the refusal is final.
  const state = await write(context, { ...payment, amount }, { state: "ended", version: 0n });
  if (state !== "ended" && state !== "unknown_pair") return { kind: "unknown", cause: "begun by another process" };
  return { kind: "refused", code: why.code, says: `${why.zh} ${why.en}`, reasons: [why] };
}

type Asked = AcceptedPayment & { amount: Money };
type NotBegun = "moved" | "unknown_pair" | "again";

/**
 * A buyer's day is reserved first, the rest is counted in the commit that begins it. Whoever does not begin gives back
 * what was reserved. After a death in between, whoever begins it anew finds what was reserved under the same number;
 * where nobody does, the caps' own sweep gives it back.
 */
async function beginCounted(
  context: AcceptanceContext,
  asked: Asked,
  { plan }: Permit,
  version: bigint,
): Promise<AcceptanceState | NotBegun | AcceptanceReason> {
  const { caps } = context.needs;
  const { amount, store } = asked;
  const bucket = bucketOf(asked.id);
  if (!plan) return (await write(context, asked, { state: "started", version })) as AcceptanceState | NotBegun;
  // Begun before by somebody who died: what it counted then is its own, and may leave no room for a second.
  const before = await readAcceptance(context.needs.db, acceptanceOf(asked.id));
  if (before) return before.state;
  const held = await caps.hold(plan, { amount: amount.minor, bucket, of: asked.id });
  if (!held.ok) return held.reasons[0] ?? changed;
  const begun = await writeCounted(context, asked, version, held.caps);
  const mine = await isCounted(context, asked.id, held.caps);
  if (!mine) await caps.release(held.caps, bucket, store);
  if (begun === "lease") return overReason("over_cap_total_day", held.caps.total_limit, amount);
  if (begun === "over_store") return overReason("over_cap_per_store_day", held.caps.store_limit, amount);
  return begun;
}

/** Where its bucket's lease of the day's total is too small, takes a larger one and tries again. */
async function writeCounted(context: AcceptanceContext, asked: Asked, version: bigint, held: StartCaps) {
  for (let turn = 0; ; turn++) {
    const begun = await write(context, asked, { state: "started", version, held });
    const bucket = bucketOf(asked.id);
    const more = begun === "lease" && turn < leasesMax;
    if (!more || !(await context.needs.caps.lease(held, asked.amount.minor, bucket))) return begun;
  }
}

/** Another process may have begun it meanwhile, under a number of its own. */
async function isCounted({ needs }: AcceptanceContext, payment: string, held: StartCaps): Promise<boolean> {
  return (await readAcceptance(needs.db, acceptanceOf(payment)))?.cap_use === held.id;
}

function overReason(code: "over_cap_total_day" | "over_cap_per_store_day", limit: string | null, amount: Money) {
  return limit === null ? changed : reason(code, { cap: money(BigInt(limit), amount.currency) });
}

type Begun = AcceptanceState | NotBegun | "lease" | "over_store";

/** The intent with the card that holds now, committed before the issuer hears of it; or the word that it never will. */
async function write(
  { needs }: AcceptanceContext,
  payment: Asked,
  { state, version, held }: { state: "started" | "ended"; version: bigint; held?: StartCaps },
): Promise<Begun> {
  const { id, marketplace, store, wallet: acquirer, wallet_account, issuer, title, amount } = payment;
  const asked = {
    ...{ bucket: bucketOf(id), id: acceptanceOf(id), payment: id, marketplace, store, acquirer, issuer, title },
    ...{ acquirer_account: wallet_account, amount: amount.minor.toString(), currency: amount.currency },
    // Said also where nothing limits the day: what says nothing is taken for a process that counts nothing.
    caps: held ?? null,
  };
  const [row] = await needs.db.read<{ begun: Begun }>("select acceptance_begin($1::jsonb, $2, $3, $4) as begun", [
    ...[JSON.stringify(asked), state, version.toString(), needs.clock.now()],
  ]);
  return row?.begun ?? "unknown_pair";
}

/** Before its issuer heard of it: whoever is about to begin it finds it ended. */
export async function endUnbegun(context: AcceptanceContext, payment: AcceptedPayment, amount: Money): Promise<void> {
  await write(context, { ...payment, amount }, { state: "ended", version: 0n });
}
