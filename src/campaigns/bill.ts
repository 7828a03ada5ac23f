import { bucketIndex, bucketOf, derivedId, isId, type Tx } from "#db";
import type { Currency } from "#money";
import { type BillRow, billColumns, billView, findBill } from "./bill-rows.ts";
import type { CampaignsContext } from "./context.ts";
import { hostFigures } from "./figures.ts";
import { readCampaigns } from "./rows.ts";
import type { BillView, CampaignView, Result } from "./types.ts";

/**
 * Proposes a campaign's bills: for each host app what it is owed by now, less what was billed before. Nothing moves
 * until a second person approves. A refund that came after a bill makes the next one smaller, or takes back. Asked
 * twice, the second finds nothing to bill; a host app whose bill waits is left out until it is decided.
 */
export async function proposeBills(
  context: CampaignsContext,
  by: string,
  id: string,
): Promise<Result<readonly BillView[]>> {
  const { db, clock } = context.needs;
  const [known] = isId(id, "cmp") ? await readCampaigns(db.read, "id = $1", [id]) : [];
  if (!known) return { ok: false, fault: "not_found" };
  const account = known.wallet_account;
  if (account === null) return { ok: false, fault: "campaign_not_billed" };
  const place = { wallet_account: account, currency: known.currency };
  const at = clock.now();
  return await db.tx(async (tx): Promise<Result<readonly BillView[]>> => {
    // One proposal of a campaign at a time.
    await tx.query("select 1 from campaigns where id = $1 for no key update", [id]);
    const before = await readBills(tx.query, known);
    const made: BillView[] = [];
    for (const figures of await hostFigures(tx.query, id)) {
      const own = before.filter((bill) => bill.host === figures.host);
      if (own.some((bill) => bill.state === "proposed" || bill.state === "approved")) continue;
      const total = figures.click_fees + figures.order_fees;
      const billed = own.filter((bill) => bill.state === "done").reduce((sum, bill) => sum + bill.amount, 0n);
      if (total === billed) continue;
      const bill = { ...place, host: figures.host, n: own.length + 1, amount: total - billed, total, by, at };
      made.push(await insert(tx, known, bill));
    }
    return { ok: true, value: made };
  });
}

type Bill = {
  wallet_account: string;
  currency: Currency;
  host: string;
  n: number;
  amount: bigint;
  total: bigint;
  by: string;
  at: Date;
};

/** Under a key that follows from campaign, host app and number. */
async function insert(tx: Tx, campaign: CampaignView, bill: Bill): Promise<BillView> {
  const { wallet_account, host, n } = bill;
  const id = derivedId("bil", campaign.id, `bill ${host}`, n, bucketIndex(wallet_account));
  const [row] = await tx.query<BillRow>(
    `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total, currency,
       asked_by, at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'proposed') returning ${billColumns}`,
    [
      ...[bucketOf(wallet_account), campaign.id, host, n, id, campaign.marketplace, wallet_account, bill.amount],
      ...[bill.total, bill.currency, bill.by, bill.at],
    ],
  );
  return billView(row as BillRow);
}

async function readBills(read: Tx["query"], campaign: CampaignView): Promise<BillRow[]> {
  const account = campaign.wallet_account;
  if (account === null) return [];
  return await read<BillRow>(
    `select ${billColumns} from campaign_bills where bucket = $1 and campaign = $2 order by at desc, host, n desc`,
    [bucketOf(account), campaign.id],
  );
}

/** Newest first. */
export async function listBills({ needs }: CampaignsContext, campaign: CampaignView): Promise<readonly BillView[]> {
  return (await readBills(needs.db.read, campaign)).map(billView);
}

/** A bill with its marketplace and the store that pays it; null: there is none. */
export async function getBill({ needs }: CampaignsContext, id: string) {
  const row = await findBill(needs.db.read, id);
  const [campaign] = row ? await readCampaigns(needs.db.read, "id = $1", [row.campaign]) : [];
  return row && campaign ? { ...billView(row), marketplace: row.marketplace, payer: campaign.payer } : null;
}
