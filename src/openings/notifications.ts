import { bare, bucketOf, bucketValue, derivedId, firstIdAt, type Tx } from "#db";
import type { Words } from "#wallets/protocol";
import type { House } from "./create-openings.ts";
import type { Page, Paged, Reach } from "./types.ts";

/** What a store, a marketplace's own people (`store` null) or the whole house's were told: of openings, of alarms. */
export type NotificationView = {
  id: string;
  /** Null: the people of the whole house. */
  marketplace: string | null;
  store: string | null;
  /** What happened: "opening.announce", "opening.guard_breached", … */
  type: string;
  /** The opening, or the alarm. */
  subject: string;
  words: Words;
  data: Readonly<Record<string, unknown>>;
  at: Date;
  /** By whoever asks. */
  read: boolean;
};

/** Newest ids sort last, so a page goes down from `after`. */
const columns = `n.id, nullif(n.marketplace, '') as marketplace, nullif(n.store, '') as store, n.type, n.subject,
  jsonb_build_object('zh', n.zh, 'en', n.en) as words, n.data, n.at`;

/** Of a reader ($4): everything up to the floor is read, and above it what has a mark. */
export const withFloor = `left join notification_floors f
  on f.bucket = n.bucket and f.reader = $4 and f.marketplace = n.marketplace and f.store = n.store`;
export const isRead = `(n.id <= coalesce(f.until, '') or exists (
  select from notification_reads r where r.bucket = n.bucket and r.reader = $4 and r.notification = n.id))`;

/** The first ten characters of an id that is made at an instant. */
export const idTime = (at: Date): string => bare(firstIdAt("ntf", at)).slice(0, 10);

/** In the commit of what it tells: a row for the marketplace's own people. `n` tells two of one opening apart. */
export async function notifyMarketplace(
  tx: Tx,
  told: { marketplace: string; subject: string; n: number; type: string; words: Words; data: string; at: Date },
): Promise<void> {
  const { marketplace, subject, n, type, words, data, at } = told;
  const id = `ntf_${idTime(at)}${bare(derivedId("ntf", marketplace, `${subject} ${type}`, n)).slice(10)}`;
  await tx.query(
    `insert into notifications (bucket, id, marketplace, store, type, subject, zh, en, data, at)
     values ($1, $2, $3, '', $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [...[bucketOf(marketplace), id, marketplace, type, subject, words.zh, words.en], ...[data, at]],
  );
}

/** Where a place's rows lie: its bucket, its marketplace and its store, each empty where it has none. */
export function toldAt({ marketplace, store }: Reach): readonly [number, string, string] {
  const whole = bucketValue(0);
  const own = store ?? marketplace;
  return [own === null ? whole : bucketOf(own), marketplace ?? "", store ?? ""];
}

/**
 * A store's own, the marketplace's own or the whole house's, as its reader (a person, a key) sees them. Somebody of the
 * whole house names whose, and without a name means the house's.
 */
export async function listNotifications(
  house: House,
  whose: Reach & { reader?: string },
  page: Page,
): Promise<Paged<NotificationView>> {
  const { reader = "" } = whose;
  const rows = await house.db.read<NotificationView>(
    `select ${columns}, ${isRead} as read from notifications n ${withFloor}
     where n.bucket = $1 and n.marketplace = $2 and n.store = $3 and ($5::text is null or n.id < $5)
     order by n.id desc limit $6`,
    [...toldAt(whose), reader, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}
