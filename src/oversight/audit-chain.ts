import { createHash } from "node:crypto";
import type { Tx } from "#db";
import { auditSources } from "./audit-sources.ts";
import type { Parts } from "./types.ts";

export type AuditHead = { n: bigint; hash: string; at: Date };
/** `about` is a link's number, or a row's source and key. */
export type AuditFault = { about: string; what: "changed" | "missing" | "broken" | "gap" | "head_differs" };

type Body = { key: string; body: string };
type Link = { n: bigint; source: string; key: string; body_hash: Buffer; hash: Buffer; at: Date };

const batch = 1000;
/** Any number that nobody else locks: one process at a time extends the chain. */
const auditLock = 7_204_031;
const start = createHash("sha256").update("hutong audit 1").digest();

export const bodyHash = (body: string): Buffer => createHash("sha256").update(body).digest();

/** Everything that a link says goes into its hash, and the hash before it. */
export function linkHash(before: Buffer, link: Omit<Link, "hash">): Buffer {
  const { n, source, key, body_hash, at } = link;
  const said = [n.toString(), source, key, body_hash.toString("hex"), at.toISOString()].join("\n");
  return createHash("sha256").update(before).update(said).digest();
}

async function lastLink(tx: Pick<Tx, "query">): Promise<{ n: bigint; hash: Buffer }> {
  const [last] = await tx.query<Link>("select * from audit_links order by n desc limit 1");
  return last ?? { n: 0n, hash: start };
}

/** Links what is not linked yet; one process at a time. Answers how many. The number is the key: no two can be equal. */
export async function extendAudit({ db, clock }: Parts): Promise<number> {
  return await db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock($1)", [auditLock]);
    let last = await lastLink(tx);
    const made: Link[] = [];
    for (const [source, sql] of Object.entries(auditSources)) {
      const rows = await tx.query<Body>(
        `select s.key, s.body::text as body from (${sql}) s
         where not exists (select 1 from audit_links l where l.source = $1 and l.key = s.key)
         order by s.at, s.key limit $2`,
        [source, batch],
      );
      for (const row of rows) {
        const link = { n: last.n + 1n, source, key: row.key, body_hash: bodyHash(row.body), at: clock.now() };
        last = { n: link.n, hash: linkHash(last.hash, link) };
        made.push({ ...link, hash: last.hash });
      }
    }
    if (made.length > 0) await insert(tx, made);
    return made.length;
  });
}

async function insert(tx: Tx, links: readonly Link[]): Promise<void> {
  await tx.query(
    `insert into audit_links (n, source, key, body_hash, hash, at)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::timestamptz[])`,
    [
      links.map((link) => link.n),
      links.map((link) => link.source),
      links.map((link) => link.key),
      links.map((link) => link.body_hash),
      links.map((link) => link.hash),
      links.map((link) => link.at),
    ],
  );
}

/** What is told to everybody: whoever keeps it can prove later that nothing before it was changed. */
export async function auditHead({ db }: Parts): Promise<AuditHead | null> {
  const [last] = await db.read<Link>("select * from audit_links order by n desc limit 1");
  return last ? { n: last.n, hash: last.hash.toString("hex"), at: last.at } : null;
}

/**
 * Walks the whole chain in constant memory and holds each link against its row. `kept` is a head that somebody wrote
 * down earlier: a chain that was made anew is found by it.
 */
export async function verifyAudit(
  { db }: Pick<Parts, "db">,
  kept: { n: bigint; hash: string } | null = null,
): Promise<{ links: bigint; faults: readonly AuditFault[] }> {
  const faults: AuditFault[] = [];
  let last: { n: bigint; hash: Buffer } = { n: 0n, hash: start };
  for (;;) {
    const links = await db.read<Link>("select * from audit_links where n > $1 order by n limit $2", [last.n, batch]);
    if (links.length === 0) break;
    for (const link of links) {
      if (link.n !== last.n + 1n) faults.push({ about: `${last.n + 1n}`, what: "gap" });
      if (!linkHash(last.hash, link).equals(link.hash)) faults.push({ about: `${link.n}`, what: "broken" });
      if (kept?.n === link.n && kept.hash !== link.hash.toString("hex"))
        faults.push({ about: `${link.n}`, what: "head_differs" });
      last = { n: link.n, hash: link.hash };
    }
    for (const source of new Set(links.map((link) => link.source)))
      faults.push(
        ...(await compare(
          db,
          source,
          links.filter((link) => link.source === source),
        )),
      );
  }
  if (kept !== null && kept.n > last.n) faults.push({ about: `${kept.n}`, what: "gap" });
  return { links: last.n, faults };
}

async function compare(db: Parts["db"], source: string, links: readonly Link[]): Promise<AuditFault[]> {
  const sql = auditSources[source];
  const rows = sql
    ? await db.read<Body>(`select s.key, s.body::text as body from (${sql}) s where s.key = any($1)`, [
        links.map((link) => link.key),
      ])
    : [];
  const found = new Map(rows.map((row) => [row.key, row.body]));
  return links.flatMap((link): AuditFault[] => {
    const body = found.get(link.key);
    const about = `${source} ${link.key}`;
    if (body === undefined) return [{ about, what: "missing" }];
    return bodyHash(body).equals(link.body_hash) ? [] : [{ about, what: "changed" }];
  });
}
