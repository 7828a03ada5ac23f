const shanghaiOffsetMs = 8 * 3_600_000;

/** JD Pay's clock text, "20240912090000": Asia/Shanghai, UTC+8 without change since 1992. */
export function shanghaiText(instant: Date): string {
  return new Date(instant.getTime() + shanghaiOffsetMs).toISOString().slice(0, 19).replace(/[-T:]/g, "");
}

/** The instant of such a text, or null when it is none. */
export function fromShanghaiText(text: string): Date | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
