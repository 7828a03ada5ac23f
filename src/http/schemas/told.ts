import Type from "typebox";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  nullable,
  PageQuery,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

export const NotificationShape = shape("Notification", {
  id: Type.String(),
  marketplace: TextOrNull,
  store: TextOrNull,
  type: Type.String({ description: "What happened: opening.announce, opening.guard_breached, alarm.raised, …" }),
  subject: Type.String({ description: "The opening, or the alarm." }),
  words: ref(WordsShape),
  data: Type.Unknown(),
  at: Instant,
  read: Type.Boolean({ description: "By whoever asks: a person, or a key." }),
});
const NotificationId = Type.String({ pattern: "^ntf_[0-9A-HJKMNP-TV-Z]{26}$" });
export const NotificationParams = { id: NotificationId };
const NotificationsOf = { store: Type.Optional(Id("sto")), marketplace: Type.Optional(Id("mkt")) };
export const UnreadQuery = NotificationsOf;
export const UnreadShape = shape("Unread", {
  unread: Type.Integer({ minimum: 0, maximum: 99 }),
  more: Type.Boolean({ description: "There are more than are counted." }),
});
export const MarkAllReadShape = shape("MarkAllRead", {
  until: Type.Unsafe<string>({ ...NotificationId, description: "The newest that was seen: later ones stay unread." }),
  ...NotificationsOf,
});

export const NewComplaintShape = shape("NewComplaint", {
  payment: Id("pay"),
  code: Type.String({
    pattern: "^[a-z][a-z0-9_]{0,39}$",
    description: "A short word that groups complaints: not_received, charged_twice.",
  }),
  says: Type.Optional(Type.String({ maxLength: 2000 })),
});
export const ComplaintShape = shape("Complaint", {
  id: Type.String(),
  payment: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  wallet: Type.String(),
  code: Type.String(),
  says: Type.String(),
  by: Type.String(),
  at: Instant,
});

export const SetOpeningRulesShape = shape("SetOpeningRules", {
  two_people: Type.Boolean(),
  why: Type.String({ minLength: 1, maxLength: 500 }),
});
export const OpeningRulesShape = shape("OpeningRules", {
  marketplace: Type.String(),
  two_people: Type.Boolean({ description: "What opens, widens or resumes takes two people." }),
  source: choice(["production", "marketplace", "sandbox"]),
  by: TextOrNull,
  why: TextOrNull,
  at: InstantOrNull,
});

const Modelled = Type.Object({ id: Type.String(), marketplace: Type.String(), state: Type.String() });
export const TimelineEntryShape = shape("TimelineEntry", {
  kind: choice(["event", "move"]),
  date: nullable(
    Type.String({ description: "As exactly as it is known: 2013, 2013-07, 2020-H2 or 2024-09-05; null: not yet." }),
  ),
  date_precision: TextOrNull,
  wall: Type.String(),
  capability: nullable(Type.String({ description: "What is opened; of a past event its model's." })),
  move: Type.String(),
  actors: Type.Array(Type.String()),
  marketplaces: Type.Array(Type.Object({ id: Type.String(), name: ref(WordsShape) }), {
    description: "The marketplaces among the actors, by name; none of a past event.",
  }),
  what: ref(WordsShape),
  source: TextOrNull,
  model: Type.Unknown({ description: "The opening by data that models a past event." }),
  openings: Type.Array(Modelled),
});

export const NotificationsQuery = {
  ...PageQuery,
  store: Type.Optional(Id("sto")),
  marketplace: Type.Optional(Id("mkt")),
};
