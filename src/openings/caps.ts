import { compare, fromJson, type Money, type MoneyJson, toJson } from "#money";
import type { Caps, NewCaps } from "./types.ts";

export const capNames = ["per_payment", "per_buyer_day", "per_store_day", "total_day"] as const;
export type CapName = (typeof capNames)[number];

/** Caps as a column holds them; one that is left out is no limit. */
export type CapsJson = { [Name in CapName]?: MoneyJson | null };

function mapCaps(of: (name: CapName) => Money | null): Caps {
  return {
    per_payment: of("per_payment"),
    per_buyer_day: of("per_buyer_day"),
    per_store_day: of("per_store_day"),
    total_day: of("total_day"),
  };
}

export const capsOf = (caps: NewCaps): Caps => mapCaps((name) => caps[name] ?? null);

export const capsFromJson = (json: CapsJson): Caps =>
  mapCaps((name) => {
    const found = json[name];
    return found ? fromJson(found) : null;
  });

export function capsToJson(caps: NewCaps): CapsJson {
  const set = capNames.flatMap((name) => {
    const cap = caps[name];
    return cap ? [[name, toJson(cap)]] : [];
  });
  return { per_payment: null, ...Object.fromEntries(set) };
}

/** Of two sets of limits the smaller ones. */
export function tighter(one: Caps, two: Caps): Caps {
  return mapCaps((name) => {
    const [a, b] = [one[name], two[name]];
    if (a === null || b === null) return a ?? b;
    return compare(a, b) <= 0 ? a : b;
  });
}

/** Every fault of some caps; `where` names them. */
export function capFaults(caps: NewCaps, where: string): string[] {
  const set = capNames.flatMap((name) => {
    const cap = caps[name];
    return cap ? [{ name, cap }] : [];
  });
  const low = set.filter(({ cap }) => cap.minor <= 0n).map(({ name }) => `${where}.${name}: must be above zero`);
  const mixed = new Set(set.map(({ cap }) => cap.currency)).size > 1;
  return mixed ? [...low, `${where}: all in one currency`] : low;
}
