/** How something spreads: nobody at the start, at last `limit` of those who could, half of them after `half_months`. */
export type Curve = { limit: number; half_months: number };

export type WhatIf = {
  /** The incumbent wallet's users, the other's, and who has both. */
  a: number;
  b: number;
  overlap: number;
  months: number;
  /** Of the incumbent's users: who buys here. The same where the platform is closed and where it is open. */
  buying: number;
  /** Of those whom only the other wallet reaches: who comes to buy, once it is open. */
  adoption: Curve;
  /** Of buyers who have both: who turns to the other wallet. */
  displacement: Curve;
};

/** What stands where nobody says otherwise. Made up: whoever knows better figures gives them. */
export const standardWhatIf = {
  months: 12,
  buying: 0.6,
  adoption: { limit: 0.2, half_months: 4 },
  displacement: { limit: 0.3, half_months: 4 },
} as const;

export type Month = {
  month: number;
  closed: { buyers: number; incumbent: number };
  open: { buyers: number; incumbent: number; other: number; new_buyers: number; incumbent_share: number };
};

/**
 * From 0 at the start towards the limit; half of it after half_months, nine tenths after twice that. Bass's curve
 * (1969, remembered, not verified) with imitation six times as strong as innovation: it goes through these points.
 */
export function along({ limit, half_months: half }: Curve, month: number): number {
  if (month <= 0) return 0;
  const left = 8 ** (-month / half);
  return (limit * (1 - left)) / (1 + 6 * left);
}

/**
 * The same people month by month, with the platform closed and with it open. A model, not a forecast: the curves are
 * the caller's. Nobody who buys with the incumbent today stops buying.
 */
export function compareMonths(asked: WhatIf): Month[] {
  const { a, b, overlap, buying } = asked;
  const closed = Math.round(a * buying);
  const withBoth = overlap * buying;
  return Array.from({ length: asked.months + 1 }, (_, month) => {
    const added = Math.round((b - overlap) * along(asked.adoption, month));
    const moved = Math.round(withBoth * along(asked.displacement, month));
    const buyers = closed + added;
    const incumbent = closed - moved;
    const incumbent_share = buyers === 0 ? 0 : incumbent / buyers;
    return {
      ...{ month, closed: { buyers: closed, incumbent: closed } },
      open: { buyers, incumbent, other: added + moved, new_buyers: added, incumbent_share },
    };
  });
}
