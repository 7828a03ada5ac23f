import type { RepeatKey } from "#db";
import type { EntriesContext } from "./context.ts";
import { openidOf } from "./identities.ts";
import { shutBy } from "./launch.ts";
import { getEntry } from "./register.ts";
import type { EntryFault, Result } from "./types.ts";

/**
 * Pays a checkout inside the host app, by the host's own wallet, as the buyer who is known there. The openings' word on
 * the entry is asked here, their word on the wallet by the payment itself.
 */
export async function payInEntry<Started, Fault>(
  context: EntriesContext<Started, Fault>,
  id: string,
  checkout: string,
  repeat: RepeatKey | null,
): Promise<Result<Started, Fault | EntryFault>> {
  const { needs } = context;
  const entry = await getEntry(context, id);
  if (!entry) return { ok: false, fault: "not_found" };
  const reasons = shutBy(context, entry, null);
  if (reasons.length > 0) return { ok: false, fault: "entry_shut", detail: { reasons } };
  if (entry.wallet === null) return { ok: false, fault: "entry_sells_nothing" };
  const buyer = await needs.buyerOf(checkout, entry.marketplace);
  const openid = buyer === null ? null : await openidOf(context, entry.id, buyer);
  if (openid === null) return { ok: false, fault: "identity_missing" };
  const { marketplace, wallet } = entry;
  return await needs.pay({ marketplace, checkout, wallet, openid }, repeat);
}
