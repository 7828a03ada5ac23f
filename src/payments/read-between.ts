import type { Between } from "./narrow.ts";

/** As it comes in an address: instants in RFC 3339, amounts in whole fen. */
export type BetweenAsked = { [name in keyof Between]?: string | undefined };

/** `reversed`: an end lies before its beginning. `unbounded`: amounts without `from`. `wide`: too long for amounts. */
export type BetweenFault = { field: keyof Between; why: "unreadable" | "reversed" | "unbounded" | "wide" };

const dayMs = 86_400_000;

/** No index knows amounts: whoever asks for them has the list walked, and a walk is a leap year long at most. */
export const widestDays = 366;

/** The range that was asked for, or what is wrong with it. A range without an end is measured to `now`. */
export function readBetween(asked: BetweenAsked, now: Date): Between | BetweenFault {
  const range: Between = {};
  for (const name of ["from", "to"] as const) {
    const text = asked[name];
    if (text === undefined) continue;
    const at = instantOf(text);
    // Ids, which carry the time, know none before 1970.
    if (at === null || at.getTime() < 0) return { field: name, why: "unreadable" };
    range[name] = at;
  }
  for (const name of ["amount_from", "amount_to"] as const) {
    const text = asked[name];
    if (text === undefined) continue;
    if (!/^\d{1,15}$/.test(text)) return { field: name, why: "unreadable" };
    range[name] = BigInt(text);
  }
  return faultOf(range, now) ?? range;
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

const dayOf = (text: string): string => {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10);
};

/** Nothing else that JavaScript would take for a date: neither "1", nor a year of six digits, nor a 30 February. */
function instantOf(text: string): Date | null {
  const day = rfc3339.exec(text)?.[1];
  if (day === undefined || dayOf(`${day}T00:00:00Z`) !== day) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

function faultOf({ from, to, amount_from, amount_to }: Between, now: Date): BetweenFault | null {
  if (from && to && to <= from) return { field: "to", why: "reversed" };
  if (amount_from === undefined && amount_to === undefined) return null;
  if (amount_from !== undefined && amount_to !== undefined && amount_to < amount_from)
    return { field: "amount_to", why: "reversed" };
  if (from === undefined) return { field: "from", why: "unbounded" };
  return (to ?? now).getTime() - from.getTime() > widestDays * dayMs ? { field: "from", why: "wide" } : null;
}
