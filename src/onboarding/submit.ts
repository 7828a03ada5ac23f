import { bucketOf, claimRepeat, type RepeatKey, type Tx } from "#db";
import { type OnboardingNeeds, Refused, settled } from "./context.ts";
import { afterCall, lookAgain } from "./due.ts";
import { keepMove } from "./moves.ts";
import { type ApplicationRow, applicationView, findApplication, lockApplication } from "./rows.ts";
import { mustBeOpen, mustHaveForm, viewOf } from "./save-fields.ts";
import { callWallet } from "./send.ts";
import { currentTerms } from "./terms.ts";
import type { ApplicationView, Result } from "./types.ts";

/**
 * Submits a draft, or a mended application again. The intent commits first, with the repeat key; then the wallet is
 * called. Whatever happens to the answer, the schedule asks for it.
 */
export async function submitApplication(
  needs: OnboardingNeeds,
  by: string,
  id: string,
  repeat: RepeatKey | null,
): Promise<Result<ApplicationView>> {
  const written = await settled(() => needs.db.tx((tx) => intend(needs, tx, by, id, repeat)));
  if (!written.ok || written.repeated) return written;
  await callWallet(needs, id, "send");
  return await read(needs, id, written.value);
}

async function intend(
  needs: OnboardingNeeds,
  tx: Tx,
  by: string,
  id: string,
  repeat: RepeatKey | null,
): Promise<Result<ApplicationView>> {
  const row = await lockApplication(tx, id);
  const now = needs.clock.now();
  const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, id, now));
  if (claim && !claim.first) {
    if (!claim.same) throw new Refused("idempotency_key_reused");
    return { ok: true, value: await viewOf(tx, needs, id), repeated: true };
  }
  mustBeOpen(row);
  const form = mustHaveForm(needs, row.wallet);
  const full = await findApplication(tx.query, id);
  const missing = applicationView(full as ApplicationRow, form).missing;
  if (missing.length > 0) throw new Refused("application_incomplete", { missing: missing.join(", ") });
  const terms = await currentTerms(tx.query, row);
  if (!terms) throw new Refused("terms_not_published");
  if (row.terms_version !== terms.version)
    throw new Refused("terms_not_accepted", { version: `${terms.version}`, hash: terms.hash });
  const [sent] = await tx.query<ApplicationRow>(
    `update applications set state = 'sending', round = round + 1, round_before = wallet_ref, reasons = '[]',
       action = null, submitted_at = $3, decided_at = null, changed_at = $3, moves = moves + 1
     where bucket = $1 and id = $2 returning *`,
    [row.bucket, id, now],
  );
  await keepMove(needs, tx, sent as ApplicationRow, { from: row.state, by });
  await lookAgain(tx, row, afterCall(now));
  return { ok: true, value: await viewOf(tx, needs, id) };
}

/** As it is now, after what the call brought. */
export async function read(
  needs: OnboardingNeeds,
  id: string,
  otherwise: ApplicationView,
): Promise<Result<ApplicationView>> {
  const row = await findApplication(needs.db.read, id);
  return { ok: true, value: row ? applicationView(row, needs.formOf(row.wallet)) : otherwise };
}
