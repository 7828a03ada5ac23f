import { bucketOf, bucketValues, isId, type Tx } from "#db";
import { type Currency, money } from "#money";
import type { CampaignsContext } from "./context.ts";
import { payeeView } from "./payees.ts";
import type { MediaAccountView, PayeeView, PayoutView } from "./payout-types.ts";
import type { Page, Paged } from "./types.ts";

export type PayoutRow = Omit<PayoutView, "amount" | "payee" | "told"> & {
  told_paid: boolean | null;
  told_reference: string | null;
  told_by: string | null;
  told_at: Date | null;
  bucket: number;
  payee: number;
  amount: bigint;
  currency: Currency;
  looks: number;
};
type Joined = PayoutRow & Pick<PayeeView, "holder" | "bank" | "last4">;

const columns = `p.bucket, p.id, p.marketplace, p.wallet_account, p.host, p.payee, p.way, p.amount, p.currency, p.state,
  p.asked_by, p.confirmed_by, p.reference, p.says, p.looks, p.told_paid,
  p.told_reference, p.told_by, p.told_at, p.asked_at, p.ended_at, e.holder, e.bank, e.last4`;
const joined = `select ${columns} from media_payouts p join media_payees e
  on e.bucket = p.bucket and e.wallet_account = p.wallet_account and e.host = p.host and e.n = p.payee`;

export function payoutView({ bucket: _, currency, amount, looks: __, payee: n, ...row }: Joined): PayoutView {
  const { holder, bank, last4, told_paid, told_reference, told_by, told_at, ...rest } = row;
  const told = toldOf({ told_paid, told_reference, told_by, told_at });
  return { ...rest, amount: money(amount, currency), payee: { n, holder, bank, last4 }, told };
}

type Told = Pick<PayoutRow, "told_paid" | "told_reference" | "told_by" | "told_at">;

export function toldOf({ told_paid, told_reference, told_by, told_at }: Told): PayoutView["told"] {
  if (told_paid === null || told_reference === null || told_by === null || told_at === null) return null;
  return { paid: told_paid, reference: told_reference, by: told_by, at: told_at };
}

export async function findPayout(read: Tx["query"], id: string, lock = false): Promise<Joined | null> {
  if (!isId(id, "mpo")) return null;
  const [row] = await read<Joined>(
    `${joined} where p.bucket = $1 and p.id = $2 ${lock ? "for no key update of p" : ""}`,
    [bucketOf(id), id],
  );
  return row ?? null;
}

export async function getPayout({ needs }: CampaignsContext, id: string): Promise<PayoutView | null> {
  const row = await findPayout(needs.db.read, id);
  return row && payoutView(row);
}

/** Newest first. */
export async function listPayouts(
  { needs }: CampaignsContext,
  filter: { marketplace: string | null },
  page: Page,
): Promise<Paged<PayoutView>> {
  const rows = await needs.db.read<Joined>(
    `${joined} where p.bucket = any($1) and ($2::text is null or p.marketplace = $2) and ($3::text is null or p.id < $3)
     order by p.id desc limit $4`,
    [bucketValues, filter.marketplace, page.after, page.limit + 1],
  );
  const data = rows.slice(0, page.limit).map(payoutView);
  return { data, next: rows.length > page.limit ? (data.at(-1)?.id ?? null) : null };
}

type AccountRow = Pick<MediaAccountView, "wallet_account" | "host" | "marketplace"> & {
  currency: Currency;
  billed: bigint;
  paid_out: bigint;
};

/** What every host app is owed, wallet account by wallet account. */
export async function listMediaAccounts(
  { needs }: CampaignsContext,
  filter: { marketplace: string | null },
): Promise<readonly MediaAccountView[]> {
  const rows = await needs.db.read<AccountRow>(
    `select wallet_account, host, marketplace, currency, billed, paid_out from media_accounts
     where bucket = any($1) and ($2::text is null or marketplace = $2) order by wallet_account, host limit 500`,
    [bucketValues, filter.marketplace],
  );
  const payees = await needs.db.read<PayeeView & { number_sealed: string }>(
    `select distinct on (wallet_account, host) * from media_payees
     where bucket = any($1) and wallet_account = any($2) order by wallet_account, host, n desc`,
    [bucketValues, rows.map((row) => row.wallet_account)],
  );
  return rows.map(({ currency, billed, paid_out, ...row }) => {
    const payee = payees.find((one) => one.wallet_account === row.wallet_account && one.host === row.host);
    const amount = (minor: bigint) => money(minor, currency);
    const sums = { billed: amount(billed), paid_out: amount(paid_out), due: amount(billed - paid_out) };
    return { ...row, ...sums, payee: payee ? payeeView(payee) : null };
  });
}
