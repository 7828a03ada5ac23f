import { bucketOf, claimRepeat, type RepeatKey, type Tx } from "#db";
import { type OnboardingNeeds, Refused, secondsBetween, settled } from "./context.ts";
import { dropContents } from "./documents.ts";
import { afterCall, lookAgain, lookNoMore } from "./due.ts";
import { keepMove } from "./moves.ts";
import { type ApplicationRow, findApplication, lockApplication } from "./rows.ts";
import { viewOf } from "./save-fields.ts";
import { callWallet } from "./send.ts";
import { isOver, mayFollow } from "./states.ts";
import { read } from "./submit.ts";
import type { ApplicationView, Result } from "./types.ts";

/**
 * Calls an application off. A draft, and a rejected one where the wallet has no call for it, end at once; for the rest
 * the intent commits and the wallet's own word ends it.
 */
export async function withdrawApplication(
  needs: OnboardingNeeds,
  by: string,
  id: string,
  repeat: RepeatKey | null,
): Promise<Result<ApplicationView>> {
  const known = await findApplication(needs.db.read, id);
  if (!known) return { ok: false, fault: "not_found" };
  const atWallet = known.state !== "draft" && (await needs.wallet(known.wallet_account))?.onboarding?.withdraw;
  const can = Boolean(atWallet);
  const written = await settled(() => needs.db.tx((tx) => intend(needs, tx, { by, id, repeat, can })));
  if (!written.ok || written.repeated || written.value.state !== "withdrawing") return written;
  await callWallet(needs, id, "send");
  return await read(needs, id, written.value);
}

type Intent = { by: string; id: string; repeat: RepeatKey | null; can: boolean };

async function intend(needs: OnboardingNeeds, tx: Tx, intent: Intent): Promise<Result<ApplicationView>> {
  const { by, id, repeat, can } = intent;
  const row = await lockApplication(tx, id);
  const now = needs.clock.now();
  const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, id, now));
  if (claim && !claim.first) {
    if (!claim.same) throw new Refused("idempotency_key_reused");
    return { ok: true, value: await viewOf(tx, needs, id), repeated: true };
  }
  const local = row.state === "draft" || (row.state === "rejected" && !can);
  const to = local ? "withdrawn" : "withdrawing";
  if (!local && !can && !isOver(row.state)) throw new Refused("application_not_withdrawable", { state: row.state });
  if (!mayFollow(row.state, to)) throw new Refused("application_wrong_state", { state: row.state });
  const [moved] = await tx.query<ApplicationRow>(
    `update applications set state = $3, decided_at = $4, changed_at = $5, moves = moves + 1
     where bucket = $1 and id = $2 returning *`,
    [row.bucket, id, to, local ? now : null, now],
  );
  await keepMove(needs, tx, moved as ApplicationRow, { from: row.state, by });
  if (local) {
    await dropContents(tx, row);
    await lookNoMore(tx, row);
    if (row.submitted_at) needs.told?.decided(row.wallet, "withdrawn", secondsBetween(row.submitted_at, now));
  } else await lookAgain(tx, row, afterCall(now));
  return { ok: true, value: await viewOf(tx, needs, id) };
}
