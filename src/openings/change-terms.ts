import type { Words } from "#wallets/protocol";
import { change } from "./change.ts";
import type { House } from "./create-openings.ts";
import type { OpeningState } from "./states.ts";
import { termsHash } from "./terms.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { Refusal } from "./write.ts";

/** What was voted on is what runs: words stay as they are once stores are asked, unless the stores refused them. */
const changeable: readonly OpeningState[] = ["draft", "piloting", "decided"];

/** A new version of the terms; every earlier one is kept. */
export async function changeTerms(
  house: House,
  caller: Caller,
  id: string,
  input: { terms: Words; why: string },
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  const { zh, en } = input.terms;
  return await change(house, { caller, id, why: input.why, repeat }, async ({ tx, found, now }) => {
    if (!zh.trim() || !en.trim())
      throw new Refusal("opening_invalid", { faults: ["terms: both languages are needed"] });
    if (!changeable.includes(found.state) || found.voted_hash !== null)
      throw new Refusal("opening_terms_frozen", { state: found.state });
    const terms_version = found.terms_version + 1;
    const terms_hash = termsHash({ ...found, terms: input.terms });
    await tx.query(
      `insert into opening_terms (opening, version, zh, en, hash, by_whom, why, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, terms_version, zh, en, terms_hash, caller.id, input.why, now],
    );
    const patch = { terms_zh: zh, terms_en: en, terms_version, terms_hash };
    return { move: "terms", events: [], patch, details: { terms_version, terms_hash } };
  });
}

export type TermsVersion = { version: number; terms: Words; hash: string; by: string; why: string; at: Date };

/** Every version of an opening's terms, oldest first. */
export async function termsOf(house: House, id: string): Promise<readonly TermsVersion[]> {
  return await house.db.read<TermsVersion>(
    `select version, jsonb_build_object('zh', zh, 'en', en) as terms, hash, by_whom as "by", why, at
     from opening_terms where opening = $1 order by version`,
    [id],
  );
}
