import type { Caller, EventTail, HttpParts } from "./parts.ts";
import type { Scope } from "./scopes.ts";

/** What pages are about, and what one must be allowed to read to hear that something of it moved. */
export const topics = {
  openings: "openings:read",
  orders: "orders:read",
  payments: "payments:read",
  approvals: "books:read",
  alarms: "books:read",
  hub: "hub:read",
  disputes: "orders:read",
  cases: "orders:read",
  breaks: "books:read",
  withdrawals: "books:read",
  balances: "books:read",
  campaigns: "openings:read",
  media_payouts: "books:read",
  screen_appeals: "orders:read",
  link_blocks: "openings:read",
  agreements: "openings:read",
  acceptance: "hub:read",
  funds: "books:read",
} as const satisfies Readonly<Record<string, Scope>>;
export type Topic = keyof typeof topics;

/**
 * Something moved: no figures, no words, only of what and whose it was. Without ids it may be anything of the topic.
 * `marketplace` null: the whole house's, which every marketplace may hear of, without an id.
 */
export type Change = { topic: Topic; ids: readonly string[]; marketplace: string | null; store: string | null };

const byType: readonly (readonly [RegExp, readonly Topic[]])[] = [
  [/^(opening|consultation|complaint)\./, ["openings", "approvals"]],
  [/^payment\./, ["payments", "orders", "balances"]],
  [/^refund\./, ["payments", "orders", "balances", "approvals"]],
  [/^voucher\./, ["payments", "orders", "balances", "agreements"]],
  [/^acceptance\./, ["payments", "orders", "acceptance"]],
  [/^order\./, ["orders", "balances"]],
  [/^shipment\./, ["orders"]],
  [/^dispute\./, ["orders", "approvals", "disputes", "balances"]],
  [/^case\./, ["cases"]],
  [/^(store\.compensated|advance\.recovered)$/, ["balances", "funds"]],
  [/^withdrawal\./, ["approvals", "withdrawals", "balances"]],
  [/^reconciliation\./, ["approvals", "breaks"]],
  [/^campaign\./, ["approvals", "campaigns", "balances", "funds"]],
  [/^media_payout\./, ["approvals", "media_payouts", "funds"]],
  [/^screen_appeal\./, ["approvals", "screen_appeals"]],
  [/^link_block\./, ["approvals", "link_blocks"]],
  [/^alarm\./, ["alarms"]],
  [/^agreement\./, ["approvals", "agreements"]],
  [/^funds\./, ["approvals", "funds"]],
];
const byPath: Readonly<Record<string, readonly Topic[]>> = {
  openings: ["openings", "approvals"],
  proposals: ["openings", "approvals"],
  orders: ["orders"],
  disputes: ["orders", "approvals", "disputes"],
  cases: ["cases"],
  shipments: ["orders"],
  refunds: ["orders", "payments", "approvals"],
  "refund-proposals": ["orders", "payments", "approvals"],
  "refund-limit-changes": ["approvals"],
  // A limit of refunds is proposed at its marketplace.
  marketplaces: ["approvals"],
  payments: ["orders", "payments"],
  alarms: ["alarms"],
  withdrawals: ["approvals", "withdrawals", "balances"],
  "reconciliation-breaks": ["approvals", "breaks"],
  "bill-files": ["approvals", "breaks"],
  reconciliations: ["breaks"],
  "media-payouts": ["approvals", "media_payouts"],
  campaigns: ["approvals", "campaigns", "balances"],
  "campaign-bills": ["approvals", "campaigns"],
  agreements: ["approvals", "agreements"],
  vouchers: ["agreements"],
  "voucher-redemptions": ["agreements"],
  standings: ["openings", "approvals"],
  "wallet-accounts": ["approvals", "funds"],
  funds: ["approvals", "funds"],
  "link-blocks": ["approvals", "link_blocks"],
  "screen-appeals": ["approvals", "screen_appeals"],
  drills: ["payments", "alarms"],
  "wallet-states": ["payments"],
  hub: ["hub", "approvals", "acceptance"],
};

const ofOrders = /^campaign\.(credited|taken_back)$/;

/** Balances are a store's, and go by its id; a store that is not named may be any. */
function idsOf(
  topic: Topic,
  { type, subject, data }: Pick<EventTail["data"][number], "type" | "subject" | "data">,
  store: string | null,
): readonly string[] {
  if (topic === "balances") return store === null ? [] : [store];
  const named = (data ?? {}) as Record<string, unknown>;
  // The platform's money is read by the wallet account that it lies at; most events do not say which one it is.
  if (topic === "funds") return typeof named["wallet_account"] === "string" ? [named["wallet_account"]] : [];
  // Of a voucher the page is its agreement's.
  if (topic === "agreements" && type.startsWith("voucher."))
    return typeof named["agreement"] === "string" ? [named["agreement"]] : [];
  // The order that was credited may be another store's than the one that pays for the campaign.
  if (ofOrders.test(type)) return typeof named["campaign"] === "string" ? [named["campaign"]] : [];
  const more = Object.entries(named)
    .filter(([name, value]) => ["order", "opening", "payment", "campaign"].includes(name) && typeof value === "string")
    .map(([, value]) => String(value));
  return [...new Set([subject, ...more])];
}

export function changesOfEvents(tail: EventTail): readonly Change[] {
  return tail.data.flatMap((event) => {
    const { type, marketplace, data } = event;
    const found = byType.find(([kind]) => kind.test(type))?.[1] ?? [];
    const named = data as { store?: unknown; payer?: unknown } | null;
    // A campaign is its payer's, as `GET /v1/campaigns` has it.
    const of = type.startsWith("campaign.") ? named?.payer : named?.store;
    const store = typeof of === "string" ? of : null;
    // A campaign that the platform pays moves no store's balance.
    const topicsOf = type.startsWith("campaign.") && store === null ? found.filter((one) => one !== "balances") : found;
    return topicsOf.map((topic) => ({ topic, ids: idsOf(topic, event, store), marketplace, store }));
  });
}

/** A deed that the API answered well: heard at once by pages of the same process, before any event is numbered. */
export function changesOfDeed(caller: Caller, url: string): readonly Change[] {
  const [, , room = "", id = ""] = url.split("?", 1)[0]?.split("/") ?? [];
  const ids = caller.marketplace !== null && /^[a-z]{3}_/.test(id) ? [id] : [];
  const whose = { marketplace: caller.marketplace, store: caller.store };
  return (byPath[room] ?? []).map((topic) => ({
    topic,
    ids: topic === "balances" || topic === "funds" ? [] : ids,
    ...whose,
  }));
}

export const mayRead = (caller: Caller, topic: Topic): boolean =>
  "scopes" in caller && caller.scopes.includes(topics[topic]);

/** Whether this caller may hear of it: by scope, by marketplace, and for a store's people by store. */
export function mayHear(caller: Caller, { topic, marketplace, store }: Change): boolean {
  if (!mayRead(caller, topic)) return false;
  if (caller.marketplace !== null && marketplace !== null && caller.marketplace !== marketplace) return false;
  // A store steers by its marketplace's openings; of all else it hears its own alone.
  return caller.store === null || topic === "openings" || caller.store === store;
}

const lookEveryMs = 2000;

/** One look for every page of this process, and none while nobody looks. */
export class Changes {
  readonly #parts: Pick<HttpParts, "events" | "timers">;
  readonly #followers = new Set<(changes: readonly Change[] | "many") => void>();
  #place: string | null = null;
  #looking = false;
  #stop: (() => void) | null = null;

  constructor(parts: Pick<HttpParts, "events" | "timers">) {
    this.#parts = parts;
  }

  tell(changes: readonly Change[] | "many"): void {
    if (changes.length > 0) for (const follower of this.#followers) follower(changes);
  }

  follow(follower: (changes: readonly Change[] | "many") => void): () => void {
    this.#followers.add(follower);
    if (this.#stop === null) {
      this.#place = null;
      void this.#look();
      this.#stop = this.#parts.timers.every(lookEveryMs, () => void this.#look());
    }
    return () => {
      this.#followers.delete(follower);
      if (this.#followers.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const tail = await this.#parts.events.since(this.#place);
      this.#place = tail.place;
      this.tell(tail.skipped ? "many" : changesOfEvents(tail));
    } catch {
      // The next look begins where this one did.
    } finally {
      this.#looking = false;
    }
  }
}
