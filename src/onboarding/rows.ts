import { bucketOf, isId, type Tx } from "#db";
import type { ApplicantKind, ImageType, OnboardingForm, RejectReason } from "#wallets/protocol";
import { Refused, secondsBetween } from "./context.ts";
import { missingIn } from "./form.ts";
import type { ApplicationState } from "./states.ts";
import type { ApplicationView, DocumentView } from "./types.ts";

export type ApplicationRow = {
  bucket: number;
  id: string;
  marketplace: string;
  store: string;
  wallet: string;
  wallet_account: string;
  applicant: ApplicantKind;
  fields: Record<string, string>;
  secrets_sealed: string | null;
  secret_names: string[];
  state: ApplicationState;
  round: number;
  wallet_ref: string | null;
  round_before: string | null;
  sub_merchant: string | null;
  reasons: RejectReason[];
  action: ApplicationView["action"];
  terms_version: number | null;
  terms_hash: string | null;
  terms_by: string | null;
  terms_at: Date | null;
  created_at: Date;
  submitted_at: Date | null;
  decided_at: Date | null;
  ready_at: Date | null;
  visible_at: Date | null;
  changed_at: Date;
  moves: number;
  /** From applicationSelect alone: the newest document of each name. */
  documents?: (Omit<DocumentView, "uploaded_at"> & { uploaded_at: string; n: number })[];
};

export type DocumentRow = {
  name: string;
  n: number;
  type: ImageType;
  sealed: string | null;
  wallet_ref: string | null;
};

/** Rows with their documents. */
export const applicationSelect = `select a.*, d.documents from applications a cross join lateral (
    select coalesce(json_agg(json_build_object('name', x.name, 'n', x.n, 'type', x.type, 'bytes', x.bytes,
      'sha256', x.sha256, 'uploaded_at', x.uploaded_at, 'handed_over', x.wallet_ref is not null) order by x.name), '[]')
      as documents
    from (select distinct on (o.name) o.* from application_documents o
      where o.bucket = a.bucket and o.application = a.id order by o.name, o.n desc) x
  ) d`;

export async function findApplication(read: Tx["query"], id: string): Promise<ApplicationRow | null> {
  if (!isId(id, "apl")) return null;
  const [row] = await read<ApplicationRow>(`${applicationSelect} where a.bucket = $1 and a.id = $2`, [
    bucketOf(id),
    id,
  ]);
  return row ?? null;
}

/** The row under its lock, or `not_found`. */
export async function lockApplication(tx: Tx, id: string): Promise<ApplicationRow> {
  if (isId(id, "apl")) {
    const [row] = await tx.query<ApplicationRow>(
      "select * from applications where bucket = $1 and id = $2 for no key update",
      [bucketOf(id), id],
    );
    if (row) return row;
  }
  throw new Refused("not_found");
}

/** The newest document of each name. */
export async function documentsOf(read: Tx["query"], id: string): Promise<DocumentRow[]> {
  return await read<DocumentRow>(
    `select distinct on (name) name, n, type, sealed, wallet_ref from application_documents
     where bucket = $1 and application = $2 order by name, n desc`,
    [bucketOf(id), id],
  );
}

export function applicationView(row: ApplicationRow, form: OnboardingForm | null): ApplicationView {
  const { id, marketplace, store, wallet, wallet_account, applicant, state, round, fields, reasons, action } = row;
  const documents = (row.documents ?? []).map(({ n: _, ...one }) => ({
    ...one,
    uploaded_at: new Date(one.uploaded_at),
  }));
  const have = new Set([...Object.keys(fields), ...row.secret_names, ...documents.map((one) => one.name)]);
  const { terms_version: version, terms_hash: hash, terms_by: by, terms_at: at } = row;
  const over = state === "accepted" || state === "withdrawn";
  return {
    ...{ id, marketplace, store, wallet, wallet_account, applicant, state, round, fields, documents, reasons, action },
    secrets_set: row.secret_names,
    missing: form && !over ? missingIn(form, applicant, have) : [],
    terms: version && hash && by && at ? { version, hash, accepted_by: by, accepted_at: at } : null,
    sub_merchant: row.sub_merchant,
    created_at: row.created_at,
    submitted_at: row.submitted_at,
    decided_at: row.decided_at,
    merchant_ready_at: row.ready_at,
    buyer_visible_at: row.visible_at,
    lag_seconds: row.ready_at && row.visible_at ? secondsBetween(row.ready_at, row.visible_at) : null,
    updated_at: row.changed_at,
  };
}
