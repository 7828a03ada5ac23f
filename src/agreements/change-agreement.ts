import type { Tx } from "#db";
import { type AgreementRow, lockAgreement, renewalOf, stateAt, stepped, viewOf } from "./rows.ts";
import { type AgreementsParts, type AgreementView, type Caller, type Result, refused } from "./types.ts";

type Said = { why: string };

/**
 * A second person confirms what the first wrote down: the agreement itself, or the later end that somebody proposed
 * for it; `second_person_needed` for that one, and for keys. `proposed_at`: of the renewal that was read; another one
 * since then is not confirmed unread.
 */
export async function confirmAgreement(
  house: AgreementsParts,
  caller: Caller,
  id: string,
  { why, proposed_at: read = null }: Said & { proposed_at?: Date | null },
): Promise<Result<AgreementView>> {
  const at = house.clock.now();
  return await house.db.tx(async (tx): Promise<Result<AgreementView>> => {
    const row = await lockAgreement(tx, id);
    if (!row) return refused("not_found");
    const renewal = renewalOf(row);
    const may = await house.mayApprove(caller, row.marketplace, renewal?.by ?? row.proposed_by, tx.query);
    if (!may.ok) return refused("second_person_needed", may.detail);
    const state = stateAt(row, at);
    if (read !== null && renewal?.at.getTime() !== read.getTime()) return refused("agreement_wrong_state", { state });
    const said = { by: caller.id, why, at };
    if (renewal && renewal.ends_at !== null && renewal.ends_at <= at) return expired;
    if (renewal) return await renewTo(house, tx, row, renewal.ends_at, said, true);
    if (state !== "waiting") return refused("agreement_wrong_state", { state });
    const set = { confirmed_by: caller.id, confirmed_at: at, version: row.version + 1 };
    await tx.query("update agreements set confirmed_by = $2, confirmed_at = $3, version = $4 where id = $1", [
      ...[id, caller.id, at, set.version],
    ]);
    await stepped(house, tx, { ...row, ...set }, { event: "confirmed", ...said });
    return { ok: true, value: viewOf({ ...row, ...set }, at) };
  });
}

/**
 * A later end (null: none). Also after it has lapsed: from now on it is in force again. What was paused stays so. Where
 * the agreement itself took two people its renewal does too: it waits, in the place of one that waited before.
 */
export async function renewAgreement(
  house: AgreementsParts,
  caller: Caller,
  id: string,
  { ends_at: endsAt, why }: Said & { ends_at: Date | null },
): Promise<Result<AgreementView>> {
  const at = house.clock.now();
  return await house.db.tx(async (tx): Promise<Result<AgreementView>> => {
    const row = await lockAgreement(tx, id);
    if (!row) return refused("not_found");
    if (row.confirmed_at === null || row.ends_at === null)
      return refused("agreement_wrong_state", { state: stateAt(row, at) });
    const said = { by: caller.id, why, at };
    const waits = house.twoPeople === "always" || row.confirmed_by !== null;
    if (!waits) return await renewTo(house, tx, row, endsAt, said, false);
    if (!isLater(row.ends_at, endsAt, at)) return notLater;
    const set = { renew_to: endsAt, renewed_by: caller.id, renewed_at: at, renewal_confirmed_by: null };
    const made = { ...row, ...set, version: row.version + 1 };
    await tx.query(
      `update agreements set renew_to = $2, renewed_by = $3, renewed_at = $4, renewal_confirmed_by = null, version = $5
       where id = $1`,
      [id, endsAt, caller.id, at, made.version],
    );
    // On record with the end that was proposed; the agreement's own is as it was.
    await stepped(house, tx, { ...made, ends_at: endsAt }, { event: "renewal_proposed", ...said });
    return { ok: true, value: viewOf(made, at) };
  });
}

const notLater = refused("agreement_invalid", { faults: ["ends_at: later than the end that it has, and than now"] });

/** Nobody confirmed it in time: it left the inbox with the end that it proposed, and falls to the next proposal. */
const expired = refused("agreement_invalid", { faults: ["renewal: expired, its own end has passed; propose another"] });

const isLater = (has: Date, endsAt: Date | null, at: Date): boolean => endsAt === null || (endsAt > has && endsAt > at);

const noRenewal = { renew_to: null, renewed_by: null, renewed_at: null, renewal_confirmed_by: null };

/** Applies a later end, under the agreement's lock; whoever proposed it stays named beside the one who confirmed it. */
async function renewTo(
  house: AgreementsParts,
  tx: Tx,
  row: AgreementRow,
  endsAt: Date | null,
  said: { by: string; why: string; at: Date },
  confirms: boolean,
): Promise<Result<AgreementView>> {
  if (row.ends_at === null || !isLater(row.ends_at, endsAt, said.at)) return notLater;
  const proposed = { renew_to: row.renew_to, renewed_by: row.renewed_by, renewed_at: row.renewed_at };
  const people = confirms ? { ...proposed, renewal_confirmed_by: said.by } : noRenewal;
  const set = { ends_at: endsAt, lapsed_at: null, told_of: null, ...people };
  const made = { ...row, ...set, version: row.version + 1 };
  await tx.query(
    `update agreements set ends_at = $2, lapsed_at = null, raised_at = null, told_of = null, version = $3,
       renew_to = $4, renewed_by = $5, renewed_at = $6, renewal_confirmed_by = $7
     where id = $1`,
    [row.id, endsAt, made.version, made.renew_to, made.renewed_by, made.renewed_at, made.renewal_confirmed_by],
  );
  await stepped(house, tx, made, { event: "renewed", ...said });
  return { ok: true, value: viewOf(made, said.at) };
}

/** Ends it now, before its time; what hangs on it is told in the same commit. */
export async function endAgreement(
  house: AgreementsParts,
  caller: Caller,
  id: string,
  { why }: Said,
): Promise<Result<AgreementView>> {
  const at = house.clock.now();
  return await house.db.tx(async (tx): Promise<Result<AgreementView>> => {
    const row = await lockAgreement(tx, id);
    if (!row) return refused("not_found");
    if (stateAt(row, at) !== "in_force") return refused("agreement_wrong_state", { state: stateAt(row, at) });
    // It was in force until now: its start stays before its end, and the tick finds nothing left to write down.
    const endsAt = row.starts_at < at ? at : new Date(row.starts_at.getTime() + 1);
    // A later end that waits falls with it: what was ended by hand is not brought back by a word from before.
    const set = { ...noRenewal, ends_at: endsAt, lapsed_at: at, version: row.version + 1 };
    await tx.query(
      `update agreements set ends_at = $2, lapsed_at = $3, version = $4, renew_to = null, renewed_by = null,
         renewed_at = null, renewal_confirmed_by = null
       where id = $1`,
      [id, endsAt, at, set.version],
    );
    await stepped(house, tx, { ...row, ...set }, { event: "ended", by: caller.id, why, at });
    await house.lost(tx, row.marketplace, id);
    return { ok: true, value: viewOf({ ...row, ...set }, at) };
  });
}
