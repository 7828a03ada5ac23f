import type { Tx } from "#db";

export type CampaignAct = {
  act:
    | "bill_approved"
    | "bill_rejected"
    | "payout_asked"
    | "payout_confirmed"
    | "payout_cancelled"
    | "payout_told"
    | "payout_told_same"
    | "payee_set";
  marketplace: string;
  /** A bill, a payout, or a wallet account whose host app's bank account was told. */
  subject: string;
  by: string;
  about: Readonly<Record<string, unknown>>;
  at: Date;
};

/**
 * Written in the act's own commit, under the lock of what it is about; the chain of acts links it. No bank number
 * stands in `about`.
 */
export async function writeAct(tx: Tx, one: CampaignAct): Promise<void> {
  await tx.query(
    `insert into campaign_acts (subject, n, marketplace, act, by_whom, about, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 from campaign_acts where subject = $1`,
    [one.subject, one.marketplace, one.act, one.by, JSON.stringify(one.about), one.at],
  );
}
