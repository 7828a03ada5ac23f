import { credentialOf, waysOf } from "./sign-in.ts";
import type { Parts, SessionView } from "./types.ts";

/** What is to be shown before the session decides anything, in how many minutes it grows old. */
export type StepUpDue = { ways: string; minutes: string };

/**
 * Null when a second step was shown lately enough, and for whoever has none, neither here nor at the provider: whose
 * role must have one was told so before (`due`), and nobody else has anything to show.
 */
export async function stepUpDue(
  parts: Parts,
  { person, stepped_at, second_step }: SessionView,
): Promise<StepUpDue | null> {
  const { stepUpMs, clock } = parts;
  if (stepUpMs === 0) return null;
  if (stepped_at !== null && clock.now().getTime() - stepped_at.getTime() <= stepUpMs) return null;
  const known = await credentialOf(parts, { person });
  const ways = await waysOf(parts, { person, totp_since: known?.totp_since ?? null });
  // Nothing of their own, but the provider's word for a second step: they show it there again.
  const shown = ways.length > 0 ? ways : second_step ? ["provider"] : [];
  return shown.length === 0 ? null : { ways: shown.join(" "), minutes: String(stepUpMs / 60_000) };
}
