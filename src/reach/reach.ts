/** City tiers 1 (largest) to 5, as buyers' facts have them; null: not known. */
export type Segment = {
  city_tier: number | null;
  age_band: string | null;
  /** People of the one side, of the other, and of both: whole numbers. */
  a: number;
  b: number;
  overlap: number;
};

export type Reached = {
  a: number;
  b: number;
  overlap: number;
  only_a: number;
  only_b: number;
  /** A + B − overlap. */
  reach: number;
  /** What B adds to A, in ten-thousandths of A; null where A is nobody. */
  gain_bp: number | null;
};

export type ReachReport = {
  total: Reached;
  by_segment: readonly (Reached & Pick<Segment, "city_tier" | "age_band">)[];
  by_tier: readonly (Reached & Pick<Segment, "city_tier">)[];
  by_age: readonly (Reached & Pick<Segment, "age_band">)[];
};

export type ReachFault = { fault: "overlap_impossible"; at: number } | { fault: "segment_twice"; at: number };

export function reached({ a, b, overlap }: Pick<Segment, "a" | "b" | "overlap">): Reached {
  const reach = a + b - overlap;
  return {
    ...{ a, b, overlap, only_a: a - overlap, only_b: b - overlap, reach },
    gain_bp: a === 0 ? null : Math.round(((reach - a) * 10_000) / a),
  };
}

const added = (all: readonly Segment[]): Reached =>
  reached(
    all.reduce((sum, one) => ({ a: sum.a + one.a, b: sum.b + one.b, overlap: sum.overlap + one.overlap }), {
      ...{ a: 0, b: 0, overlap: 0 },
    }),
  );

/** Reach by tier and age band. Segments are disjoint, so that they add up; a segment that is told twice is refused. */
export function reachOf(segments: readonly Segment[]): ReachReport | ReachFault {
  const seen = new Set<string>();
  for (const [at, one] of segments.entries()) {
    const name = JSON.stringify([one.city_tier, one.age_band]);
    if (one.overlap > one.a || one.overlap > one.b) return { fault: "overlap_impossible", at };
    if (seen.has(name)) return { fault: "segment_twice", at };
    seen.add(name);
  }
  const groups = <Key>(keyOf: (one: Segment) => Key): [Key, Segment[]][] => [...Map.groupBy(segments, keyOf)];
  return {
    total: added(segments),
    by_segment: segments.map((one) => ({ city_tier: one.city_tier, age_band: one.age_band, ...reached(one) })),
    by_tier: groups((one) => one.city_tier)
      .sort(([one], [two]) => (one ?? 99) - (two ?? 99))
      .map(([city_tier, all]) => ({ city_tier, ...added(all) })),
    by_age: groups((one) => one.age_band)
      .sort(([one], [two]) => ((one ?? "~") < (two ?? "~") ? -1 : 1))
      .map(([age_band, all]) => ({ age_band, ...added(all) })),
  };
}
