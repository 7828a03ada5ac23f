import type { Tx } from "#db";
import { type AgreementRow, columns, viewOf } from "./rows.ts";
import {
  type AgreementStep,
  type AgreementsParts,
  type AgreementView,
  type Page,
  type Paged,
  type Partnership,
  type Reach,
  rungs,
} from "./types.ts";

export async function getAgreement(house: AgreementsParts, id: string): Promise<AgreementView | null> {
  const [row] = await house.db.read<AgreementRow>(`select ${columns} from agreements where id = $1`, [id]);
  return row ? viewOf(row, house.clock.now()) : null;
}

export async function listAgreements(house: AgreementsParts, reach: Reach, page: Page): Promise<Paged<AgreementView>> {
  const rows = await house.db.read<AgreementRow>(
    `select ${columns} from agreements where ($1::text is null or marketplace = $1) and ($2::text is null or id < $2)
     order by id desc limit $3`,
    [reach.marketplace, page.after, page.limit + 1],
  );
  const now = house.clock.now();
  const data = rows.slice(0, page.limit).map((row) => viewOf(row, now));
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Everything that happened to it, oldest first. */
export async function stepsOf(house: AgreementsParts, id: string): Promise<readonly AgreementStep[]> {
  return await house.db.read<AgreementStep>(
    `select n, event, by_whom as "by", why, ends_at, at from agreement_steps where agreement = $1 order by n`,
    [id],
  );
}

/** Of the marketplace $1, at the instant $2. */
const standing = `marketplace = $1 and confirmed_at is not null and lapsed_at is null and starts_at <= $2
  and (ends_at is null or ends_at > $2)`;
const inForce = `select id from agreements where ${standing} and id = any($3)`;

/** Of these agreements, those in force; locked against their end until the caller's commit. */
export async function agreementsInForce(
  tx: Tx,
  marketplace: string,
  ids: readonly string[],
  now: Date,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`${inForce} order by id for share`, [marketplace, now, ids]);
  return rows.map((row) => row.id);
}

export async function readInForce(
  house: AgreementsParts,
  marketplace: string,
  ids: readonly string[],
  now: Date,
): Promise<string[]> {
  return (await house.db.read<{ id: string }>(inForce, [marketplace, now, ids])).map((row) => row.id);
}

/** How far a marketplace has come with each partner, and what comes next. */
export async function listPartnerships(house: AgreementsParts, marketplace: string): Promise<readonly Partnership[]> {
  const now = house.clock.now();
  const rows = await house.db.read<{ id: string; parties: readonly string[]; rung: Partnership["rung"] }>(
    `select id, parties, rung from agreements where ${standing} order by id`,
    [marketplace, now],
  );
  const open = house.openTo(marketplace);
  const partners = new Set([...rows.flatMap((row) => row.parties), ...open.keys()]);
  partners.delete(marketplace);
  return [...partners].sort().map((partner) => {
    const mine = rows.filter((row) => row.parties.includes(partner));
    const height = Math.max(-1, ...mine.map((row) => (row.rung === null ? -1 : rungs.indexOf(row.rung))));
    return {
      ...{ partner, rung: rungs[height] ?? null, next: rungs[height + 1] ?? null },
      ...{ agreements: mine.map((row) => row.id), open: open.get(partner) ?? [] },
    };
  });
}
