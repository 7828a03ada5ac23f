import type { Db } from "#db";
import { addToPeaks, leafHash, rootOf, rootOfPeaks, treeOfHashes } from "#merkle";
import { home, linkHash, noLink } from "./link.ts";
import { type Source, selectOf, sources } from "./sources.ts";

export type AuditFault = {
  kind: "row_changed" | "row_gone" | "row_not_linked" | "link_broken" | "gap" | "head_wrong" | "source_unknown";
  /** The source and the row in it, or the head's size. */
  about: string;
  detail: string;
};

export type Verdict = { ok: boolean; size: number; root: string; faults: readonly AuditFault[]; waiting: number };

type Entry = { n: bigint; source: string; key: string; leaf: Buffer; chain: Buffer };
type Head = { size: bigint; root: Buffer; chain: Buffer; at: Date };

/** A row this young may still wait for the chore that links. */
const graceMs = 15 * 60_000;

/**
 * Recomputes everything from the rows themselves: each row's hash, each link, each published head; and looks for rows
 * that are on record but not in the chain. `kept`: heads that somebody noted earlier, which must have been grown from.
 */
export async function verifyAudit(
  db: Db,
  now: Date,
  kept: readonly { size: number; root: string }[] = [],
): Promise<Verdict> {
  const entries = await db.read<Entry>(
    "select n, source, key, leaf, chain from audit_entries where bucket = $1 order by n",
    [home],
  );
  const heads = await db.read<Head>("select size, root, chain, at from audit_heads where bucket = $1 order by size", [
    home,
  ]);
  const leaves = entries.map((entry) => entry.leaf);
  const faults: AuditFault[] = [
    ...linkFaults(entries),
    ...headFaults(entries, leaves, heads),
    ...keptFaults(leaves, kept),
  ];
  let waiting = 0;
  for (const source of sources) {
    const mine = entries.filter((entry) => entry.source === source.name);
    const held = await rowFaults(db, source, mine, new Date(now.getTime() - graceMs));
    faults.push(...held.faults);
    waiting += held.waiting;
  }
  const known = new Set(sources.map((source) => source.name));
  for (const entry of entries)
    if (!known.has(entry.source))
      faults.push({ kind: "source_unknown", about: `${entry.source} ${entry.key}`, detail: `entry ${entry.n}` });
  const root = rootOf(treeOfHashes(leaves)).toString("hex");
  return { ok: faults.length === 0, size: entries.length, root, faults, waiting };
}

function linkFaults(entries: readonly Entry[]): AuditFault[] {
  const faults: AuditFault[] = [];
  let chain: Buffer = noLink;
  for (const [place, entry] of entries.entries()) {
    const about = `${entry.source} ${entry.key}`;
    if (entry.n !== BigInt(place)) {
      faults.push({ kind: "gap", about, detail: `entry ${entry.n} stands at place ${place}` });
      return faults;
    }
    const link = linkHash(chain, entry.leaf);
    if (!link.equals(entry.chain)) faults.push({ kind: "link_broken", about, detail: `entry ${entry.n}` });
    chain = entry.chain;
  }
  return faults;
}

function headFaults(entries: readonly Entry[], leaves: readonly Buffer[], heads: readonly Head[]): AuditFault[] {
  const faults: AuditFault[] = [];
  let [peaks, size]: [Buffer[], number] = [[], 0];
  for (const head of heads) {
    for (; size < leaves.length && BigInt(size) < head.size; size++)
      peaks = addToPeaks(peaks, size, leaves[size] as Buffer);
    const agrees = BigInt(size) === head.size && entries[size - 1]?.chain.equals(head.chain);
    if (!agrees || !rootOfPeaks(peaks).equals(head.root))
      faults.push({ kind: "head_wrong", about: `head ${head.size}`, detail: "does not follow from the entries" });
  }
  const last = heads.at(-1)?.size ?? 0n;
  if (last !== BigInt(entries.length))
    faults.push({ kind: "head_wrong", about: `head ${last}`, detail: `${entries.length} entries stand` });
  return faults;
}

function keptFaults(leaves: readonly Buffer[], kept: readonly { size: number; root: string }[]): AuditFault[] {
  return kept.flatMap(({ size, root }): AuditFault[] => {
    const now = size <= leaves.length ? rootOf(treeOfHashes(leaves.slice(0, size))).toString("hex") : "fewer entries";
    return now === root ? [] : [{ kind: "head_wrong", about: `kept head ${size}`, detail: `now ${now}` }];
  });
}

type Row = { key: string; at: Date; content: string; identity: string };

async function rowFaults(db: Db, source: Source, entries: readonly Entry[], before: Date) {
  const rows = await db.read<Row>(
    `select s.*, ${source.identity ? "split_part(s.key, '@', 1)" : "s.key"} as identity from (${selectOf(source)}) s`,
  );
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const here = new Set(rows.map((row) => row.identity));
  const linked = new Set(entries.map((entry) => entry.key));
  const faults: AuditFault[] = [];
  // The latest entry of each identity is the one that the row must still be.
  const latest = new Map(entries.map((entry) => [identityOf(source, entry.key), entry.key]));
  const since = new Map(rows.map((row) => [row.identity, row]));
  for (const entry of entries) {
    const about = `${source.name} ${entry.key}`;
    const identity = identityOf(source, entry.key);
    const row = byKey.get(entry.key);
    if (row && !leafHash(Buffer.from(row.content)).equals(entry.leaf))
      faults.push({ kind: "row_changed", about, detail: `entry ${entry.n} is not what the row says now` });
    else if (!row && !here.has(identity)) {
      if (latest.get(identity) === entry.key)
        faults.push({ kind: "row_gone", about, detail: `entry ${entry.n} has no row any more` });
    } else if (!row && latest.get(identity) === entry.key && linked.has(since.get(identity)?.key ?? ""))
      faults.push({ kind: "row_changed", about, detail: `the row went back to an earlier version` });
  }
  const missing = rows.filter((row) => !linked.has(row.key));
  const late = missing.filter((row) => row.at < before && source.identity === undefined && source.at !== "t.starts_at");
  for (const row of late)
    faults.push({ kind: "row_not_linked", about: `${source.name} ${row.key}`, detail: row.at.toISOString() });
  return { faults, waiting: missing.length - late.length };
}

function identityOf(source: Source, key: string): string {
  return source.identity ? (key.split("@")[0] ?? key) : key;
}
