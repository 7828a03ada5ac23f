import Type from "typebox";
import { type BetweenAsked, type BetweenFault, readBetween, widestDays } from "#payments";
import { Refusal } from "./refusal.ts";
import { Instant } from "./schemas/index.ts";

const Fen = (description: string) => Type.Optional(Type.String({ pattern: "^[0-9]{1,15}$", description }));

/** How a list is narrowed to a range of time and of amounts. */
export const BetweenQuery = {
  from: Type.Optional({ ...Instant, description: "Orders made from this instant on." }),
  to: Type.Optional({ ...Instant, description: "Orders made before this instant." }),
  amount_from: Fen(`Whole fen, at least; needs \`from\`, at most ${widestDays} days before \`to\` or now.`),
  amount_to: Fen(`Whole fen, at most; needs \`from\`, at most ${widestDays} days before \`to\` or now.`),
};

/** What a list that takes a range may refuse. */
export const rangedFaults = ["cursor_invalid", "request_invalid", "range_too_wide"] as const;

const words = {
  unreadable: { message: "cannot be read", zh: "无法识别" },
  reversed: { message: "lies before the range's beginning", zh: "早于或小于起点" },
  unbounded: { message: "is needed where amounts are asked for", zh: "按金额查询时必填" },
} satisfies Record<Exclude<BetweenFault["why"], "wide">, { message: string; zh: string }>;

/** The range that a list is asked for; `now` is where one without an end is measured to. */
export function betweenOf(asked: BetweenAsked, now: Date) {
  const range = readBetween(asked, now);
  if (!("why" in range)) return range;
  if (range.why === "wide") throw new Refusal("range_too_wide", { most_days: widestDays });
  throw new Refusal("request_invalid", {}, [{ field: range.field, ...words[range.why] }]);
}
