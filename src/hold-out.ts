import type { Directory } from "#directory";
import { decide, type Facts, type Openings, type OpeningView, type Stage } from "#openings";
import type { HoldOut } from "#reach";

type Needs = { openings: Openings; directory: Directory };
type Kind = "pilot" | "stage";

/** Reads the plan as the house itself does: no marketplace's own. */
const house = { kind: "person", id: "house", marketplace: null, store: null };
const whole = 10_000;

/**
 * Whom a pilot or stage holds out, by the very decision that let the others in: an order is of the hold-out when the
 * buyer's share is the only thing that is said against it. Amounts and caps are left out of it, and every store counts
 * as joined: who is compared must not depend on what the stage brought about.
 */
export function makeHoldOut({ openings, directory }: Needs) {
  return async (id: string, kind: Kind, n: number): Promise<HoldOut | null> => {
    const opening = await openings.getOpening(id);
    const stage = stagesIn(opening, kind).find((one) => one.n === n);
    const share = stage?.buyers.share;
    if (!opening || !stage || share === undefined || share <= 0 || share >= whole) return null;
    const tried = await openings.planTrials(house, id, {});
    const trial = tried.ok ? tried.value.trials.find((one) => one.kind === kind && one.n === n) : undefined;
    if (!trial) return null;
    const { marketplace, sides, capability, partner } = opening;
    const asked = { marketplace, capability, partner, method: null, amount: null } as const;
    const steps = await openings.stepsOf(id);
    const over = steps.find(({ event }) => event === "complete" || event === "withdraw")?.at ?? null;
    return {
      ...{ marketplace, sides, start: startOf(opening, kind, stage), end: endOf(opening, kind, stage, over) },
      pauses: pausesIn(steps),
      groupOf({ store, buyer, at }) {
        const known = { store, buyer, storeFacts: storeFacts(directory, store, partner) };
        const facts: Facts = { ...asked, ...known, standing: "ready", health: "well" };
        const { open, reasons } = decide(facts, trial.programmes, at);
        if (open) return "in";
        return reasons.every((one) => one.code === "buyer_share_later") ? "out" : null;
      },
    };
  };
}

const stagesIn = (opening: OpeningView | null, kind: Kind): readonly Stage[] =>
  (kind === "pilot" ? opening?.pilots : opening?.stages) ?? [];

function storeFacts({ snapshot }: Directory, store: string, partner: string): NonNullable<Facts["storeFacts"]> {
  const found = snapshot.accountFor(store, partner);
  const signedUpAt = "activation" in found ? found.activation.applied_at : null;
  return { tags: snapshot.store(store)?.tags ?? {}, signedUpAt };
}

/** The first stage begins with the opening itself. */
function startOf(opening: OpeningView, kind: Kind, stage: Stage): Date | null {
  const own = stage.started_at ?? stage.starts_at;
  return own ?? (kind === "stage" && stage.n === 1 ? opening.effective_at : null);
}

/** By people and by guards alike; the last one may still last. */
function pausesIn(steps: readonly { event: string; at: Date }[]): HoldOut["pauses"] {
  const pauses: { from: Date; to: Date | null }[] = [];
  for (const { event, at } of [...steps].sort((one, two) => one.at.getTime() - two.at.getTime())) {
    const last = pauses.at(-1);
    if (event === "pause") pauses.push({ from: at, to: null });
    else if (event === "resume" && last) last.to = at;
  }
  return pauses;
}

/** What came first: the next stage, the opening itself after its pilots, or the stage's own end. */
function endOf(opening: OpeningView, kind: Kind, stage: Stage, over: Date | null): Date | null {
  const later = stagesIn(opening, kind).filter((one) => one.n > stage.n);
  const ends = [
    ...later.map((one) => one.started_at ?? one.starts_at),
    ...[stage.paused_at, kind === "pilot" ? opening.effective_at : null, over],
  ].filter((one) => one !== null);
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((one) => one.getTime())));
}
