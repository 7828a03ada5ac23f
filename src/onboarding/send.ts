import { bare } from "#db";
import type { OnboardingRequest, OnboardingSubject, OnboardingWallet } from "#wallets/protocol";
import type { OnboardingNeeds } from "./context.ts";
import { documentAad } from "./documents.ts";
import { hear } from "./hear.ts";
import { type ApplicationRow, type DocumentRow, documentsOf, findApplication } from "./rows.ts";
import { secretsOf } from "./save-fields.ts";

/**
 * Calls the wallet about an application that waits for its word: sends it (`send`), or asks first (`ask`) and sends
 * only what the wallet does not have. Safe at any moment, any number of times, in any number of processes: the
 * application's id is the wallet's repeat key. No transaction is open while the wallet is called.
 */
export async function callWallet(needs: OnboardingNeeds, id: string, how: "send" | "ask"): Promise<void> {
  const row = await findApplication(needs.db.read, id);
  if (!row || !waits(row)) return;
  const wallet = (await needs.wallet(row.wallet_account))?.onboarding;
  if (!wallet) {
    needs.alarm("onboarding_unsupported", { application: id, wallet_account: row.wallet_account });
    return;
  }
  if (row.state === "withdrawing") return await callOff(needs, wallet, row);
  if (how === "ask") {
    const said = await wallet.ask(subjectOf(row));
    // While a mended one is on its way, a rejection may be the old one's: only an answer to the new one tells.
    const proves = row.state !== "sending" || (said.kind !== "absent" && !(said.kind === "rejected" && row.round > 1));
    if (said.kind === "unknown" || (proves && said.kind !== "absent")) {
      await hear(needs, id, said, row.round);
      return;
    }
    if (row.state !== "sending") {
      needs.alarm("application_lost_at_wallet", { application: id, state: row.state });
      return;
    }
  }
  await send(needs, wallet, row);
}

const waits = (row: ApplicationRow): boolean =>
  ["sending", "reviewing", "action_needed", "frozen", "withdrawing"].includes(row.state);

function subjectOf(row: ApplicationRow): OnboardingSubject {
  return {
    applicationId: bare(row.id),
    ...(row.wallet_ref === null ? {} : { walletRef: row.wallet_ref }),
    ...(row.round_before === null ? {} : { roundBefore: row.round_before }),
  };
}

async function send(needs: OnboardingNeeds, wallet: OnboardingWallet, row: ApplicationRow): Promise<void> {
  await needs.activation.applied(row);
  const documents = await handOver(needs, wallet, row);
  if (documents === null) return;
  const request: OnboardingRequest = {
    ...subjectOf(row),
    applicant: row.applicant,
    fields: { ...row.fields, ...secretsOf(needs, row) },
    documents,
    noticeUrl: needs.noticeUrl(row.wallet, row.wallet_account),
  };
  await hear(needs, row.id, await wallet.apply(request), row.round);
}

/** What stands for each document at the wallet; null when one of them is not there, and why has been dealt with. */
async function handOver(
  needs: OnboardingNeeds,
  wallet: OnboardingWallet,
  row: ApplicationRow,
): Promise<Record<string, string> | null> {
  const refs: Record<string, string> = {};
  for (const document of await documentsOf(needs.db.read, row.id)) {
    const ref = document.wallet_ref ?? (await upload(needs, wallet, row, document));
    if (ref === null) return null;
    refs[document.name] = ref;
  }
  return refs;
}

async function upload(
  needs: OnboardingNeeds,
  wallet: OnboardingWallet,
  row: ApplicationRow,
  document: DocumentRow,
): Promise<string | null> {
  const { name, n, type, sealed } = document;
  if (sealed === null) throw new Error(`Document ${name} of ${row.id} has lost its content before it was handed over.`);
  const content = Buffer.from(needs.open(sealed, documentAad(row.id, name, n)), "base64");
  const outcome = await wallet.upload({ name, type, content });
  if (outcome.kind === "unknown") {
    if (outcome.alarm) needs.alarm("wallet_word_unknown", { application: row.id, cause: outcome.cause });
    return null;
  }
  if (outcome.kind === "rejected") {
    const reasons = [{ field: name, says: outcome.says }];
    await hear(needs, row.id, { kind: "rejected", reasons }, row.round);
    return null;
  }
  await needs.db.read(
    `update application_documents set wallet_ref = $5
     where bucket = $1 and application = $2 and name = $3 and n = $4 and wallet_ref is null`,
    [row.bucket, row.id, name, n, outcome.ref],
  );
  return outcome.ref;
}

/** Longer than the wallet's time limit for an upload of every document and the application after it. */
const onItsWayMs = 120_000;

async function callOff(needs: OnboardingNeeds, wallet: OnboardingWallet, row: ApplicationRow): Promise<void> {
  if (!wallet.withdraw) throw new Error(`Application ${row.id} waits for a withdrawal that its wallet does not have.`);
  const said = await wallet.withdraw(subjectOf(row));
  if (said.kind !== "absent") {
    await hear(needs, row.id, said, row.round);
    return;
  }
  // What never reached the wallet is withdrawn by not being sent. But a call of ours may still be on its way there, so
  // its absence proves something only when that call's time is over.
  const sentFor = needs.clock.now().getTime() - (row.submitted_at?.getTime() ?? 0);
  if (sentFor >= onItsWayMs) await hear(needs, row.id, { kind: "withdrawn" }, row.round);
}
