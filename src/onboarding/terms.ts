import { createHash } from "node:crypto";
import type { Tx } from "#db";
import type { Words } from "#wallets/protocol";
import type { OnboardingNeeds } from "./context.ts";
import type { TermsView } from "./types.ts";

type Subject = { marketplace: string; wallet: string };

/**
 * Hexadecimal SHA-256 over both texts and what they are for; anybody can compute it again. The length of the Chinese
 * text keeps the border between the two languages from being moved.
 */
export function termsHash(terms: Subject & Words & { version: number }): string {
  const { marketplace, wallet, version, zh, en } = terms;
  const lines = ["hutong-onboarding-terms-1", marketplace, wallet, version, Buffer.byteLength(zh), zh, en];
  return createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");
}

const columns = "marketplace, wallet, version, zh, en, hash, published_at";

export async function currentTerms(read: Tx["query"], { marketplace, wallet }: Subject): Promise<TermsView | null> {
  const [row] = await read<TermsView>(
    `select ${columns} from onboarding_terms where marketplace = $1 and wallet = $2 order by version desc limit 1`,
    [marketplace, wallet],
  );
  return row ?? null;
}

/** The newest terms of each wallet, at one marketplace or all. */
export async function listTerms(
  read: Tx["query"],
  filter: { marketplace: string | null; wallet?: string },
): Promise<readonly TermsView[]> {
  return await read<TermsView>(
    `select distinct on (marketplace, wallet) ${columns} from onboarding_terms
     where ($1::text is null or marketplace = $1) and ($2::text is null or wallet = $2)
     order by marketplace, wallet, version desc`,
    [filter.marketplace, filter.wallet ?? null],
  );
}

/** The next version. The same words again are no new version, so a repeat changes nothing. */
export async function publishTerms(
  needs: OnboardingNeeds,
  by: string,
  { marketplace, wallet, zh, en }: Subject & Words,
): Promise<TermsView> {
  return await needs.db.tx(async (tx) => {
    // One at a time for this marketplace and wallet: two versions must not both be the next.
    await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`terms ${marketplace} ${wallet}`]);
    const before = await currentTerms(tx.query, { marketplace, wallet });
    if (before && before.zh === zh && before.en === en) return before;
    const version = (before?.version ?? 0) + 1;
    const hash = termsHash({ marketplace, wallet, version, zh, en });
    const [row] = await tx.query<TermsView>(
      `insert into onboarding_terms (marketplace, wallet, version, zh, en, hash, published_by, published_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
      [marketplace, wallet, version, zh, en, hash, by, needs.clock.now()],
    );
    if (!row) throw new Error("Terms that were published must be there.");
    return row;
  });
}
