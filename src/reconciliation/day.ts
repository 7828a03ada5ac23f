const shanghai = "+08:00";
const dayMs = 86_400_000;

/** A day of Asia/Shanghai (which has no summer time) as two instants, the second not in it; null for no day. */
export function dayOf(text: string): { from: Date; to: Date } | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const from = new Date(`${text}T00:00:00${shanghai}`);
  if (Number.isNaN(from.getTime()) || dayText(from) !== text) return null;
  return { from, to: new Date(from.getTime() + dayMs) };
}

/** The day of Asia/Shanghai that an instant lies in. */
export function dayText(at: Date): string {
  return new Date(at.getTime() + dayMs / 3).toISOString().slice(0, 10);
}
