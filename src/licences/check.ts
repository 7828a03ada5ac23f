import type { LicencesContext } from "./context.ts";
import { judge } from "./judge.ts";
import type { LicenceAnswer, LicenceAsked, LicenceView } from "./types.ts";

/** May X stream Y on Z now? The openings' word and the licence's: both must let it, and each says why not. */
export function answer(
  { needs }: LicencesContext,
  licences: readonly LicenceView[],
  asked: LicenceAsked,
  now: Date,
): LicenceAnswer {
  const opening = needs.decide(asked, now);
  const judged = judge(licences, asked, now, needs.timeZoneOf(asked.marketplace));
  const reasons = opening.open ? [] : [...opening.reasons];
  if (judged.licence === null) reasons.push(judged.reason);
  const open = opening.open && judged.licence !== null;
  return { open, reasons, licence: open ? (judged.licence?.id ?? null) : null };
}

/** From memory alone: nothing is read, so it answers while the database is away. */
export function checkLicence(context: LicencesContext, asked: LicenceAsked, at: Date | null): LicenceAnswer {
  return answer(context, context.snapshot.of(asked.marketplace), asked, at ?? context.needs.clock.now());
}
