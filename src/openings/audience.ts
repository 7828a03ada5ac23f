import { hash } from "node:crypto";
import type { ReasonCode } from "./reasons.ts";
import type { BuyerAudience, StoreAudience } from "./types.ts";

/** What is known of a store, beside its id. */
export type StoreFacts = {
  tags: Readonly<Record<string, string>>;
  /** When it applied for the partner; null when it has not. */
  signedUpAt: Date | null;
};

export type BuyerFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The place of a subject in an opening, 0 to 9999, for ever: SHA-256 over the opening's salt, what kind of subject it
 * is and its reference. A share lets in every place below it, so a larger share lets in all that a smaller one did.
 */
export function placeOf(salt: string, kind: "store" | "buyer" | "other", reference: string): number {
  return Number.parseInt(hash("sha256", `${salt}/${kind}/${reference}`, "hex").slice(0, 12), 16) % 10_000;
}

function inShare(salt: string, kind: "store" | "buyer" | "other", reference: string, share: number): boolean {
  if (share >= 10_000) return true;
  return share > 0 && placeOf(salt, kind, reference) < share;
}

/** Why a store is not in; empty when it is. Every condition that fails is told. */
export function storeReasons(audience: StoreAudience, salt: string, store: string, facts: StoreFacts): ReasonCode[] {
  const { list, share, categories, city_tiers: tiers, signed_up_before: before } = audience;
  const reasons: ReasonCode[] = [];
  if (list && !list.includes(store)) reasons.push("store_not_listed");
  if (categories && !categories.includes(facts.tags["category"] ?? "")) reasons.push("store_category_later");
  if (tiers && !tiers.includes(facts.tags["city_tier"] ?? "")) reasons.push("store_city_later");
  if (before && (facts.signedUpAt === null || facts.signedUpAt >= before)) reasons.push("store_signed_up_later");
  if (share !== undefined && !inShare(salt, "store", store, share)) reasons.push("store_share_later");
  return reasons;
}

/** Why a buyer is not in; empty when they are. A fact that the marketplace did not tell does not hold. */
export function buyerReasons(audience: BuyerAudience, salt: string, buyer: BuyerFacts): ReasonCode[] {
  const { share, any_of: facts, others = 0, city_tiers: tiers, age_bands: ages, app_version_from: from } = audience;
  const reasons: ReasonCode[] = [];
  const reference = typeof buyer["reference"] === "string" ? buyer["reference"] : null;
  const among = (kind: "buyer" | "other", part: number): boolean =>
    part >= 10_000 || (reference !== null && inShare(salt, kind, reference, part));
  if (facts && !facts.some((fact) => buyer[fact] === true) && !among("other", others)) reasons.push("buyer_fact_later");
  if (tiers && !tiers.some((tier) => tier === buyer["city_tier"])) reasons.push("buyer_city_later");
  if (ages && !ages.some((band) => band === buyer["age_band"])) reasons.push("buyer_age_later");
  if (from !== undefined && !reaches(buyer["app_version"], from)) reasons.push("app_version_too_old");
  if (share !== undefined && !among("buyer", share))
    reasons.push(reference === null ? "buyer_not_known" : "buyer_share_later");
  return reasons;
}

const versionShape = /^\d{1,9}(\.\d{1,9}){0,3}$/;

export function isAppVersion(text: string): boolean {
  return versionShape.test(text);
}

/** Whether a version is another one or later; "10.9" is before "10.10", and "10" is "10.0". */
function reaches(version: string | number | boolean | undefined, from: string): boolean {
  if (typeof version !== "string" || !isAppVersion(version)) return false;
  const [have, want] = [version, from].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  for (let i = 0; i < 4; i++) {
    const difference = (have?.[i] ?? 0) - (want?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
