const shanghaiOffsetMs = 8 * 3_600_000;

/** Alipay's zone-less clock text, "2024-09-12 09:00:00": Asia/Shanghai, UTC+8 without change since 1992. */
export function shanghaiText(instant: Date): string {
  return new Date(instant.getTime() + shanghaiOffsetMs).toISOString().slice(0, 19).replace("T", " ");
}

/** The instant of such a text, or null when it is none. Fractions of a second, as in some notices, are dropped. */
export function fromShanghaiText(text: string): Date | null {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(text);
  if (!found) return null;
  const instant = new Date(`${found[1]}T${found[2]}+08:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
