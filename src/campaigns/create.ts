import { bucketOf, claimRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import { notAllowed } from "./targets.ts";
import type { CampaignState, CampaignView, NewCampaign, NewPlacement, Page, Paged, Result } from "./types.ts";

/** The field that is wrong, or null. */
function faultOf(context: CampaignsContext, input: NewCampaign): string | null {
  const { pricing, price, share_bp, wallet_account } = input;
  if ((pricing === "share") === (share_bp === null) || (pricing === "share") !== (price === null)) return "pricing";
  if (price !== null && price.minor < 0n) return "price";
  if (input.ends_at !== null && input.ends_at <= input.starts_at) return "ends_at";
  if (input.placements.length === 0) return "placements";
  if (wallet_account !== null && context.needs.ownerOfAccount(wallet_account) !== input.marketplace)
    return "wallet_account";
  return null;
}

/** A campaign with its placements; each must lead to an origin of the marketplace's allow list. */
export async function createCampaign(
  context: CampaignsContext,
  by: string,
  input: NewCampaign,
  repeat: RepeatKey | null,
): Promise<Result<CampaignView>> {
  const { db, clock, ids } = context.needs;
  const wrong = faultOf(context, input);
  if (wrong !== null) return { ok: false, fault: "campaign_invalid", detail: { field: wrong } };
  const { marketplace } = input;
  const id = ids.next("cmp");
  const at = clock.now();
  return await db
    .tx(async (tx): Promise<Result<CampaignView>> => {
      const claim = repeat && (await claimRepeat(tx, bucketOf(marketplace), repeat, id, at));
      if (claim && !claim.first) {
        const [before] = await readCampaigns(tx.query, "id = $1", [claim.subject]);
        if (!claim.same || !before) return { ok: false, fault: "idempotency_key_reused" };
        return { ok: true, value: before, repeated: true };
      }
      const urls = input.placements.map((one) => one.url);
      const refused = await notAllowed(tx.query, marketplace, urls);
      if (refused.length > 0) throw new NotAllowed(refused);
      await insertCampaign(tx, id, by, at, input);
      for (const placement of input.placements)
        await insertPlacement(tx, { id: ids.next("plc"), campaign: id, marketplace, at }, placement);
      const data = { campaign: id, plan: input.plan, hosts: [...new Set(input.placements.map((one) => one.host))] };
      await writeEvent(tx, ids, { type: "campaign.created", version: 1, marketplace, subject: id, data }, at);
      const [made] = await readCampaigns(tx.query, "id = $1", [id]);
      return { ok: true, value: made as CampaignView };
    })
    .catch((fault: unknown): Result<CampaignView> => {
      if (!(fault instanceof NotAllowed)) throw fault;
      return { ok: false, fault: "jump_target_not_allowed", detail: { urls: fault.urls.join(", ") } };
    });
}

/** Rolls the repeat key back with the rest. */
class NotAllowed extends Error {
  readonly urls: readonly string[];
  constructor(urls: readonly string[]) {
    super("a target is not in the allow list");
    this.urls = urls;
  }
}

async function insertCampaign(tx: Tx, id: string, by: string, at: Date, input: NewCampaign): Promise<void> {
  const { marketplace, plan, name, starts_at, ends_at, model, window_seconds, pricing, price } = input;
  await tx.query(
    `insert into campaigns (id, marketplace, plan, name_zh, name_en, state, starts_at, ends_at, model, window_seconds,
       pricing, price, share_bp, currency, wallet_account, version, created_by, created_at, changed_at)
     values ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $16)`,
    [
      ...[id, marketplace, plan, name.zh, name.en, starts_at, ends_at, model, window_seconds, pricing],
      ...[price?.minor ?? null, input.share_bp, price?.currency ?? "CNY", input.wallet_account, by, at],
    ],
  );
}

type Where = { id: string; campaign: string; marketplace: string; at: Date };

async function insertPlacement(tx: Tx, where: Where, placement: NewPlacement): Promise<void> {
  const { host, surface, target, url, store } = placement;
  await tx.query(
    `insert into placements (id, campaign, marketplace, host, surface, target, url, store, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [where.id, where.campaign, where.marketplace, host, surface, target, url, store, where.at],
  );
}

export async function getCampaign({ needs }: CampaignsContext, id: string): Promise<CampaignView | null> {
  return isId(id, "cmp") ? ((await readCampaigns(needs.db.read, "id = $1", [id]))[0] ?? null) : null;
}

export async function listCampaigns(
  { needs }: CampaignsContext,
  filter: { marketplace: string | null },
  page: Page,
): Promise<Paged<CampaignView>> {
  const rows = await readCampaigns(
    needs.db.read,
    "($1::text is null or marketplace = $1) and ($2::text is null or id < $2) order by id desc limit $3",
    [filter.marketplace, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

/** Paused, its placements lead on and count nothing; ended, for good. What was clicked before is still credited. */
export async function moveCampaign(
  { needs }: CampaignsContext,
  by: string,
  id: string,
  to: CampaignState,
): Promise<Result<CampaignView>> {
  const { db, clock, ids } = needs;
  if (!isId(id, "cmp")) return { ok: false, fault: "not_found" };
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<CampaignView>> => {
    const [before] = await readCampaigns(tx.query, "id = $1 for no key update", [id]);
    if (!before) return { ok: false, fault: "not_found" };
    if (before.state === to) return { ok: true, value: before, repeated: true };
    if (before.state === "ended") return { ok: false, fault: "campaign_wrong_state" };
    await tx.query("update campaigns set state = $2, version = version + 1, changed_at = $3 where id = $1", [
      ...[id, to, at],
    ]);
    const data = { campaign: id, from: before.state, to, by };
    const about = { type: "campaign.moved", version: 1, marketplace: before.marketplace, subject: id };
    await writeEvent(tx, ids, { ...about, data }, at);
    return { ok: true, value: { ...before, state: to, version: before.version + 1, changed_at: at } };
  });
}
