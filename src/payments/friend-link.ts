import { bucketIndex, bucketOf, type Claim, claimRepeat, findRepeat, type RepeatKey } from "#db";
import { money } from "#money";
import type { PaymentsContext } from "./context.ts";
import { ok, type Result, refuse } from "./faults.ts";
import type { LoadedCheckout } from "./load.ts";
import { offersFor } from "./offers.ts";
import { loadCheckout } from "./read-checkout.ts";
import { friendToken, readToken } from "./secrets.ts";
import type { FriendView } from "./types.ts";
import { inLocale, toOrderView, toPaymentView } from "./views.ts";

/**
 * Ask a friend to pay: a link that shows a friend what is paid for and how much, and nothing of the buyer. A newer link
 * takes the older one's place; once the checkout is paid it is used up. A refund goes to whoever paid.
 */
export async function makeFriendLink(
  context: PaymentsContext,
  checkout: string,
  repeat: RepeatKey | null = null,
): Promise<Result<{ token: string; expires_at: Date }>> {
  const { needs } = context;
  const loaded = await loadCheckout(context, checkout);
  if (!loaded) return refuse("not_found");
  const before = repeat && (await findRepeat(needs.db.read, bucketOf(checkout), repeat));
  if (before && !before.same) return refuse("idempotency_key_reused");
  if (before) return ok({ token: friendToken(needs, before.subject), expires_at: loaded.row.expires_at }, true);
  if (loaded.row.state === "complete") return refuse("checkout_complete");
  if (loaded.row.state === "cancelled") return refuse("checkout_cancelled");
  if (loaded.row.state === "expired" || loaded.row.expires_at <= needs.clock.now()) return refuse("checkout_expired");
  const link = needs.ids.next("frl", bucketIndex(checkout));
  const claim = await needs.db.tx(async (tx): Promise<Claim> => {
    const bucket = bucketOf(link);
    const now = needs.clock.now();
    if (repeat) {
      const claimed = await claimRepeat(tx, bucket, repeat, link, now);
      if (!claimed.first) return claimed;
    }
    await tx.query("update checkouts set friend_link = $3 where bucket = $1 and id = $2 and state = 'open'", [
      bucket,
      checkout,
      link,
    ]);
    await tx.query("insert into friend_links (bucket, id, checkout, created_at) values ($1, $2, $3, $4)", [
      bucket,
      link,
      checkout,
      now,
    ]);
    return { first: true };
  });
  if (!claim.first && !claim.same) return refuse("idempotency_key_reused");
  const made = claim.first ? link : claim.subject;
  return ok({ token: friendToken(needs, made), expires_at: loaded.row.expires_at }, !claim.first);
}

/** The link that a token proves and its checkout; null when it is nobody's. */
export async function findFriendLink(
  context: PaymentsContext,
  token: string,
): Promise<{ link: string; loaded: LoadedCheckout } | null> {
  const link = readToken(context.needs, token);
  if (link === null || !link.startsWith("frl_")) return null;
  const [row] = await context.needs.db.read<{ checkout: string }>(
    "select checkout from friend_links where bucket = $1 and id = $2",
    [bucketOf(link), link],
  );
  const loaded = row ? await loadCheckout(context, row.checkout) : null;
  return loaded ? { link, loaded } : null;
}

export async function readFriendLink(context: PaymentsContext, token: string): Promise<Result<FriendView>> {
  const found = await findFriendLink(context, token);
  if (!found) return refuse("not_found");
  const { row, orders, payments } = found.loaded;
  const own = payments.filter((payment) => payment.by_friend);
  if (row.friend_link !== found.link) return refuse("friend_link_expired");
  const paidByFriend = own.some((payment) => payment.state === "paid");
  if (row.state === "complete" && !paidByFriend) return refuse("friend_link_used");
  const { needs } = context;
  const title = inLocale(needs.marketplace(row.marketplace)?.title, row.locale);
  return ok({
    checkout: row.id,
    ...(title === undefined ? {} : { marketplace_title: title }),
    mode: row.mode,
    state: row.state,
    amount: money(row.amount, row.currency),
    orders: orders.map((order) => {
      const { id, store, store_title, title: what, amount, state } = toOrderView(needs, order, row.locale);
      return { id, store, ...(store_title === undefined ? {} : { store_title }), title: what, amount, state };
    }),
    payments: own.map(toPaymentView),
    offers: row.state === "open" ? offersFor(needs, found.loaded) : [],
    locale: row.locale,
    expires_at: row.expires_at,
  });
}
