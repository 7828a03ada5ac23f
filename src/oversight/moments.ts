import { createHash } from "node:crypto";
import { bucketOf, derivedId } from "#db";
import { wordsOf } from "./flow-words.ts";
import type { FlowItem, MomentView, NewMoment, Parts } from "./types.ts";

type Row = Omit<MomentView, "order" | "ref" | "sha256"> & {
  order_id: string;
  reference: string;
  digest: Buffer | null;
};
const columns = "id, order_id, marketplace, store, kind, host, surface, side, reference, digest, at, heard_at";
/** More than this of one order is no information any more. */
const mostOfOrder = 500;

function momentView({ order_id, reference, digest, ...row }: Row): MomentView {
  return { ...row, order: order_id, ref: reference, sha256: digest?.toString("hex") ?? null };
}

type Told = { ok: true; value: readonly MomentView[] } | { ok: false; fault: "order_moments_full" };

/**
 * Keeps that an order was seen, shared or talked about in a host app, once however often it is told: each id follows
 * from what is told. `owner` is the order's marketplace and store, which the caller has proven to reach.
 */
export async function tellMoments(
  { db, clock }: Parts,
  by: string,
  owner: { marketplace: string; store: string },
  order: string,
  moments: readonly NewMoment[],
): Promise<Told> {
  const rows = moments.map((one) => ({ ...one, id: idOf(order, one) }));
  const column = <T>(pick: (row: (typeof rows)[number]) => T): T[] => rows.map(pick);
  const place = [bucketOf(order), order];
  const ids = column((row) => row.id);
  const full = await db.tx(async (tx) => {
    // One after the other for one order, so that two at once do not go beyond the limit together.
    await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", place);
    const [count] = await tx.query<{ kept: bigint }>(
      "select count(*) as kept from order_moments where bucket = $1 and order_id = $2 and id <> all($3)",
      [...place, ids],
    );
    if ((count?.kept ?? 0n) + BigInt(new Set(ids).size) > BigInt(mostOfOrder)) return true;
    await tx.query(
      `insert into order_moments (bucket, order_id, marketplace, store, told_by, heard_at, id, kind, host, surface,
         side, reference, digest, at)
       select $1, $2, $3, $4, $5, $6, m.* from unnest($7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
         $12::text[], $13::bytea[], $14::timestamptz[]) as m on conflict do nothing`,
      [
        ...[...place, owner.marketplace, owner.store, by, clock.now(), ids],
        ...[column((row) => row.kind), column((row) => row.host), column((row) => row.surface)],
        ...[
          column((row) => row.side),
          column((row) => row.ref),
          column((row) => digestOf(row)),
          column((row) => row.at),
        ],
      ],
    );
    return false;
  });
  if (full) return { ok: false, fault: "order_moments_full" };
  const kept = await momentsOf({ db }, order);
  return { ok: true, value: kept.filter((one) => ids.includes(one.id)) };
}

const digestOf = ({ sha256 }: NewMoment): Buffer | null => (sha256 === null ? null : Buffer.from(sha256, "hex"));

function idOf(order: string, { kind, host, surface, side, ref, at }: NewMoment): string {
  const what = createHash("sha256")
    .update(JSON.stringify([kind, host, surface, side, ref, at.toISOString()]))
    .digest("hex");
  return derivedId("mom", order, `moment ${what}`, 1);
}

/** Oldest first. */
export async function momentsOf({ db }: Pick<Parts, "db">, order: string): Promise<readonly MomentView[]> {
  const rows = await db.read<Row>(
    `select ${columns} from order_moments where bucket = $1 and order_id = $2 order by at, id`,
    [bucketOf(order), order],
  );
  return rows.map(momentView);
}

export function momentItem(one: MomentView): FlowItem {
  const code = one.kind === "chat" ? "chat_message" : `order_${one.kind}`;
  const said = { host: one.host, surface: one.surface ?? "", side: one.side ?? "", ref: one.ref };
  const detail = one.sha256 === null ? said : { ...said, sha256: `${one.sha256.slice(0, 12)}…` };
  const evidence = { kind: "moment", id: one.id };
  return { flow: "information", at: one.at, code, words: wordsOf(code), amount: null, evidence, detail };
}
