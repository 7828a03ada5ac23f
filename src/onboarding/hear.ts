import { bare, bucketOf, isId, type Tx, withPrefix } from "#db";
import type { OnboardingOutcome, RejectReason } from "#wallets/protocol";
import { type OnboardingNeeds, secondsBetween } from "./context.ts";
import { dropContents } from "./documents.ts";
import { lookAgain, lookNoMore, nextQuestion } from "./due.ts";
import { keepMove } from "./moves.ts";
import type { ApplicationRow } from "./rows.ts";
import { type ApplicationState, isOver, mayFollow } from "./states.ts";

type Said = Exclude<OnboardingOutcome, { kind: "unknown" }>;

/**
 * The wallet's word, whichever way it came (answer, question, notice): state, audit, event and due row in one commit
 * under the row's lock, in any order, any number of times. `round` names the submission that the word is about, where
 * the caller knows; a word about an earlier one changes nothing.
 */
export async function hear(
  needs: OnboardingNeeds,
  id: string,
  outcome: OnboardingOutcome,
  round: number | null,
): Promise<"moved" | "same" | "not_found"> {
  if (outcome.kind === "unknown") {
    if (outcome.alarm) needs.alarm("wallet_word_unknown", { application: id, cause: outcome.cause });
    return "same";
  }
  return await needs.db.tx(async (tx) => {
    const [row] = await tx.query<ApplicationRow>(
      "select * from applications where bucket = $1 and id = $2 for no key update",
      [bucketOf(id), id],
    );
    if (!row) return "not_found";
    // Nothing was sent under it: whatever claims to be about it is not.
    if (row.state === "draft") return "not_found";
    return await move(needs, tx, row, outcome, round);
  });
}

async function move(
  needs: OnboardingNeeds,
  tx: Tx,
  row: ApplicationRow,
  said: Said,
  round: number | null,
): Promise<"moved" | "same"> {
  const to: ApplicationState = said.kind;
  // A notice about the round before may come late: it names what the wallet called that one.
  if (round === null && said.walletRef !== undefined && said.walletRef === row.round_before) return "same";
  if (round !== null && round !== row.round && said.kind !== "accepted") return "same";
  const now = needs.clock.now();
  if (row.state === to) {
    if (to === "accepted" && said.kind === "accepted" && said.subMerchant !== row.sub_merchant)
      needs.alarm("sub_merchant_differs", { application: row.id, said: said.subMerchant });
    if (!isOver(to) && to !== "rejected") {
      await refresh(tx, row, said);
      await lookAgain(tx, row, nextQuestion(row.submitted_at, now));
    }
    return "same";
  }
  if (!mayFollow(row.state, to)) {
    // An answer to an earlier question may come late; a decision that does not fit is for a person.
    if (isDecision(to)) needs.alarm("application_word_unfit", { application: row.id, state: row.state, said: to });
    return "same";
  }
  const moved = await write(tx, row, said, now);
  await keepMove(needs, tx, moved, { from: row.state, by: row.wallet });
  await plan(tx, moved, now);
  if (isOver(to)) await dropContents(tx, moved);
  if (isDecision(to)) needs.told?.decided(row.wallet, to, secondsBetween(row.submitted_at ?? row.created_at, now));
  return "moved";
}

type Decision = "accepted" | "rejected" | "withdrawn";
const isDecision = (state: ApplicationState): state is Decision =>
  state === "accepted" || state === "rejected" || state === "withdrawn";

/** A rejection is never told without a reason, even where the wallet gave none. */
function reasonsOf(said: Said): readonly RejectReason[] {
  if (said.kind !== "rejected" && said.kind !== "frozen") return [];
  return said.reasons.length > 0 ? said.reasons : [{ field: null, says: "钱包未说明原因 (the wallet gave no reason)" }];
}

function actionOf(said: Said): string | null {
  if (said.kind !== "action_needed") return null;
  return JSON.stringify({ what: said.what, url: said.url ?? null, says: said.says });
}

async function write(tx: Tx, row: ApplicationRow, said: Said, now: Date): Promise<ApplicationRow> {
  const [moved] = await tx.query<ApplicationRow>(
    `update applications set state = $3, wallet_ref = coalesce($4, wallet_ref), reasons = $5, action = $6,
       sub_merchant = $7, decided_at = $8, changed_at = $9, moves = moves + 1
     where bucket = $1 and id = $2 returning *`,
    [
      ...[row.bucket, row.id, said.kind, said.walletRef ?? null, JSON.stringify(reasonsOf(said)), actionOf(said)],
      ...[said.kind === "accepted" ? said.subMerchant : null, isDecision(said.kind) ? now : null, now],
    ],
  );
  if (!moved) throw new Error(`Application ${row.id} was gone under its own lock.`);
  return moved;
}

/** The same state with a newer address to sign at, say: no move, but what a person reads must be the newest. */
async function refresh(tx: Tx, row: ApplicationRow, said: Said): Promise<void> {
  await tx.query(
    `update applications set wallet_ref = coalesce($3, wallet_ref), action = $4, reasons = $5
     where bucket = $1 and id = $2`,
    [row.bucket, row.id, said.walletRef ?? null, actionOf(said), JSON.stringify(reasonsOf(said))],
  );
}

async function plan(tx: Tx, row: ApplicationRow, now: Date): Promise<void> {
  if (row.state === "withdrawn" || row.state === "rejected") await lookNoMore(tx, row);
  // An accepted one is due at once: the directory has to learn of it.
  else await lookAgain(tx, row, row.state === "accepted" ? now : nextQuestion(row.submitted_at, now));
}

/** A notice's word; false when this account has no such application. */
export async function hearNotice(
  needs: OnboardingNeeds,
  account: string,
  wireId: string,
  outcome: OnboardingOutcome,
): Promise<boolean> {
  if (!isId(wireId)) return false;
  const id = withPrefix("apl", bare(wireId));
  const [row] = await needs.db.read<{ wallet_account: string }>(
    "select wallet_account from applications where bucket = $1 and id = $2",
    [bucketOf(id), id],
  );
  if (row?.wallet_account !== account) return false;
  return (await hear(needs, id, outcome, null)) !== "not_found";
}
