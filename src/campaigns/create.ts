import { bucketIndex, bucketOf, claimRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import { DebtFirst, heldPlaces, setAside, wrongLimits } from "./set-budget.ts";
import { notAllowed } from "./targets.ts";
import type {
  CampaignFault,
  CampaignState,
  CampaignView,
  NewCampaign,
  NewPlacement,
  Page,
  Paged,
  Result,
} from "./types.ts";

/** The field that is wrong, or null. */
function faultOf(context: CampaignsContext, input: NewCampaign): string | null {
  const { pricing, price, share_bp, wallet_account } = input;
  if ((pricing === "share") === (share_bp === null) || (pricing === "share") !== (price === null)) return "pricing";
  if (price !== null && price.minor < 0n) return "price";
  if (input.ends_at !== null && input.ends_at <= input.starts_at) return "ends_at";
  if (input.placements.length === 0) return "placements";
  if (wallet_account !== null && context.needs.ownerOfAccount(wallet_account) !== input.marketplace)
    return "wallet_account";
  if (input.payer !== null && wallet_account === null) return "wallet_account";
  return wrongLimits({ payer: input.payer, currency: currencyOf(input) }, input.budget);
}

const currencyOf = ({ price }: NewCampaign) => price?.currency ?? "CNY";

/**
 * A campaign with its placements; each must lead to an origin of the marketplace's allow list. A store that pays sets
 * its total aside in the same commit; it lies in the store's bucket, as its book does.
 */
export async function createCampaign(
  context: CampaignsContext,
  by: string,
  input: NewCampaign,
  repeat: RepeatKey | null,
): Promise<Result<CampaignView>> {
  const { db, clock, ids } = context.needs;
  const wrong = faultOf(context, input);
  if (wrong !== null) return { ok: false, fault: "campaign_invalid", detail: { field: wrong } };
  const { marketplace, payer, wallet_account } = input;
  if (payer !== null && wallet_account !== null && context.needs.liesApart(payer, wallet_account))
    return { ok: false, fault: "campaign_store_apart" };
  const id = ids.next("cmp", payer === null ? undefined : bucketIndex(payer));
  const at = clock.now();
  const places = heldPlaces(input, currencyOf(input));
  if (places) await context.accounts.ensure(Object.values(places));
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
      if (refused.length > 0) throw new Undone("jump_target_not_allowed", { urls: refused.join(", ") });
      await insertCampaign(tx, id, by, at, input);
      for (const placement of input.placements)
        await insertPlacement(tx, { id: ids.next("plc"), campaign: id, marketplace, at }, placement);
      await insertBudget(tx, id, input);
      const before = { total: null, version: 0, currency: currencyOf(input) };
      if (!(await setAside(context, tx, { ...input, id }, before, input.budget.total?.minor ?? 0n)))
        throw new Undone("campaign_balance_short", {});
      const data = {
        campaign: id,
        plan: input.plan,
        payer,
        hosts: [...new Set(input.placements.map((one) => one.host))],
      };
      await writeEvent(tx, ids, { type: "campaign.created", version: 1, marketplace, subject: id, data }, at);
      const [made] = await readCampaigns(tx.query, "id = $1", [id]);
      return { ok: true, value: made as CampaignView };
    })
    .catch((fault: unknown): Result<CampaignView> => {
      if (fault instanceof DebtFirst) return { ok: false, fault: "campaign_debt_first" };
      if (!(fault instanceof Undone)) throw fault;
      return { ok: false, fault: fault.code, detail: fault.detail };
    });
}

/** Rolls the repeat key back with the rest. */
class Undone extends Error {
  readonly code: CampaignFault;
  readonly detail: Readonly<Record<string, string>>;
  constructor(code: CampaignFault, detail: Readonly<Record<string, string>>) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

async function insertBudget(tx: Tx, id: string, input: NewCampaign): Promise<void> {
  const { total, day } = input.budget;
  await tx.query(
    `insert into campaign_budgets (bucket, campaign, marketplace, currency, total, day_limit, spent, version)
     values ($1, $2, $3, $4, $5, $6, 0, 1)`,
    [bucketOf(id), id, input.marketplace, currencyOf(input), total?.minor ?? null, day?.minor ?? null],
  );
}

async function insertCampaign(tx: Tx, id: string, by: string, at: Date, input: NewCampaign): Promise<void> {
  const { marketplace, plan, name, starts_at, ends_at, model, window_seconds, pricing, price } = input;
  await tx.query(
    `insert into campaigns (id, marketplace, plan, name_zh, name_en, state, starts_at, ends_at, model, window_seconds,
       pricing, price, share_bp, currency, wallet_account, payer, version, created_by, created_at, changed_at)
     values ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17, $17)`,
    [
      ...[id, marketplace, plan, name.zh, name.en, starts_at, ends_at, model, window_seconds, pricing],
      ...[price?.minor ?? null, input.share_bp, currencyOf(input), input.wallet_account, input.payer, by, at],
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
  filter: { marketplace: string | null; payer: string | null },
  page: Page,
): Promise<Paged<CampaignView>> {
  const rows = await readCampaigns(
    needs.db.read,
    `($1::text is null or marketplace = $1) and ($4::text is null or payer = $4) and ($2::text is null or id < $2)
     order by id desc limit $3`,
    [filter.marketplace, page.after, page.limit + 1, filter.payer],
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
    const data = { campaign: id, payer: before.payer, from: before.state, to, by };
    const about = { type: "campaign.moved", version: 1, marketplace: before.marketplace, subject: id };
    await writeEvent(tx, ids, { ...about, data }, at);
    return { ok: true, value: { ...before, state: to, version: before.version + 1, changed_at: at } };
  });
}
