import { hash } from "node:crypto";
import { bucketFromText, bucketOf, bucketValue, bucketValues, isId } from "#db";
import { type FollowEnd, followUrl, type Hop, longestUrl } from "./follow.ts";
import { below } from "./host-apps.ts";
import type { House } from "./house.ts";
import { isKnownHost, type Screened, screenUrl } from "./screen-url.ts";
import type { Caller, Page, Paged, Result, Told } from "./types.ts";

/** Where an address was seen to lead, and what screening says of all of it. */
export type FollowView = {
  id: string;
  marketplace: string;
  url: string;
  /** `waiting`: a worker has it in hand; what was found before holds until there is something newer. */
  state: "waiting" | "done";
  hops: readonly Hop[];
  ended: FollowEnd | null;
  verdict: Screened["verdict"] | null;
  reasons: readonly Told[];
  asked_by: string;
  asked_at: Date;
  done_at: Date | null;
};
type Row = Omit<FollowView, "verdict" | "reasons"> & { bucket: number; tries: number };
const columns = "bucket, id, marketplace, url, state, hops, ended, asked_by, asked_at, tries, done_at";

/** Evidence of yesterday: where a short address leads today is asked anew. */
const freshMs = 86_400_000;
const retryMs = 60_000;
const mostTries = 3;

const inside: Told = {
  code: "leads_inside",
  zh: "该网址指向内部网络地址。",
  en: "The address leads to machines that are not on the public internet.",
};
/** Nothing is proven: people are asked first, and a post goes by its policy. */
export const lost: Told = {
  code: "cannot_be_followed",
  zh: "未能查明该网址的最终去向。",
  en: "Where the address leads in the end could not be found out.",
};
/** Who looks, and when: `followDue`, a chore of every second. */
export const notYet: Told = {
  code: "not_followed_yet",
  zh: "尚未查明该网址的去向：后台任务通常在数秒内去查，对方不应答则每隔一分钟再试，共三次。请稍后再问。",
  en:
    "Nobody has found out yet where the address leads: this house's worker looks, as a rule within seconds; where " +
    "nobody answers, three times a minute apart. Ask again then.",
};
const unfinished: readonly FollowEnd[] = ["unresolved", "no_answer", "out_of_time", "port", "no_tls", "not_followed"];

function viewOf(house: House, { bucket: _, tries: __, ...kept }: Row): FollowView {
  // Those of before say nothing of that: a page led on in one way alone.
  const row = { ...kept, hops: kept.hops.map((hop, n) => ({ ...hop, from: hop.from ?? (n === 0 ? null : n - 1) })) };
  if (row.ended === null) return { ...row, verdict: null, reasons: [] };
  const further = row.hops.slice(1).map((hop) => hop.url);
  const lists = house.snapshot.listsOf(row.marketplace);
  const { verdict, reasons } = screenUrl(row.url, lists, further);
  if (row.ended === "private_address") return { ...row, verdict: "refused", reasons: [...reasons, inside] };
  const hidden = endsOf(row.hops).flatMap((end) => screenUrl(end.url, lists).reasons.filter(isShort));
  // Stopped at an address that is let in again since: nobody has seen where it leads on.
  const stopped = row.ended === "refused" && verdict !== "refused";
  if (!stopped && hidden.length === 0 && !unfinished.includes(row.ended)) return { ...row, verdict, reasons };
  // Then a short address is still one that hides where it leads; so is one at the end of any of a page's ways.
  const all = [...screenUrl(row.url, lists).reasons, ...hidden, ...reasons, lost];
  return { ...row, verdict: verdict === "clear" ? "suspect" : verdict, reasons: onceEach(all) };
}

const isShort = (one: Told): boolean => one.code === "short_address";

/** Each reason once. */
export const onceEach = (reasons: readonly Told[]): Told[] => [
  ...new Map(reasons.map((one) => [one.code, one])).values(),
];

/** The stops from which nothing led on. */
export const endsOf = (hops: readonly Hop[]): Hop[] => hops.filter((_, n) => !hops.some((one) => one.from === n));

const hashOf = (marketplace: string, url: string): Buffer => hash("sha256", `${marketplace} ${url}`, "buffer");

/** Whether anybody but ourselves knows where it leads: shorteners, and hosts that are no known site's. */
export function isWorthFollowing(house: House, marketplace: string, url: string): boolean {
  const lists = house.snapshot.listsOf(marketplace);
  const parsed = URL.parse(url);
  if (!house.follow || parsed === null || !/^https?:$/.test(parsed.protocol)) return false;
  // There the rest of the world is not called: nobody would ever know more of it.
  if (house.follow.rule.where === "sandbox" && parsed.hostname !== "localhost") return false;
  if (below(parsed.hostname, new URL(house.publicUrl).hostname) && parsed.hostname !== "localhost") return false;
  const { verdict, reasons } = screenUrl(url, lists);
  if (verdict === "refused") return false;
  return reasons.some(isShort) || !isKnownHost(parsed.hostname, lists);
}

/** The evidence about an address, asked for where there is none that is fresh. Null: it is not followed at all. */
export async function evidenceFor(
  house: House,
  caller: Pick<Caller, "id">,
  { marketplace, url }: { marketplace: string; url: string },
): Promise<FollowView | null> {
  if (url.length > longestUrl || !isWorthFollowing(house, marketplace, url)) return null;
  const now = house.clock.now();
  const of = hashOf(marketplace, url);
  const index = bucketFromText(`follow ${marketplace} ${url}`);
  const find = () =>
    house.db.read<Row>(`select ${columns} from link_follows where bucket = $1 and of_url = $2`, [
      ...[bucketValue(index), of],
    ]);
  const [known] = await find();
  if (known && (known.state === "waiting" || now.getTime() - +(known.done_at ?? now) < freshMs))
    return viewOf(house, known);
  // Of many who ask at once one asks the worker; hops and end of before stay until there is something newer.
  await house.db.read(
    `insert into link_follows (bucket, id, marketplace, url, of_url, state, hops, asked_by, asked_at, due_at)
     values ($1, $2, $3, $4, $5, 'waiting', '[]', $6, $7, $7)
     on conflict (bucket, of_url) do update set state = 'waiting', tries = 0,
       asked_by = excluded.asked_by, asked_at = excluded.asked_at, due_at = excluded.due_at
       where link_follows.state = 'done' and link_follows.done_at <= $8`,
    [
      ...[bucketValue(index), house.ids.next("lfo", index), marketplace, url, of, caller.id, now],
      new Date(now.getTime() - freshMs),
    ],
  );
  const [row] = await find();
  return row ? viewOf(house, row) : null;
}

const batch = 8;

/** The chore: follows what waits, each address by one worker at a time. Answers how many it took. */
export async function followDue(house: House): Promise<number> {
  const { follow } = house;
  if (!follow) return 0;
  const now = house.clock.now();
  const rows = await house.db.read<Row>(
    `with taken as (
       select bucket, id from link_follows where bucket = any($1) and state = 'waiting' and due_at <= $2
       order by due_at limit $4 for update skip locked
     )
     update link_follows f set due_at = $3, tries = tries + 1 from taken t where f.bucket = t.bucket and f.id = t.id
     returning f.*`,
    [bucketValues, now, new Date(now.getTime() + retryMs), batch],
  );
  await Promise.all(rows.map((row) => followOne(house, row)));
  return rows.length;
}

async function followOne(house: House, row: Row): Promise<void> {
  if (!house.follow) return;
  const { network, rule } = house.follow;
  const lists = house.snapshot.listsOf(row.marketplace);
  const { hops, ended } = await followUrl(network, house.clock, { url: row.url, lists, rule });
  // A line that was down for a moment is no evidence: it is tried again before it is called lost.
  if ((ended === "no_answer" || ended === "unresolved") && row.tries < mostTries) return;
  await house.db.read(
    `update link_follows set state = 'done', hops = $3, ended = $4, done_at = $5
     where bucket = $1 and id = $2 and state = 'waiting'`,
    [row.bucket, row.id, JSON.stringify(hops), ended, house.clock.now()],
  );
}

export async function getFollow(house: House, id: string): Promise<FollowView | null> {
  if (!isId(id, "lfo")) return null;
  const [row] = await house.db.read<Row>(`select ${columns} from link_follows where bucket = $1 and id = $2`, [
    ...[bucketOf(id), id],
  ]);
  return row ? viewOf(house, row) : null;
}

/** Newest first. */
export async function listFollows(
  house: House,
  filter: { marketplace: string | null },
  page: Page,
): Promise<Paged<FollowView>> {
  const rows = await house.db.read<Row>(
    `select ${columns} from link_follows where bucket = any($1) and ($2::text is null or marketplace = $2)
       and ($3::text is null or id < $3) order by id desc limit $4`,
    [bucketValues, filter.marketplace, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map((row) => viewOf(house, row));
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Asked for by a person, whoever's address it is: an unknown one is followed, a known one needs no evidence. */
export async function askFollow(
  house: House,
  caller: Pick<Caller, "id">,
  asked: { marketplace: string; url: string },
): Promise<Result<FollowView>> {
  if (!house.follow) return { ok: false, fault: "link_follow_off" };
  const found = await evidenceFor(house, caller, asked);
  return found ? { ok: true, value: found } : { ok: false, fault: "link_follow_needless" };
}
