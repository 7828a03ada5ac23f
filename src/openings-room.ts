import type { Clock, Db, Ids, Random } from "#db";
import type { Directory } from "#directory";
import { createCaps, createOpenings } from "#openings";
import { makeGuardFigures } from "./guard-figures.ts";
import { electorateOf, paymentEnds } from "./house-doors.ts";
import { agreementsInForce } from "./links-room.ts";

type OpeningsNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  random: Random;
  directory: Directory;
  kinds: readonly { id: string }[];
  /** What opens takes two people always; else as an opening or its marketplace asks. */
  live: boolean;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
  wait(ms: number): Promise<void>;
};

/** Openings, their caps where money moves, and the figures that their guards watch. */
export function openOpenings({ directory, kinds, live, wait, ...parts }: OpeningsNeeds) {
  const { db, clock, random, alarm } = parts;
  const guards = makeGuardFigures(db, clock);
  const openings = createOpenings({
    ...parts,
    ...electorateOf(db, directory),
    walletIds: kinds.map((kind) => kind.id),
    timeZoneOf: (marketplace) => directory.snapshot.marketplace(marketplace)?.time_zone ?? null,
    figuresOf: guards.figuresOf,
    mayApprove: directory.mayApprove,
    agreementsInForce,
    twoPeople: live ? "always" : "as_set",
  });
  const caps = createCaps({ db, clock, random, endOf: paymentEnds(db), alarm, wait });
  return { openings, caps, guards };
}
