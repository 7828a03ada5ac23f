import { bucketValues, type Tx } from "#db";
import { money } from "#money";
import type { CampaignsContext } from "./context.ts";
import { readCampaigns } from "./rows.ts";
import type { FunnelView } from "./types.ts";

type HostRow = {
  host: string;
  clicks: bigint;
  repeats: bigint;
  too_fast: bigint;
  over_budget: bigint;
  opened: bigint;
  click_fees: bigint;
  paid: bigint;
  refunded: bigint;
  credited: bigint;
  taken_back: bigint;
  order_fees: bigint;
  cut: bigint;
};

/** A campaign's figures, host app by host app: counted from the rows, whatever anybody remembers of them. */
export async function hostFigures(read: Tx["query"], campaign: string): Promise<readonly HostRow[]> {
  return await read<HostRow>(
    `with k as (
       select host, count(*) filter (where fault is null) as clicks,
         count(*) filter (where fault = 'repeat') as repeats, count(*) filter (where fault = 'speed') as too_fast,
         count(*) filter (where fault = 'budget') as over_budget,
         count(*) filter (where opened_at is not null) as opened, sum(fee) as fees
       from clicks where bucket = any($1) and campaign = $2 group by host
       union all
       select host, clicks, repeats, too_fast, over_budget, opened, fees from click_sums
       where bucket = any($1) and campaign = $2
     ), c as (
       select host, sum(clicks)::bigint as clicks, sum(repeats)::bigint as repeats, sum(too_fast)::bigint as too_fast,
         sum(over_budget)::bigint as over_budget, sum(opened)::bigint as opened, sum(fees)::bigint as click_fees
       from k group by host
     ), a as (
       select host, count(distinct payment) as paid, count(distinct payment) filter (where refunded > 0) as refunded,
         sum(amount)::bigint as credited, sum(refunded)::bigint as taken_back,
         sum(fee - fee_back)::bigint as order_fees, sum(fee_cut)::bigint as cut
       from attributions where bucket = any($1) and campaign = $2 group by host
     )
     select host, coalesce(clicks, 0) as clicks, coalesce(repeats, 0) as repeats, coalesce(too_fast, 0) as too_fast,
       coalesce(over_budget, 0) as over_budget, coalesce(cut, 0)::bigint as cut, coalesce(opened, 0) as opened,
       coalesce(click_fees, 0)::bigint as click_fees, coalesce(paid, 0) as paid,
       coalesce(refunded, 0) as refunded, coalesce(credited, 0)::bigint as credited,
       coalesce(taken_back, 0)::bigint as taken_back, coalesce(order_fees, 0)::bigint as order_fees
     from c full join a using (host) order by host`,
    [bucketValues, campaign],
  );
}

/** Click → opened → paid → refunded. An order with touches over two host apps counts once in the whole. */
export async function readFunnel({ needs }: CampaignsContext, id: string): Promise<FunnelView | null> {
  const { read } = needs.db;
  const [campaign] = await readCampaigns(read, "id = $1", [id]);
  if (!campaign) return null;
  const rows = await hostFigures(read, id);
  const [whole] = await read<{ paid: bigint; refunded: bigint }>(
    `select count(distinct payment) as paid, count(distinct payment) filter (where refunded > 0) as refunded
     from attributions where bucket = any($1) and campaign = $2`,
    [bucketValues, id],
  );
  const sumOf = (field: Exclude<keyof HostRow, "host">) => rows.reduce((sum, row) => sum + row[field], 0n);
  const amount = (minor: bigint) => money(minor, campaign.currency);
  return {
    campaign: id,
    clicks: Number(sumOf("clicks")),
    repeats: Number(sumOf("repeats")),
    too_fast: Number(sumOf("too_fast")),
    over_budget: Number(sumOf("over_budget")),
    cut: amount(sumOf("cut")),
    opened: Number(sumOf("opened")),
    paid: Number(whole?.paid ?? 0n),
    refunded: Number(whole?.refunded ?? 0n),
    credited: amount(sumOf("credited")),
    taken_back: amount(sumOf("taken_back")),
    fees: amount(sumOf("click_fees") + sumOf("order_fees")),
    hosts: rows.map((row) => ({
      host: row.host,
      clicks: Number(row.clicks),
      opened: Number(row.opened),
      paid: Number(row.paid),
      refunded: Number(row.refunded),
      credited: amount(row.credited),
      taken_back: amount(row.taken_back),
      fees: amount(row.click_fees + row.order_fees),
    })),
  };
}
