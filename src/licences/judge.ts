import { licenceReasons } from "./reasons.ts";
import type { LicenceAsked, LicenceView, Reason } from "./types.ts";

export type Judged = { licence: LicenceView } | { licence: null; reason: Reason };

/** How near a licence came to letting it: who has only to wait is told so before who has another streamer's. */
const order = ["licence_not_yet", "licence_revoked", "licence_ended", "licence_other_scope", "licence_other_streamer"];

/** Which of a work's licences lets this be done at an instant, or the nearest one's reason. Pure. */
export function judge(licences: readonly LicenceView[], asked: LicenceAsked, now: Date, timeZone: string): Judged {
  const reasons: Reason[] = [];
  for (const licence of licences) {
    if (licence.work !== asked.work || licence.host !== asked.host) continue;
    const reason = against(licence, asked, now, timeZone);
    if (reason === null) return { licence };
    reasons.push(reason);
  }
  reasons.sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
  return { licence: null, reason: reasons[0] ?? licenceReasons.missing() };
}

function against(licence: LicenceView, asked: LicenceAsked, now: Date, timeZone: string): Reason | null {
  if (licence.streamer !== null && licence.streamer !== asked.streamer) return licenceReasons.streamer();
  if (!licence.scopes.includes(asked.scope)) return licenceReasons.scope(licence.scopes);
  if (licence.revoked_at !== null && licence.revoked_at <= now)
    return licenceReasons.revoked(licence.revoked_why ?? "");
  if (now < licence.starts_at) return licenceReasons.notYet(licence.starts_at, timeZone);
  if (licence.ends_at !== null && now >= licence.ends_at) return licenceReasons.ended(licence.ends_at, timeZone);
  return null;
}
