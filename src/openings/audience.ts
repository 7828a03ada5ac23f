import { type AppVersion, appVersion, isFrom } from "./app-version.ts";
import { placeFrom, seedOf } from "./place.ts";
import { type Reason, type ReasonCode, reason } from "./reasons.ts";
import type { BuyerAudience, StoreAudience } from "./types.ts";

/** What is known of a store, beside its id. */
export type StoreFacts = {
  tags: Readonly<Record<string, string>>;
  /** When it applied for the partner; null when it has not. */
  signedUpAt: Date | null;
};

/** `tags`: what the marketplace tells beyond the listed facts; conditions may name them. */
export type BuyerFacts = Readonly<Record<string, BuyerFact | undefined>>;
export type BuyerFact = string | number | boolean | Readonly<Record<string, string>>;

/** Why somebody is not in: every condition that fails is told, in this order. Nothing is added for who is in. */
export type Asker<Of extends readonly unknown[]> = (into: Reason[], ...of: Of) => void;
export type StoreAsker = Asker<[store: string, facts: StoreFacts]>;
export type BuyerAsker = Asker<[buyer: BuyerFacts]>;

const whole = 10_000;

/** Made once: a decision names several of them. */
const why = {
  store_not_listed: reason("store_not_listed"),
  store_category_later: reason("store_category_later"),
  store_city_later: reason("store_city_later"),
  store_signed_up_later: reason("store_signed_up_later"),
  store_share_later: reason("store_share_later"),
  buyer_fact_later: reason("buyer_fact_later"),
  buyer_city_later: reason("buyer_city_later"),
  buyer_age_later: reason("buyer_age_later"),
  buyer_app_later: reason("buyer_app_later"),
  app_version_too_old: reason("app_version_too_old"),
  buyer_not_known: reason("buyer_not_known"),
  buyer_share_later: reason("buyer_share_later"),
};

/** A share made ready: whether a subject's place is below it. */
function inShare(salt: string, subject: "store" | "buyer" | "other", share: number): (reference: string) => boolean {
  if (share >= whole) return () => true;
  if (share <= 0) return () => false;
  const seed = seedOf(salt, subject);
  return (reference) => placeFrom(seed, reference) < share;
}

/** An audience of stores made ready; null when every store is in. */
export function compileStores(audience: StoreAudience, salt: string): StoreAsker | null {
  const { list, share, categories, city_tiers: tiers, signed_up_before } = audience;
  const among = share === undefined ? null : inShare(salt, "store", share);
  const before = signed_up_before?.getTime() ?? null;
  if (!list && !categories && !tiers && before === null && !among) return null;
  const [listed, inCategory, inTier] = [list, categories, tiers].map((all) => (all ? new Set(all) : null));
  return (into, store, facts) => {
    if (listed && !listed.has(store)) into.push(why.store_not_listed);
    if (inCategory && !inCategory.has(facts.tags["category"] ?? "")) into.push(why.store_category_later);
    if (inTier && !inTier.has(facts.tags["city_tier"] ?? "")) into.push(why.store_city_later);
    if (before !== null && (facts.signedUpAt === null || facts.signedUpAt.getTime() >= before))
      into.push(why.store_signed_up_later);
    if (among && !among(store)) into.push(why.store_share_later);
  };
}

/** An audience of buyers made ready; null when every buyer is in. A fact that nobody told does not hold. */
export function compileBuyers(audience: BuyerAudience, salt: string): BuyerAsker | null {
  const { share, any_of: facts, others = 0, city_tiers: tiers, age_bands: ages, apps, app_version_from } = audience;
  const among = share === undefined ? null : inShare(salt, "buyer", share);
  const amongOthers = inShare(salt, "other", others);
  const from: AppVersion | null = app_version_from === undefined ? null : appVersion(app_version_from);
  if (!among && !facts && !tiers && !ages && !apps && from === null) return null;
  return (into, buyer) => {
    const told = buyer["reference"];
    const reference = typeof told === "string" ? told : null;
    if (facts && !holdsOne(facts, buyer) && !(others >= whole || (reference !== null && amongOthers(reference))))
      into.push(why.buyer_fact_later);
    if (tiers && !tiers.includes(buyer["city_tier"] as number)) into.push(why.buyer_city_later);
    if (ages && !ages.includes(buyer["age_band"] as string)) into.push(why.buyer_age_later);
    if (apps && !apps.includes(buyer["app"] as string)) into.push(why.buyer_app_later);
    if (from && !isFrom(buyer["app_version"], from)) into.push(why.app_version_too_old);
    if (!among || share === undefined || share >= whole) return;
    if (reference === null) into.push(why.buyer_not_known);
    else if (!among(reference)) into.push(why.buyer_share_later);
  };
}

function holdsOne(facts: readonly string[], buyer: BuyerFacts): boolean {
  for (const fact of facts) if (buyer[fact] === true) return true;
  return false;
}

/** Why a store is not in; empty when it is. For one question: whoever asks often compiles the audience once. */
export function storeReasons(audience: StoreAudience, salt: string, store: string, facts: StoreFacts): ReasonCode[] {
  const into: Reason[] = [];
  compileStores(audience, salt)?.(into, store, facts);
  return into.map((one) => one.code);
}
