import { credentialOf, waysOf } from "./sign-in.ts";
import type { Parts, SessionView } from "./types.ts";

/** What is to be shown before the session decides anything, in how many minutes it grows old. */
export type StepUpDue = { ways: string; minutes: string };

/**
 * Null when a second step was shown lately enough, and for whoever has none: whose role must have one was told so
 * before (`due`), and nobody else has anything to show.
 */
export async function stepUpDue(parts: Parts, { person, stepped_at }: SessionView): Promise<StepUpDue | null> {
  const { stepUpMs, clock } = parts;
  if (stepUpMs === 0) return null;
  if (stepped_at !== null && clock.now().getTime() - stepped_at.getTime() <= stepUpMs) return null;
  const known = await credentialOf(parts, { person });
  const ways = await waysOf(parts, { person, totp_since: known?.totp_since ?? null });
  return ways.length === 0 ? null : { ways: ways.join(" "), minutes: String(stepUpMs / 60_000) };
}
