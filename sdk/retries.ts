/** What may be asked again without a second effect, and how long to wait before it. */
export type RetryRules = {
  /** Attempts beyond the first. */
  retries: number;
  /** A `Retry-After` above this is not waited for: the problem is thrown instead. Milliseconds. */
  retryAfterMax: number;
};

/**
 * `safe`: reading, setting, or a POST with its Idempotency-Key. Anything else is repeated only after a 429, which the
 * house answers before it does anything.
 */
export function mayRepeat(status: number | null, code: string | null, safe: boolean): boolean {
  if (status === 429) return true;
  if (!safe) return false;
  // The first attempt may be at work still: its key says so, and the next attempt gets what it made.
  return status === null || status >= 500 || code === "idempotency_in_progress";
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3); null when absent or unreadable. */
export function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number.parseInt(header, 10) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** Half a second, doubled up to eight, a random half of it taken off, so that callers do not come back all at once. */
export function backoff(attempt: number, random: () => number): number {
  const most = Math.min(8_000, 500 * 2 ** (attempt - 1));
  return Math.round(most / 2 + (random() * most) / 2);
}
