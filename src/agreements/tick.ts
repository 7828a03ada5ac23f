import type { Tx } from "#db";
import { type AgreementRow, columns, lockAgreement, stepped } from "./rows.ts";
import type { AgreementsParts } from "./types.ts";

const batch = 100;
const by = "house";
const dayMs = 86_400_000;

/**
 * Writes down what has come true: that an end is near, that one has come; then raises what hung on the lapsed ones.
 * Each in a commit of its own; two processes at once do each thing once. Answers how much was done.
 */
export async function tickAgreements(house: AgreementsParts): Promise<number> {
  const now = house.clock.now();
  const near = await house.db.read<{ id: string }>(
    `select id from agreements where confirmed_at is not null and lapsed_at is null and ends_at is not null
       and told_of is distinct from ends_at and ends_at > $1 and ends_at - notice_days * interval '24 hours' <= $1
     order by id limit $2`,
    [now, batch],
  );
  const over = await house.db.read<{ id: string }>(
    `select id from agreements where confirmed_at is not null and lapsed_at is null and ends_at <= $1
     order by id limit $2`,
    [now, batch],
  );
  let done = 0;
  for (const { id } of near) done += await house.db.tx((tx) => tellEnd(house, tx, id, now));
  for (const { id } of over) done += await house.db.tx((tx) => lapse(house, tx, id, now));
  return done + (await raiseLapsed(house, now));
}

async function tellEnd(house: AgreementsParts, tx: Tx, id: string, now: Date): Promise<number> {
  const row = await lockAgreement(tx, id);
  if (!row?.ends_at || row.ends_at <= now || row.told_of?.getTime() === row.ends_at.getTime()) return 0;
  // Renewed since it was looked for: the notice of its new end is not due yet.
  if (row.ends_at.getTime() - row.notice_days * dayMs > now.getTime()) return 0;
  await tx.query("update agreements set told_of = ends_at where id = $1", [id]);
  await stepped(house, tx, row, { event: "expiring", by, why: `ends within ${row.notice_days} days`, at: now });
  return 1;
}

async function lapse(house: AgreementsParts, tx: Tx, id: string, now: Date): Promise<number> {
  const row = await lockAgreement(tx, id);
  if (!row?.ends_at || row.ends_at > now || row.lapsed_at !== null) return 0;
  await tx.query("update agreements set lapsed_at = $2, version = version + 1 where id = $1", [id, now]);
  await stepped(house, tx, row, { event: "lapsed", by, why: "its end has come", at: now });
  await house.lost(tx, row.marketplace, id);
  return 1;
}

/** If we die between, the next tick asks again: what is raised already stays as it is. */
async function raiseLapsed(house: AgreementsParts, now: Date): Promise<number> {
  const rows = await house.db.read<AgreementRow>(
    `select ${columns} from agreements where lapsed_at is not null and raised_at is null order by id limit $1`,
    [batch],
  );
  for (const { id, marketplace } of rows) {
    await house.raise(marketplace, id);
    await house.db.read("update agreements set raised_at = $2 where id = $1 and lapsed_at is not null", [id, now]);
  }
  return rows.length;
}
