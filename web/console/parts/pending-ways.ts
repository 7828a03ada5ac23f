import { post } from "../lib/api.ts";
import type { Pending } from "../lib/types.ts";

type Deed = (why: string, key: string) => Promise<unknown>;
/** How a second person says yes, and no where there is a no; `why`: whether a reason is kept. */
export type PendingWay = { yes: Deed; no: Deed | null; why: boolean };

/** Null: it is decided where it can be read in full. */
export function wayOf(one: Pending): PendingWay | null {
  const { kind, id, n, at, act, about, marketplace } = one;
  const decide = (url: string, body: object = {}): PendingWay => ({
    yes: (why, key) => post(url, { ...body, approve: true, why }, key),
    no: (why, key) => post(url, { ...body, approve: false, why }, key),
    why: true,
  });
  const bare = (url: string): PendingWay => ({
    yes: (_, key) => post(url, { approve: true }, key),
    no: (_, key) => post(url, { approve: false }, key),
    why: false,
  });
  const told = { paid: act === "told_paid", reference: about ?? "" };
  const ways: Readonly<Record<Pending["kind"], PendingWay | null>> = {
    opening: decide(`/v1/openings/${id}/proposals/decide`, { n }),
    standing: decide("/v1/standings/decide", { kind: act, id, opening: about, marketplace }),
    // Nobody rejects an agreement or its later end: until a second person confirms it, it counts for nothing.
    agreement: {
      yes: (why, key) =>
        post(`/v1/agreements/${id}/confirm`, { why, ...(act === "renew" ? { proposed_at: at } : {}) }, key),
      ...{ no: null, why: true },
    },
    withdrawal: {
      yes: (_, key) => post(`/v1/withdrawals/${id}/confirm`, {}, key),
      no: (_, key) => post(`/v1/withdrawals/${id}/cancel`, {}, key),
      why: false,
    },
    break: decide(`/v1/reconciliation-breaks/${id}/decide`, { proposed_at: at }),
    bill_file: decide(`/v1/bill-files/${id}/decide`, { proposed_at: at }),
    dispute: decide(`/v1/disputes/${id}/decide`, { verdict: act }),
    funds: bare(`/v1/funds/${id}/decide`),
    campaign_bill: bare(`/v1/campaign-bills/${id}/decide`),
    // Whoever may move money calls it off; an approver who does not agree leaves it, and it ends by itself.
    media_payout: { yes: (_, key) => post(`/v1/media-payouts/${id}/confirm`, {}, key), no: null, why: false },
    media_payout_told: {
      yes: (_, key) => post(`/v1/media-payouts/${id}/outcome/confirm`, told, key),
      ...{ no: null, why: false },
    },
    // The store reads the reason in both languages: its page asks for both.
    screen_appeal: null,
    link_block: {
      yes: (why, key) => post(`/v1/link-blocks/${id}/decide`, { lift: true, why }, key),
      no: (why, key) => post(`/v1/link-blocks/${id}/decide`, { lift: false, why }, key),
      why: true,
    },
    hub_change: decide(`/v1/hub/changes/${id}/decide`),
    acceptance_change: decide(`/v1/hub/acceptance-changes/${id}/decide`),
    refund: decide(`/v1/refund-proposals/${id}/decide`),
    refund_limit: decide(`/v1/refund-limit-changes/${id}/decide`),
  };
  return ways[kind];
}
