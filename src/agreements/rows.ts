import { type Tx, writeEvent } from "#db";
import type { AgreementState, AgreementsParts, AgreementView, Renewal } from "./types.ts";

export type AgreementRow = Omit<AgreementView, "state" | "renewal"> & {
  confirmed_at: Date | null;
  told_of: Date | null;
  lapsed_at: Date | null;
  renew_to: Date | null;
  renewed_by: string | null;
  renewed_at: Date | null;
  renewal_confirmed_by: string | null;
};

export const columns = `id, marketplace, json_build_object('zh', title_zh, 'en', title_en) as title, parties, scopes,
  rung, starts_at, ends_at, notice_days, proposed_by, confirmed_by, confirmed_at, told_of, lapsed_at, renew_to,
  renewed_by, renewed_at, renewal_confirmed_by, version, made_at`;

/** What is true at an instant; nobody has to have written it down. */
export function stateAt(row: AgreementRow, now: Date): AgreementState {
  if (row.confirmed_at === null) return "waiting";
  if (row.lapsed_at !== null || (row.ends_at !== null && row.ends_at <= now)) return "lapsed";
  return row.starts_at <= now ? "in_force" : "coming";
}

export function viewOf(row: AgreementRow, now: Date): AgreementView {
  const { confirmed_at: _, told_of: __, lapsed_at: ___, ...rest } = row;
  const { renew_to: _to, renewed_by: _by, renewed_at: _at, renewal_confirmed_by: _second, ...view } = rest;
  return { ...view, state: stateAt(row, now), renewal: renewalOf(row) };
}

/** A later end that waits for a second person. */
export function renewalOf(row: AgreementRow): Renewal | null {
  const { renew_to: endsAt, renewed_by: by, renewed_at: at, renewal_confirmed_by: second } = row;
  return by === null || at === null || second !== null ? null : { ends_at: endsAt, by, at };
}

export async function lockAgreement(tx: Tx, id: string): Promise<AgreementRow | null> {
  const [row] = await tx.query<AgreementRow>(`select ${columns} from agreements where id = $1 for update`, [id]);
  return row ?? null;
}

/** A step on record and its event, in the commit of the change. */
export async function stepped(
  house: AgreementsParts,
  tx: Tx,
  row: AgreementRow,
  step: { event: string; by: string; why: string; at: Date },
): Promise<void> {
  const { id, marketplace, ends_at: endsAt } = row;
  await tx.query(
    `insert into agreement_steps (agreement, n, event, by_whom, why, ends_at, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 from agreement_steps where agreement = $1`,
    [id, step.event, step.by, step.why, endsAt, step.at],
  );
  const data = { agreement: id, by: step.by, why: step.why, ends_at: endsAt?.toISOString() ?? null };
  const event = { type: `agreement.${step.event}`, version: 1, marketplace, subject: id, data };
  await writeEvent(tx, house.ids, event, step.at);
}
