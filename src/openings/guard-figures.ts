import type { Guard } from "./types.ts";

/** What came of the payments of a partner on an opening's sides since an instant. */
export type Figures = {
  paid: bigint;
  /** The wallet's own refusals. */
  refused: bigint;
  /** Started long enough ago, and the wallet has not been heard. */
  unknown: bigint;
  /** Refunds that were asked for. */
  refunded: bigint;
  /** Payments that somebody complained about. */
  complaints: bigint;
  /** Differences that were found between the wallet's bills and the books. */
  breaks: bigint;
};

/** Which payments a guard looks at; `figure` says what will be read of the answer, the rest may be zero. */
export type FiguresAsked = {
  sides: readonly string[];
  partner: string;
  /** Null: whatever the method. */
  methods: readonly string[] | null;
  since: Date;
  figure: Guard["figure"];
};

export const guardCaller = "guard";

/** What a figure counts, and of how many. */
const readings: Record<Guard["figure"], (figures: Figures) => { part: bigint; whole: bigint }> = {
  success_rate: ({ paid, refused }) => ({ part: paid, whole: paid + refused }),
  refund_rate: ({ paid, refunded }) => ({ part: refunded, whole: paid }),
  complaint_rate: ({ paid, complaints }) => ({ part: complaints, whole: paid }),
  unknown_rate: ({ paid, refused, unknown }) => ({ part: unknown, whole: paid + refused + unknown }),
  breaks: ({ breaks }) => ({ part: breaks, whole: breaks }),
};

/** What a guard made of some figures: so many of so many, and whether that stops anything. */
export type Reading = { guard: Guard; part: bigint; whole: bigint; breached: boolean };

export type Breach = Omit<Reading, "breached">;

/** How a guard stands with some figures. Below its minimum count nothing is breached. */
export function readingOf(guard: Guard, figures: Figures): Reading {
  const { part, whole } = readings[guard.figure](figures);
  if (whole < BigInt(guard.min_count) || whole === 0n) return { guard, part, whole, breached: false };
  const limit = BigInt(guard.limit);
  // Multiplied out, so that nothing is rounded to the safe side or the other: part / whole against limit / 10,000.
  const [found, allowed] = guard.figure === "breaks" ? [part, limit] : [part * 10_000n, limit * whole];
  const breached = guard.figure === "success_rate" ? found < allowed : found > allowed;
  return { guard, part, whole, breached };
}

/** Whether a guard is breached by some figures; null below its minimum count, or when all is well. */
export function breachOf(guard: Guard, figures: Figures): Breach | null {
  const { breached, ...found } = readingOf(guard, figures);
  return breached ? found : null;
}

/** Every fault of some guards; `where` names them. */
export function guardFaults(guards: readonly Guard[], where = "guards"): string[] {
  return guards.flatMap(({ limit, window_minutes: minutes, min_count: count }, index) => {
    const whole = (value: number, from: number, to: number) => Number.isInteger(value) && value >= from && value <= to;
    const right = whole(limit, 0, 10_000) && whole(minutes, 1, 1440) && whole(count, 1, 1_000_000);
    const say = "limit in 10,000ths (breaks: a number), window_minutes 1 to 1440, min_count from 1";
    return right ? [] : [`${where}[${index}]: whole numbers: ${say}`];
  });
}
