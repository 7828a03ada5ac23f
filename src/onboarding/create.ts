import { bucketIndex, bucketOf, claimRepeat, isUniqueViolation, type RepeatKey, type Tx } from "#db";
import { type OnboardingNeeds, Refused, settled } from "./context.ts";
import { keepMove } from "./moves.ts";
import { type ApplicationRow, applicationView, findApplication } from "./rows.ts";
import type { ApplicationView, NewApplication, Result } from "./types.ts";

/** A draft, to be filled step by step. A store has one application at a time at an account. */
export async function createApplication(
  needs: OnboardingNeeds,
  by: string,
  input: NewApplication,
  repeat: RepeatKey | null,
): Promise<Result<ApplicationView>> {
  const { store, wallet } = input;
  const form = needs.formOf(wallet);
  if (!form) return { ok: false, fault: "onboarding_unsupported", detail: { wallet } };
  const account = chooseAccount(needs, input);
  if (account === null) return { ok: false, fault: "wallet_account_missing", detail: { wallet } };
  if (!(await needs.wallet(account))?.onboarding)
    return { ok: false, fault: "onboarding_unsupported", detail: { wallet, wallet_account: account } };
  const activation = await needs.activation.of({ store, wallet, wallet_account: account });
  const joined = activation?.state === "merchant_ready" || activation?.state === "active";
  const made = await settled(() =>
    needs.db.tx(async (tx) => {
      const id = needs.ids.next("apl", bucketIndex(store));
      const claim = repeat && (await claimRepeat(tx, bucketOf(id), repeat, id, needs.clock.now()));
      if (claim && !claim.first) return await again(tx, claim, form);
      // Asked after the repeat key: whoever repeats a creation gets what it made, though the store has joined since.
      if (joined) throw new Refused("application_not_needed", { state: activation.state });
      return {
        ok: true as const,
        value: applicationView(await insert(needs, tx, by, { ...input, id, account }), form),
      };
    }),
  ).catch((fault: unknown) => {
    if (!isUniqueViolation(fault)) throw fault;
    return { ok: false as const, fault: "application_exists" as const };
  });
  return made.ok || made.fault !== "application_exists" ? made : await openOne(needs, store, account);
}

function chooseAccount(needs: OnboardingNeeds, { marketplace, wallet, wallet_account }: NewApplication): string | null {
  const accounts = needs.accountsOf(marketplace, wallet);
  if (wallet_account !== undefined) return accounts.includes(wallet_account) ? wallet_account : null;
  return accounts.length === 1 ? (accounts[0] as string) : null;
}

async function insert(
  needs: OnboardingNeeds,
  tx: Tx,
  by: string,
  input: NewApplication & { id: string; account: string },
): Promise<ApplicationRow> {
  const { id, marketplace, store, wallet, account, applicant } = input;
  const now = needs.clock.now();
  const [row] = await tx.query<ApplicationRow>(
    `insert into applications (bucket, id, marketplace, store, wallet, wallet_account, applicant, fields, secret_names,
       state, round, reasons, created_by, created_at, changed_at, moves)
     values ($1, $2, $3, $4, $5, $6, $7, '{}', '{}', 'draft', 0, '[]', $8, $9, $9, 1) returning *`,
    [bucketOf(id), id, marketplace, store, wallet, account, applicant, by, now],
  );
  if (!row) throw new Error("An application that was made must be there.");
  await keepMove(needs, tx, row, { from: null, by });
  return row;
}

async function again(
  tx: Tx,
  claim: { subject: string; same: boolean },
  form: Parameters<typeof applicationView>[1],
): Promise<Result<ApplicationView>> {
  const row = await findApplication(tx.query, claim.subject);
  if (!claim.same || !row) throw new Refused("idempotency_key_reused");
  return { ok: true, value: applicationView(row, form), repeated: true };
}

async function openOne(needs: OnboardingNeeds, store: string, account: string): Promise<Result<never>> {
  const [row] = await needs.db.read<{ id: string }>(
    `select id from applications where bucket = $1 and store = $2 and wallet_account = $3
       and state not in ('accepted', 'withdrawn')`,
    [bucketOf(store), store, account],
  );
  return { ok: false, fault: "application_exists", detail: row ? { application: row.id } : {} };
}
