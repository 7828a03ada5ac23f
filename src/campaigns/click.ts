import { bucketFromText, bucketOf, bucketValue, isId, type Tx } from "#db";
import { readBudget, spend } from "./budget.ts";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns, readPlacement } from "./rows.ts";
import { notAllowed } from "./targets.ts";
import type { CampaignView, PlacementView, Result } from "./types.ts";

/** The fraud floor: a second click within this is the same one; more than so many in a slot no person makes. */
const repeatSeconds = 30;
const slotSeconds = 10;
const slotClicks = 5;
/** Under this name a click's id travels through jumps and into a checkout's metadata. */
export const clickName = "hutong_click";

export type Jumper = {
  /** Address and browser: only their keyed hash is kept. */
  address: string;
  browser: string;
  /** The click with whose id the visitor came here, as it stood in the address. */
  before: string | null;
};

/** Where to go on, and the click's id; null while the campaign counts nothing, or has nothing left to spend. */
export type Jump = { to: string; click: string | null };

/**
 * Follows a placement: decides, counts the click, answers where it leads, with the click's id. No word of the caller's
 * goes into the address but that id, and the address is the placement's own, in the allow list at this moment.
 */
export async function jump(context: CampaignsContext, id: string, jumper: Jumper): Promise<Result<Jump>> {
  const { db, clock, decide } = context.needs;
  const placement = isId(id, "plc") ? await readPlacement(db.read, id) : null;
  const [campaign] = placement ? await readCampaigns(db.read, "id = $1", [placement.campaign]) : [];
  if (!placement || !campaign) return { ok: false, fault: "not_found" };
  const now = clock.now();
  const { marketplace, host, surface, store, url } = placement;
  const decision = decide({ marketplace, host, surface, store }, now);
  if (!decision.open) return { ok: false, fault: "ad_shut", detail: { reasons: decision.reasons } };
  if ((await notAllowed(db.read, marketplace, [url])).length > 0)
    return { ok: false, fault: "jump_target_not_allowed" };
  const before = await known(context, jumper.before, marketplace);
  const goes = counts(campaign, now) && (await readBudget(context, campaign)).stopped === null;
  if (!goes) return { ok: true, value: { to: withClick(url, before), click: null } };
  const click = await count(context, campaign, placement, { ...jumper, before }, now);
  return { ok: true, value: { to: withClick(url, click), click } };
}

function counts(campaign: CampaignView, now: Date): boolean {
  const { state, starts_at, ends_at } = campaign;
  return state === "running" && starts_at <= now && (ends_at === null || now < ends_at);
}

export function withClick(url: string, click: string | null): string {
  if (click === null) return url;
  const to = new URL(url);
  to.searchParams.set(clickName, click);
  return to.href;
}

/** A click of this marketplace's that counted; whatever else somebody wrote there is nothing. */
async function known({ needs }: CampaignsContext, id: string | null, marketplace: string): Promise<string | null> {
  if (id === null || !isId(id, "clk")) return null;
  const rows = await needs.db.read(
    "select 1 from clicks where bucket = $1 and id = $2 and marketplace = $3 and fault is null",
    [bucketOf(id), id, marketplace],
  );
  return rows.length === 1 ? id : null;
}

/**
 * One commit under the visitor's own row: of two clicks at once the second sees the first. A repeat is written, counts
 * for nothing, and goes on with the first one's id; so does what comes faster than people click.
 */
async function count(
  context: CampaignsContext,
  campaign: CampaignView,
  placement: PlacementView,
  jumper: Jumper,
  now: Date,
): Promise<string | null> {
  const { db, ids, hmac } = context.needs;
  const visitor = hmac(`click visitor ${placement.marketplace} ${jumper.address} ${jumper.browser}`).toString(
    "base64url",
  );
  const index = bucketFromText(visitor);
  const id = ids.next("clk", index);
  return await db.tx(async (tx) => {
    const fast = await meet(tx, bucketValue(index), visitor, now);
    const first = await earlier(tx, bucketValue(index), visitor, placement.id, now);
    const { marketplace, host } = placement;
    const floor = first !== null ? "repeat" : fast ? "speed" : null;
    const asked = floor === null && campaign.pricing === "click" ? (campaign.price?.minor ?? 0n) : 0n;
    const day = context.needs.dayOf(marketplace, now);
    const fee = await spend(tx, { campaign: campaign.id, day, amount: asked, how: "whole" });
    // Of many at once the budget's last fen pays for one: the others lead on as if the campaign had stopped before.
    const fault = floor ?? (fee < asked ? "budget" : null);
    await tx.query(
      `insert into clicks (bucket, id, visitor, campaign, placement, marketplace, host, before, at, fault, fee)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[bucketValue(index), id, visitor, campaign.id, placement.id, marketplace, host, jumper.before, now],
        ...[fault, fee],
      ],
    );
    return fault === null ? id : (first ?? jumper.before);
  });
}

/** Takes the visitor's row; true when this one comes faster than people click. */
async function meet(tx: Tx, bucket: number, visitor: string, now: Date): Promise<boolean> {
  const [row] = await tx.query<{ slot_clicks: number }>(
    `insert into click_visitors as v (bucket, visitor, seen_at, slot_at, slot_clicks) values ($1, $2, $3, $3, 1)
     on conflict (bucket, visitor) do update set seen_at = greatest(v.seen_at, excluded.seen_at),
       slot_at = case when v.slot_at <= excluded.seen_at - make_interval(secs => $4) then excluded.seen_at
         else v.slot_at end,
       slot_clicks = case when v.slot_at <= excluded.seen_at - make_interval(secs => $4) then 1
         else v.slot_clicks + 1 end
     returning slot_clicks`,
    [bucket, visitor, now, slotSeconds],
  );
  return (row?.slot_clicks ?? 0) > slotClicks;
}

async function earlier(tx: Tx, bucket: number, visitor: string, placement: string, now: Date): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `select id from clicks where bucket = $1 and visitor = $2 and placement = $3 and fault is null
       and at > $4::timestamptz - make_interval(secs => $5) order by at desc limit 1`,
    [bucket, visitor, placement, now, repeatSeconds],
  );
  return row?.id ?? null;
}

/** The target's page was opened by this click: told by the marketplace, once however often. */
export async function tellOpened(
  { needs }: CampaignsContext,
  click: string,
): Promise<Result<{ click: string; opened_at: Date }>> {
  if (!isId(click, "clk")) return { ok: false, fault: "not_found" };
  const [row] = await needs.db.read<{ opened_at: Date }>(
    `update clicks set opened_at = coalesce(opened_at, $3) where bucket = $1 and id = $2 and fault is null
     returning opened_at`,
    [bucketOf(click), click, needs.clock.now()],
  );
  return row ? { ok: true, value: { click, opened_at: row.opened_at } } : { ok: false, fault: "not_found" };
}

/** Whose a click is; null: there is none that counted. */
export async function clickOwner({ needs }: CampaignsContext, click: string): Promise<string | null> {
  if (!isId(click, "clk")) return null;
  const sql = "select marketplace from clicks where bucket = $1 and id = $2";
  return (await needs.db.read<{ marketplace: string }>(sql, [bucketOf(click), click]))[0]?.marketplace ?? null;
}
