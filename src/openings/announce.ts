import { earliestEffective } from "./calendar.ts";
import { type Change, change, type Moved, type Patch } from "./change.ts";
import type { House } from "./create-openings.ts";
import { mustBePerson } from "./person.ts";
import { missingOf } from "./prerequisites.ts";
import { next } from "./states.ts";
import type { Caller, OpeningView, RepeatKey, Result } from "./types.ts";
import { Refusal } from "./write.ts";

const noticeDaysDefault = 7;

export type Announcement = {
  why: string;
  /** Null: the earliest that the days of notice allow. */
  effective_at: Date | null;
  /** Why no store was asked; needed where there was no consultation. */
  skip_consultation?: string | null;
};

/**
 * Tells stores and buyers when it opens. Refused while a prerequisite is missing (all are named), before a consultation
 * has supported these very terms (unless a reason is given for asking nobody), and for an instant too near.
 */
export async function announceOpening(
  house: House,
  caller: Caller,
  id: string,
  input: Announcement,
  repeat: RepeatKey | null,
): Promise<Result<OpeningView>> {
  return await change(house, { caller, id, why: input.why, repeat }, async (moved): Promise<Change> => {
    if (next(moved.found.state, moved.found.paused_from, "announce") === null)
      throw new Refusal("opening_wrong_state", { state: moved.found.state, move: "announce" });
    await mustBePerson(moved, caller, "any");
    const skip = input.skip_consultation ?? null;
    const asked = { effective_at: input.effective_at ?? moved.found.effective_at, skip };
    return { move: "announce", events: ["announce"], ...(await announceable(house, moved, asked)) };
  });
}

/** What an announcement writes; throws the refusal of one that may not be made. */
export async function announceable(
  house: House,
  moved: Moved,
  asked: { effective_at: Date | null; skip: string | null; atOnce?: boolean },
): Promise<{ patch: Patch; details: object }> {
  const { found, now } = moved;
  await mustStand(house, moved);
  const consultation = mustBeSupported(found, asked.skip);
  const days = found.notice_days ?? (asked.atOnce ? 0 : noticeDaysDefault);
  // On every side the days of notice pass whole.
  const earliest = [...new Set([found.marketplace, ...found.sides])]
    .map((side) => earliestEffective(now, days, house.timeZoneOf(side) ?? "UTC"))
    .toSorted((a, b) => b.getTime() - a.getTime())[0] as Date;
  const effective = asked.effective_at ?? earliest;
  if (effective < earliest && days > 0)
    throw new Refusal("opening_notice_too_short", { earliest: earliest.toISOString(), notice_days: String(days) });
  return { patch: { effective_at: effective, ...consultation }, details: { notice_days: days, ...consultation } };
}

function mustBeSupported(found: Moved["found"], skip: string | null): Patch {
  if (found.voted_hash !== null) {
    if (found.voted_hash !== found.terms_hash) throw new Refusal("opening_consultation_missing", { terms: "changed" });
    return {};
  }
  if (found.state === "decided") throw new Refusal("opening_not_supported");
  if (skip === null || !skip.trim()) throw new Refusal("opening_consultation_missing");
  return { consultation_skipped: skip };
}

export async function mustStand(house: House, { tx, found, now }: Moved): Promise<void> {
  const missing = await missingOf(house, tx, found, now);
  if (missing.length > 0)
    throw new Refusal("opening_prerequisites_missing", { missing: missing.map((one) => `${one.kind} ${one.id}`) });
}
