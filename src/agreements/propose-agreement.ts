import { bucketFromText, bucketValue, claimRepeat } from "#db";
import { type AgreementRow, columns, lockAgreement, stepped, viewOf } from "./rows.ts";
import {
  type AgreementsParts,
  type AgreementView,
  type Caller,
  type NewAgreement,
  type RepeatKey,
  type Result,
  refused,
} from "./types.ts";

/** Writes an agreement down. It counts at once, or when a second person has confirmed it. */
export async function proposeAgreement(
  house: AgreementsParts,
  caller: Caller,
  input: NewAgreement,
  repeat: RepeatKey | null,
): Promise<Result<AgreementView>> {
  const now = house.clock.now();
  const starts = input.starts_at ?? now;
  const faults = faultsOf(input, starts);
  if (faults.length > 0) return refused("agreement_invalid", { faults });
  const id = house.ids.next("agr");
  const waits = house.twoPeople === "always" || input.two_people;
  return await house.db.tx(async (tx): Promise<Result<AgreementView>> => {
    if (repeat) {
      const claim = await claimRepeat(tx, bucketValue(bucketFromText(input.marketplace)), repeat, id, now);
      if (!claim.first) {
        const before = claim.same ? await lockAgreement(tx, claim.subject) : null;
        if (!before) return refused("idempotency_key_reused");
        return { ok: true, value: viewOf(before, now), repeated: true };
      }
    }
    const { marketplace, title, parties, scopes, rung } = input;
    const [row] = await tx.query<AgreementRow>(
      `insert into agreements (id, marketplace, title_zh, title_en, parties, scopes, rung, starts_at, ends_at,
         notice_days, proposed_by, confirmed_by, confirmed_at, version, made_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, $12, 1, $13) returning ${columns}`,
      [
        ...[id, marketplace, title.zh, title.en, JSON.stringify(parties), JSON.stringify(scopes), rung, starts],
        ...[input.ends_at, input.notice_days, caller.id, waits ? null : now, now],
      ],
    );
    const made = row as AgreementRow;
    await stepped(house, tx, made, { event: "proposed", by: caller.id, why: input.why, at: now });
    return { ok: true, value: viewOf(made, now) };
  });
}

function faultsOf({ parties, scopes, ends_at: endsAt }: NewAgreement, starts: Date): string[] {
  const faults: string[] = [];
  if (new Set(parties).size < 2) faults.push("parties: an agreement has at least two");
  if (new Set(parties).size !== parties.length) faults.push("parties: each is named once");
  if (new Set(scopes).size !== scopes.length) faults.push("scopes: each is named once");
  if (endsAt !== null && endsAt <= starts) faults.push("ends_at: after its start");
  return faults;
}
