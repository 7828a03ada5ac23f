import { platformAccount, transferOf } from "#chart";
import { bucketIndex, bucketOf, derivedId, isId, type Tx, writeEvent } from "#db";
import { post } from "#ledger";
import { type Currency, money, toJson } from "#money";
import type { CampaignsContext } from "./context.ts";
import { hostFigures } from "./figures.ts";
import { readCampaigns } from "./rows.ts";
import type { BillView, CampaignView, Result } from "./types.ts";

type Row = Omit<BillView, "amount" | "total"> & { amount: bigint; total: bigint; currency: Currency };
const columns = "id, campaign, host, n, wallet_account, amount, total, currency, at";

function viewOf({ currency, ...row }: Row): BillView {
  return { ...row, amount: money(row.amount, currency), total: money(row.total, currency) };
}

/**
 * Bills a campaign: for each host app what it is owed by now, less what was billed before, through the platform's book.
 * A refund that came after a bill makes the next one smaller, or takes back. Asked twice, the second finds nothing to
 * bill; late events come with the next bill. Refused where the platform's own funds are short: then nothing has moved.
 */
export async function billCampaign(
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
  await context.accounts.ensure([platformAccount("funds", place), platformAccount("media_due", place)]);
  const at = clock.now();
  return await db
    .tx(async (tx): Promise<Result<readonly BillView[]>> => {
      // One bill of a campaign at a time.
      await tx.query("select 1 from campaigns where id = $1 for no key update", [id]);
      const before = await readBills(tx.query, known);
      const made: BillView[] = [];
      for (const figures of await hostFigures(tx.query, id)) {
        const own = before.filter((bill) => bill.host === figures.host);
        const total = figures.click_fees + figures.order_fees;
        const amount = total - own.reduce((sum, bill) => sum + bill.amount.minor, 0n);
        if (amount === 0n) continue;
        const bill = { ...place, host: figures.host, n: own.length + 1, amount, total, by, at };
        made.push(await write(context, tx, known, bill));
      }
      return { ok: true, value: made };
    })
    .catch((fault: unknown): Result<readonly BillView[]> => {
      if (fault instanceof Short) return { ok: false, fault: "campaign_funds_short" };
      throw fault;
    });
}

class Short extends Error {}

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

/** The bill and its transfer in one commit, both under keys that follow from campaign, host app and number. */
async function write(context: CampaignsContext, tx: Tx, campaign: CampaignView, bill: Bill): Promise<BillView> {
  const { wallet_account, host, n, at } = bill;
  const id = derivedId("bil", campaign.id, `bill ${host}`, n, bucketIndex(wallet_account));
  const [funds, due] = [platformAccount("funds", bill), platformAccount("media_due", bill)];
  const amount = money(bill.amount < 0n ? -bill.amount : bill.amount, bill.currency);
  const transfer =
    bill.amount > 0n
      ? transferOf("ads_billed", { debit: funds, credit: due }, { subject: id, amount, at })
      : transferOf("ads_taken_back", { debit: due, credit: funds }, { subject: id, amount, at });
  const [row] = await tx.query<Row>(
    `insert into campaign_bills (bucket, campaign, host, n, id, marketplace, wallet_account, amount, total, currency,
       asked_by, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${columns}`,
    [
      ...[bucketOf(wallet_account), campaign.id, host, n, id, campaign.marketplace, wallet_account, bill.amount],
      ...[bill.total, bill.currency, bill.by, at],
    ],
  );
  if ((await post(tx, [[transfer]]))[0] !== "posted") throw new Short("the platform's funds are short");
  const made = viewOf(row as Row);
  const data = { bill: id, campaign: campaign.id, host, n, amount: toJson(made.amount), total: toJson(made.total) };
  const about = { type: "campaign.billed", version: 1, marketplace: campaign.marketplace, subject: id };
  await writeEvent(tx, context.needs.ids, { ...about, data }, at);
  return made;
}

async function readBills(read: Tx["query"], campaign: CampaignView): Promise<BillView[]> {
  const account = campaign.wallet_account;
  if (account === null) return [];
  const rows = await read<Row>(
    `select ${columns} from campaign_bills where bucket = $1 and campaign = $2 order by at desc, host, n desc`,
    [bucketOf(account), campaign.id],
  );
  return rows.map(viewOf);
}

/** Newest first. */
export async function listBills({ needs }: CampaignsContext, campaign: CampaignView): Promise<readonly BillView[]> {
  return await readBills(needs.db.read, campaign);
}
