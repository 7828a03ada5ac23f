const shanghaiMs = 8 * 3_600_000;

/** RFC 3339 in Beijing time, to the second, as all of the wallet's own texts are: "2024-09-12T08:00:00+08:00". */
export function wireTime(at: Date): string {
  return `${new Date(at.getTime() + shanghaiMs).toISOString().slice(0, 19)}+08:00`;
}

/** Null for anything that is no RFC 3339 instant. */
export function readWireTime(text: unknown): Date | null {
  if (typeof text !== "string") return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** "2024-09-12" in Shanghai, the day of the wallet's bills. */
export function shanghaiDay(at: Date): string {
  return wireTime(at).slice(0, 10);
}

export function unixSeconds(at: Date): string {
  return Math.floor(at.getTime() / 1000).toString();
}

/** True when a unix-seconds text is within `seconds` of now. */
export function isFresh(timestamp: string, now: Date, seconds: number): boolean {
  if (!/^\d{1,11}$/.test(timestamp)) return false;
  return Math.abs(now.getTime() / 1000 - Number.parseInt(timestamp, 10)) <= seconds;
}
