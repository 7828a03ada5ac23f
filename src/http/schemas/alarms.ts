import Type from "typebox";
import { choice, Id, Instant, InstantOrNull, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";

export const AlarmShape = shape("Alarm", {
  id: Id("alm"),
  marketplace: nullable(Id("mkt")),
  what: Type.String({ description: "Its name, e.g. wallet_success_unplaced." }),
  words: ref(WordsShape),
  about: Type.Record(Type.String(), Type.Unknown(), { description: "Which payment, account, day … it is about." }),
  times: Type.String({ description: "How often it was raised since it is open." }),
  raised_at: Instant,
  last_at: Instant,
  cleared_at: InstantOrNull,
  cleared_by: nullable(Type.String({ description: "`house`, or a person." })),
  cleared_why: TextOrNull,
});

export const ClearAlarmShape = shape("ClearAlarm", { why: Type.String({ minLength: 1, maxLength: 500 }) });

export const AlarmQuery = { state: Type.Optional(choice(["open", "cleared"])) };
