const dayMs = 86_400_000;

type Term = { starts_at: string; ends_at: string | null; notice_days: number };
export type Window = { from: number; to: number };

/** Whole days until it ends, begun ones counted; null: it has no end. Below one: it is over. */
export function daysLeft({ ends_at }: Pick<Term, "ends_at">, now: number): number | null {
  return ends_at === null ? null : Math.ceil((Date.parse(ends_at) - now) / dayMs);
}

/** When its end is told; null: it has no end. */
export function noticeAt({ starts_at, ends_at, notice_days }: Term): number | null {
  return ends_at === null ? null : Math.max(Date.parse(starts_at), Date.parse(ends_at) - notice_days * dayMs);
}

/** What a picture of these terms shows: all of them, now, and some room after those without an end. */
export function windowOf(terms: readonly Term[], now: number): Window {
  const starts = terms.map((one) => Date.parse(one.starts_at));
  const ends = terms.flatMap((one) => (one.ends_at === null ? [] : [Date.parse(one.ends_at)]));
  const from = Math.min(now, ...starts);
  const to = Math.max(now, ...starts, ...ends);
  const room = Math.max(dayMs * 7, (to - from) / 20);
  return { from, to: to + (terms.some((one) => one.ends_at === null) ? room * 3 : room) };
}

/** Where an instant stands in the picture, in hundredths of its width, within it. */
export function placeIn({ from, to }: Window, at: number): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}
