/** What every bench prints as its last line. Times in milliseconds, CPU in microseconds per operation. */
export type BenchResult = {
  name: string;
  unit: string;
  /** Operations a second: the median of the runs. */
  throughput: number;
  p50_ms: number;
  p99_ms: number;
  /** Of all processes that take part, per operation. */
  cpu_us: number;
  /** What the same machine could do in the same run, without the product. */
  ceiling: number;
  ratio: number;
  detail: Record<string, unknown>;
};

/** How much to measure, where somebody asked for less (or more) than the published figures take. */
export type BenchSize = {
  runs?: number;
  perRun?: number;
  /** How many callers are at work at once, where a bench takes another number than its own (pay). */
  callers?: number;
  /** A folder for CPU profiles and PostgreSQL's statements. */
  profile?: string;
};

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

export function round(value: number, digits = 1): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** Runs work over items with so many under way at once; answers each one's time and the whole, in milliseconds. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<{ times: number[]; wallMs: number }> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  const runner = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const start = performance.now();
      await work(items[at] as Item);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, runner));
  return { times: times.toSorted((a, b) => a - b), wallMs: performance.now() - began };
}
