import type { RepeatKey } from "#db";
import type { Money } from "#money";
import { carryOut, disputesDue } from "./carry-out.ts";
import { giveBackMissed } from "./counts.ts";
import { decide, propose, take } from "./decide.ts";
import { type FilePlace, findFile, type NewFile, putFile, readFile } from "./evidence-files.ts";
import { type DisputeFilter, listDisputes, type Page } from "./lists.ts";
import { openDispute } from "./open-dispute.ts";
import { disputeView, findDispute, stepsOf } from "./rows.ts";
import { type RefundOnlyRules, rulesAt, rulesView, setRating, setRules } from "./rules.ts";
import type { Caller, DisputesNeeds, NewDispute, Proposed, Said, VerdictDecision } from "./types.ts";

export { disputeChecks } from "./checks.ts";
export { type FilePlace, fileBytesMax, maySee, type NewFile } from "./evidence-files.ts";
export { evidenceTypes } from "./file-type.ts";
export type { RatingView, RulesView } from "./rules.ts";
export { disputeStarts, disputeTable } from "./states.ts";
export type * from "./types.ts";

export type Disputes = ReturnType<typeof createDisputes>;

/** What a marketplace sets: sums as money, in CNY. */
export type NewRules = Omit<RefundOnlyRules, "automatic_max" | "person_above"> & {
  automatic_max: Money;
  person_above: Money;
};

/** How often a process looks for counts that an older version left. */
const lookEveryMs = 60_000;

/** The room, with what main hands in. */
export function createDisputes(needs: DisputesNeeds) {
  const step = (event: "agreed" | "contested" | "withdrawn" | "appealed") => (by: Caller, id: string, said: Said) =>
    take(needs, id, { event, by, ...said });
  let lookAt = 0;
  return {
    async open(caller: Caller, input: NewDispute, repeat: RepeatKey | null) {
      const made = await openDispute(needs, caller, input, repeat);
      if (!made.ok || made.repeated || made.value.state !== "granted") return made;
      await carryOut(needs, made.value.id);
      const row = await findDispute(needs.db.read, made.value.id);
      return row ? { ok: true as const, value: disputeView(row) } : made;
    },
    async get(id: string) {
      const row = await findDispute(needs.db.read, id);
      return row && disputeView(row);
    },
    putFile: (caller: Caller, order: FilePlace, file: NewFile) => putFile(needs, caller, order, file),
    findFile: (id: string) => findFile(needs, id),
    readFile: (id: string) => readFile(needs, id),
    list: (filter: DisputeFilter, page: Page) => listDisputes(needs, filter, page),
    steps: (id: string) => stepsOf(needs.db.read, id),
    agree: step("agreed"),
    contest: step("contested"),
    withdraw: step("withdrawn"),
    appeal: step("appealed"),
    propose: (caller: Caller, id: string, input: { verdict: Proposed } & Said) => propose(needs, caller, id, input),
    decide: (caller: Caller, id: string, input: VerdictDecision) => decide(needs, caller, id, input),
    async rules(marketplace: string) {
      return rulesView(marketplace, await rulesAt(needs.db.read, marketplace, needs.clock.now()));
    },
    /** `automatic_max` never above `person_above`: http refuses it before. */
    setRules: (by: string, marketplace: string, { automatic_max, person_above, ...rules }: NewRules) =>
      setRules(needs, by, marketplace, {
        ...rules,
        automatic_max: automatic_max.minor,
        person_above: person_above.minor,
      }),
    setRating: (by: string, store: { id: string; marketplace: string }, rating: number) =>
      setRating(needs, by, store, rating),
    /** Does what is due; answers how much. */
    async tick() {
      const done = await disputesDue(needs);
      const now = needs.clock.now().getTime();
      if (now < lookAt) return done;
      const missed = await giveBackMissed(needs);
      lookAt = now + lookEveryMs;
      return done + missed;
    },
  };
}
