import type { Money } from "#money";
import { capNames } from "../caps.ts";
import type { Facts } from "../decide.ts";
import { placeOf } from "../place.ts";
import type { Programme } from "../programmes.ts";
import type { Caps, Stage } from "../types.ts";

/**
 * The rules of docs/guides/decisions.md, said again one after another and without a thought for speed: what decide()
 * is held against. It takes openings as they are kept, and a condition's meaning from whoever drew it.
 */
export type Said = {
  open: boolean;
  /** Codes, sorted. */
  reasons: readonly string[];
  caps: Caps;
  opening: string | null;
  version: number | null;
  stage: string | null;
};

/** What a condition in CEL means; "unknown" for a fact that nobody told. */
export type Meaning = (facts: Facts, now: Date) => boolean | "unknown";
export type MeaningOf = (condition: string) => Meaning;

const unlimited: Caps = { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: null };

export function evaluate(asked: Facts, openings: readonly Programme[], now: Date, meaningOf: MeaningOf): Said {
  const here = openings.filter((one) => one.capability === asked.capability && one.partner === asked.partner);
  const forMethod = (one: Programme) => asked.method === null || !one.methods || one.methods.includes(asked.method);
  const live = here.filter((one) => one.state !== "withdrawn");
  const counting = live.filter(forMethod);
  const said = counting.map((one) => byOne(one, asked, now, meaningOf));
  const [first] = said;
  if (first) return chosen(said, first);
  const wall = live.length > 0 ? "method_not_open" : here.some(forMethod) ? "withdrawn" : "not_opened";
  const reasons = [wall, ...(asked.standing === "ready" ? [] : [asked.standing])].toSorted();
  return { open: false, reasons, caps: unlimited, opening: null, version: null, stage: null };
}

function chosen(said: readonly Said[], first: Said): Said {
  const open = said.filter((one) => one.open);
  if (open.length === 0) {
    const fewest = Math.min(...said.map((one) => one.reasons.length));
    return said.find((one) => one.reasons.length === fewest) ?? first;
  }
  const unlimitedOne = open.find((one) => one.caps.per_payment === null);
  if (unlimitedOne) return unlimitedOne;
  // Limits in another currency than the oldest one's cannot be compared with it.
  const currency = open[0]?.caps.per_payment?.currency;
  const comparable = open.filter((one) => one.caps.per_payment?.currency === currency);
  const limits = comparable.map((one) => one.caps.per_payment?.minor ?? 0n).toSorted((a, b) => (a < b ? 1 : -1));
  return comparable.find((one) => one.caps.per_payment?.minor === limits[0]) ?? first;
}

function byOne(opening: Programme, asked: Facts, now: Date, meaningOf: MeaningOf): Said {
  const holds = whichHolds(opening, now);
  const stage = typeof holds === "object" ? holds.stage : null;
  const reasons: string[] = [];
  if (typeof holds === "string" && holds !== "everybody") reasons.push(holds);
  if (stage) reasons.push(...notFor(stage, opening.salt, asked));
  const condition = stage?.condition ?? null;
  if (condition !== null && meaningOf(condition)(asked, now) !== true) reasons.push("condition_not_met");
  if (asked.standing !== "ready") reasons.push(asked.standing);
  if (asked.health === "degraded") reasons.push("wallet_degraded");
  if (asked.method === "in_app" && asked.inPartnerApp === false) reasons.push("needs_wallet_app");
  const caps = smaller(opening.caps, stage?.caps ?? unlimited);
  reasons.push(...beyond(caps, asked));
  const open = reasons.length === 0;
  const limits = (["per_payment", "per_buyer_day"] as const).filter((name) => caps[name] !== null);
  const told = open ? limits.map((name) => `cap_${name}`) : [...new Set(reasons)];
  const where = typeof holds === "object" ? `${holds.kind} ${holds.stage.n}` : null;
  return { open, reasons: told.toSorted(), caps, opening: opening.id, version: opening.version, stage: where };
}

type Holding = { kind: "pilot" | "stage"; stage: Stage };

function whichHolds(one: Programme, now: Date): Holding | string {
  if (one.state === "paused") return "paused";
  const announced = ["announced", "opening", "open"].includes(one.state);
  if (announced && one.effectiveAt !== null && one.effectiveAt <= now) {
    if (one.state === "open" || one.stages.length === 0) return "everybody";
    const stage = lastBegun(one.stages, now);
    return stage ? { kind: "stage", stage } : "stage_waits";
  }
  // Piloting has an end: from the effective instant on there are stages, and everybody.
  const begun = one.pilots[0]?.started_at ?? null;
  const pilot =
    begun !== null && begun <= now && !["opening", "open"].includes(one.state) ? lastBegun(one.pilots, now) : null;
  if (pilot) return { kind: "pilot", stage: pilot };
  return announced && one.effectiveAt !== null ? "not_yet_effective" : "not_announced";
}

/** Of stages whose kind has begun. */
function lastBegun(stages: readonly Stage[], now: Date): Stage | null {
  let last: Stage | null = null;
  for (const stage of stages) {
    if (stage.paused_at !== null) return last;
    const begins = stage.started_at ?? stage.starts_at;
    if (stage.n === 1 || (begins !== null && begins <= now)) last = stage;
  }
  return last;
}

function notFor({ methods, stores, buyers }: Stage, salt: string, asked: Facts): string[] {
  const { buyer, store, method } = asked;
  const { tags, signedUpAt } = asked.storeFacts ?? { tags: {}, signedUpAt: null };
  const reference = typeof buyer["reference"] === "string" ? buyer["reference"] : null;
  const below = (kind: "store" | "buyer" | "other", who: string | null, share: number) =>
    share === 10_000 || (who !== null && placeOf(salt, kind, who) < share);
  const among = (list: readonly unknown[] | undefined, fact: unknown) => list === undefined || list.includes(fact);
  const fact = buyers.any_of?.some((name) => buyer[name] === true) ?? true;
  const rules: [boolean, string][] = [
    [methods === null || method === null || methods.includes(method), "method_not_open"],
    [among(stores.list, store), "store_not_listed"],
    [among(stores.categories, tags["category"]), "store_category_later"],
    [among(stores.city_tiers, tags["city_tier"]), "store_city_later"],
    [stores.signed_up_before === undefined || before(signedUpAt, stores.signed_up_before), "store_signed_up_later"],
    [stores.share === undefined || below("store", store, stores.share), "store_share_later"],
    [fact || below("other", reference, buyers.others ?? 0), "buyer_fact_later"],
    [among(buyers.city_tiers, buyer["city_tier"]), "buyer_city_later"],
    [among(buyers.age_bands, buyer["age_band"]), "buyer_age_later"],
    [among(buyers.apps, buyer["app"]), "buyer_app_later"],
    [reaches(buyer["app_version"], buyers.app_version_from), "app_version_too_old"],
    [
      buyers.share === undefined || below("buyer", reference, buyers.share),
      reference === null ? "buyer_not_known" : "buyer_share_later",
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, code]) => code);
}

const before = (at: Date | null, limit: Date) => at !== null && at.getTime() < limit.getTime();

/** By number, part by part; a part that is left out is 0. */
function reaches(told: unknown, from: string | undefined): boolean {
  if (from === undefined) return true;
  if (typeof told !== "string" || !/^\d+(\.\d+){0,3}$/.test(told)) return false;
  const padded = (text: string) => [...text.split("."), "0", "0", "0"].slice(0, 4).map((part) => part.padStart(9, "0"));
  return padded(told).join(".") >= padded(from).join(".");
}

function smaller(one: Caps, two: Caps): Caps {
  const least = (a: Money | null, b: Money | null) => (a && b ? (a.minor <= b.minor ? a : b) : (a ?? b));
  const pairs = capNames.map((name) => [name, least(one[name], two[name])] as const);
  return { ...unlimited, ...Object.fromEntries(pairs) };
}

function beyond(caps: Caps, { amount, buyer }: Facts): string[] {
  if (amount === null) return [];
  const set = capNames.filter((name) => caps[name] !== null);
  if (set.some((name) => caps[name]?.currency !== amount.currency)) return ["currency_not_open"];
  const over = set.filter((name) => amount.minor > (caps[name]?.minor ?? 0n)).map((name) => `over_cap_${name}`);
  const unknown = caps.per_buyer_day !== null && typeof buyer["reference"] !== "string";
  return unknown ? [...over, "buyer_not_known"] : over;
}
