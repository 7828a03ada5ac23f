import type {
  ComplaintView,
  NewComplaint,
  NotificationView,
  OpeningRules,
  OpeningView,
  PrerequisiteStanding,
  Reader,
  StandingName,
  TimelineEntry,
  Unread,
} from "#openings";
import type { Caller, Page, Paged, Reach, RepeatKey, Result } from "./parts.ts";

type StageAsked = { kind: "pilot" | "stage"; n: number; why: string };

/** What this room needs of openings beside their moves: who is told what, who may do what alone, what came when. */
export type ToldDoor = {
  pauseStage(caller: Caller, id: string, input: StageAsked, repeat: RepeatKey | null): Promise<Result<OpeningView>>;
  /** `person_needed` for what a guard has taken back. */
  resumeStage(caller: Caller, id: string, input: StageAsked, repeat: RepeatKey | null): Promise<Result<OpeningView>>;
  decideStanding(
    caller: Caller,
    input: StandingName & { approve: boolean; why: string },
  ): Promise<Result<PrerequisiteStanding>>;
  readRules(marketplace: string): Promise<OpeningRules>;
  /** `two_people_always` in production, where nothing lets one person be enough. */
  setRules(
    caller: Caller,
    input: { marketplace: string; two_people: boolean; why: string },
  ): Promise<Result<OpeningRules>>;
  /** A store's; store null: what the marketplace's own people were told; both null: the whole house's. */
  listNotifications(whose: Reader, page: Page): Promise<Paged<NotificationView>>;
  countUnread(whose: Reader): Promise<Unread>;
  /** `not_found` for one that this place was not told. */
  markRead(whose: Reader, id: string): Promise<Result<Unread>>;
  /** All up to the one that is named. */
  markAllRead(whose: Reader, until: string): Promise<Result<Unread>>;
  /** `complaint_exists` for a payment that was complained about already. */
  takeComplaint(caller: Caller, input: NewComplaint, repeat: RepeatKey | null): Promise<Result<ComplaintView>>;
  /** Past events with the openings that model them, and our own openings' moves, in their order. */
  timeline(reach: Reach, page: Page): Promise<Paged<TimelineEntry>>;
};
