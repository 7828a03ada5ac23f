import { createHash } from "node:crypto";
import { bucketOf, derivedId, isId, type Tx } from "#db";
import { evidenceTypeOf } from "./file-type.ts";
import {
  type Caller,
  type DisputesNeeds,
  type Evidence,
  type EvidenceFile,
  type Party,
  type Result,
  refuse,
} from "./types.ts";

export const fileBytesMax = 2_000_000;
/** What one party may put to an order. */
const filesMax = 20;

export type NewFile = { file_name: string; content: Buffer };

type FileRow = Omit<EvidenceFile, "order"> & { order_id: string; sealed: string | null };

const columns = `id, order_id, marketplace, store, checkout, party, file_name, type, bytes, sha256, uploaded_at, dispute`;

function fileView({ order_id, sealed: _, ...row }: FileRow): EvidenceFile {
  return { ...row, order: order_id };
}

/** A buyer's page speaks for the buyer, a store's keys and people for the store, everybody else for the marketplace. */
export function partyOf(caller: Caller): Party {
  if (caller.kind === "checkout") return "buyer";
  return caller.store === null ? "marketplace" : "store";
}

/** The order that a file is put to. */
export type FilePlace = { id: string; marketplace: string; store: string; checkout: string };

/**
 * Takes a file for an order, sealed. Its id follows from order, party and bytes: however often and from how many
 * processes the same file comes, it is one, and one whose content went is filled again.
 */
export async function putFile(
  needs: DisputesNeeds,
  caller: Caller,
  order: FilePlace,
  { file_name, content }: NewFile,
): Promise<Result<EvidenceFile>> {
  if (content.length === 0 || content.length > fileBytesMax)
    return refuse("evidence_invalid", { why: "too large", bytes_max: `${fileBytesMax}` });
  const type = evidenceTypeOf(content);
  if (type === null) return refuse("evidence_invalid", { why: "not a whole PNG, JPEG, WebP or PDF" });
  const party = partyOf(caller);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const id = derivedId("evd", order.id, `evidence ${party} ${sha256}`, 0);
  const sealed = needs.seal(content.toString("base64"), id);
  const bucket = bucketOf(order.id);
  return await needs.db.tx(async (tx): Promise<Result<EvidenceFile>> => {
    // Counted under the order's lock, so that two at once do not both find room.
    await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, order.id]);
    const files = await tx.query<{ id: string }>(
      "select id from evidence_files where bucket = $1 and order_id = $2 and party = $3",
      [bucket, order.id, party],
    );
    if (files.length >= filesMax && !files.some((one) => one.id === id))
      return refuse("evidence_full", { files_max: `${filesMax}` });
    const { marketplace, store, checkout } = order;
    const [row] = await tx.query<FileRow>(
      `insert into evidence_files as f (bucket, id, order_id, marketplace, store, checkout, party, file_name, type,
         bytes, sha256, sealed, uploaded_by, uploaded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict (bucket, id) do update set sealed = coalesce(f.sealed, excluded.sealed) returning ${columns}`,
      [
        ...[bucket, id, order.id, marketplace, store, checkout, party, file_name, type, content.length, sha256],
        ...[sealed, caller.id, needs.clock.now()],
      ],
    );
    return { ok: true, value: fileView(row as FileRow) };
  });
}

export async function findFile(needs: DisputesNeeds, id: string): Promise<EvidenceFile | null> {
  if (!isId(id, "evd")) return null;
  const [row] = await needs.db.read<FileRow>(`select ${columns} from evidence_files where bucket = $1 and id = $2`, [
    ...[bucketOf(id), id],
  ]);
  return row ? fileView(row) : null;
}

/** Before it is shown in a dispute, only to the party that brought it; from then on to all three. */
export function maySee(caller: Caller, file: EvidenceFile): boolean {
  return file.dispute !== null || partyOf(caller) === file.party;
}

/** The bytes; null once they went. */
export async function readFile(needs: DisputesNeeds, id: string): Promise<Buffer | null> {
  const [row] = await needs.db.read<{ sealed: string | null }>(
    "select sealed from evidence_files where bucket = $1 and id = $2",
    [bucketOf(id), id],
  );
  return row?.sealed ? Buffer.from(needs.open(row.sealed, id), "base64") : null;
}

export const notTheirs = { why: "not a file of this order and party" } as const;

export type Shown = { order: string; dispute: string; by: Caller; evidence: readonly Evidence[] };

/**
 * What a step of a dispute shows, with each file's own hash; in the step's commit, in which the files become visible to
 * the other parties. Null where one is of another order, of another party, or gone.
 */
export async function showFiles(tx: Tx, { order, dispute, by, evidence }: Shown): Promise<Evidence[] | null> {
  const named = evidence.flatMap((one) => one.file ?? []);
  if (named.length === 0) return [...evidence];
  // Files are taken in under the order's lock: the same way round here.
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucketOf(order), order]);
  const files = await tx.query<{ id: string; sha256: string; party: Party }>(
    `select id, sha256, party from evidence_files
     where bucket = $1 and order_id = $2 and id = any($3) and sealed is not null for no key update`,
    [bucketOf(order), order, named],
  );
  const mine = new Map(files.flatMap((file) => (file.party === partyOf(by) ? [[file.id, file.sha256] as const] : [])));
  if (named.some((id) => !mine.has(id))) return null;
  await tx.query("update evidence_files set dispute = $3 where bucket = $1 and id = any($2) and dispute is null", [
    bucketOf(order),
    named,
    dispute,
  ]);
  return evidence.map(({ file, ...one }) => {
    const sha256 = file === undefined ? undefined : mine.get(file);
    return file === undefined || sha256 === undefined ? one : { ...one, file, sha256 };
  });
}
