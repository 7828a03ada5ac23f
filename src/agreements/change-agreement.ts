import { lockAgreement, stateAt, stepped, viewOf } from "./rows.ts";
import { type AgreementsParts, type AgreementView, type Caller, type Result, refused } from "./types.ts";

type Said = { why: string };

/** A second person confirms what the first wrote down: `second_person_needed` for the first, and for keys. */
export async function confirmAgreement(
  house: AgreementsParts,
  caller: Caller,
  id: string,
  { why }: Said,
): Promise<Result<AgreementView>> {
  const at = house.clock.now();
  return await house.db.tx(async (tx): Promise<Result<AgreementView>> => {
    const row = await lockAgreement(tx, id);
    if (!row) return refused("not_found");
    const may = await house.mayApprove(caller, row.marketplace, row.proposed_by, tx.query);
    if (!may.ok) return refused("second_person_needed", may.detail);
    if (stateAt(row, at) !== "waiting") return refused("agreement_wrong_state", { state: stateAt(row, at) });
    const set = { confirmed_by: caller.id, confirmed_at: at, version: row.version + 1 };
    await tx.query("update agreements set confirmed_by = $2, confirmed_at = $3, version = $4 where id = $1", [
      ...[id, caller.id, at, set.version],
    ]);
    await stepped(house, tx, { ...row, ...set }, { event: "confirmed", by: caller.id, why, at });
    return { ok: true, value: viewOf({ ...row, ...set }, at) };
  });
}

/** A later end (null: none). Also after it has lapsed: from now on it is in force again. What was paused stays so. */
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
    if (endsAt !== null && (endsAt <= row.ends_at || endsAt <= at))
      return refused("agreement_invalid", { faults: ["ends_at: later than the end that it has, and than now"] });
    const two = house.twoPeople === "always";
    const needs = two ? await house.mayApprove(caller, row.marketplace, row.proposed_by, tx.query) : null;
    if (needs && !needs.ok) return refused("second_person_needed", needs.detail);
    const set = { ends_at: endsAt, lapsed_at: null, told_of: null, version: row.version + 1 };
    await tx.query(
      `update agreements set ends_at = $2, lapsed_at = null, raised_at = null, told_of = null, version = $3
       where id = $1`,
      [id, endsAt, set.version],
    );
    await stepped(house, tx, { ...row, ...set }, { event: "renewed", by: caller.id, why, at });
    return { ok: true, value: viewOf({ ...row, ...set }, at) };
  });
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
    const set = { ends_at: endsAt, lapsed_at: at, version: row.version + 1 };
    await tx.query("update agreements set ends_at = $2, lapsed_at = $3, version = $4 where id = $1", [
      ...[id, endsAt, at, set.version],
    ]);
    await stepped(house, tx, { ...row, ...set }, { event: "ended", by: caller.id, why, at });
    await house.lost(tx, row.marketplace, id);
    return { ok: true, value: viewOf({ ...row, ...set }, at) };
  });
}
