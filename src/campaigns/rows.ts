import type { Tx } from "#db";
import { money } from "#money";
import type { CampaignView, PlacementView } from "./types.ts";

type Row = Omit<CampaignView, "name" | "price" | "placements"> & {
  name_zh: string;
  name_en: string;
  price: bigint | null;
};

export const campaignColumns = `id, marketplace, plan, name_zh, name_en, state, starts_at, ends_at, model,
  window_seconds, pricing, price, share_bp, currency, wallet_account, payer, version, created_by, created_at,
  changed_at`;
export const placementColumns = "id, campaign, marketplace, host, surface, target, url, store, created_at";

/** Campaigns by a condition of ours, with their placements. */
export async function readCampaigns(
  read: Tx["query"],
  where: string,
  parameters: Parameters<Tx["query"]>[1],
): Promise<CampaignView[]> {
  const rows = await read<Row>(`select ${campaignColumns} from campaigns where ${where}`, parameters);
  if (rows.length === 0) return [];
  const placements = await read<PlacementView>(
    `select ${placementColumns} from placements where campaign = any($1) order by id`,
    [rows.map((row) => row.id)],
  );
  return rows.map(({ name_zh, name_en, price, ...row }) => ({
    ...row,
    name: { zh: name_zh, en: name_en },
    price: price === null ? null : money(price, row.currency),
    placements: placements.filter((one) => one.campaign === row.id),
  }));
}

export async function readPlacement(read: Tx["query"], id: string): Promise<PlacementView | null> {
  const [row] = await read<PlacementView>(`select ${placementColumns} from placements where id = $1`, [id]);
  return row ?? null;
}
