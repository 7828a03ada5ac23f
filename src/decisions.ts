import type { Directory } from "#directory";
import {
  type Decision,
  decide,
  type Facts,
  makeDraftRun,
  makeDryRun,
  type Openings,
  type PastOrder,
  type Standing,
} from "#openings";

/** A question to the openings: a store, a partner, and what is known of the buyer. */
export type DecisionAsked = Pick<Facts, "store" | "capability" | "partner" | "method" | "amount" | "buyer">;

/** Decides from memory alone: facts of the store from the directory, programmes from the openings. */
export function makeDecisions(given: {
  directory: Directory;
  openings: Openings;
  /** How the house finds a wallet at present; absent: always well. */
  health?(partner: string): Facts["health"];
  pastOrders(asked: { sides: readonly string[]; from: Date; to: Date }): AsyncIterable<readonly PastOrder[]>;
  standingsThen(orders: readonly PastOrder[], wallet: string): Promise<readonly Standing[]>;
}) {
  const { snapshot } = given.directory;
  const standingOf = (store: string, capability: string, partner: string) => {
    // Only payment has accounts and activations; for the rest the store must be there and open.
    if (capability === "payment") return snapshot.accountFor(store, partner);
    const state = snapshot.store(store)?.state;
    if (state === "open") return null;
    const missing: Standing = state === undefined ? "store_unknown" : `store_${state}`;
    return { missing };
  };
  const programmesAt = (store: string) => given.openings.programmesFor(snapshot.store(store)?.marketplace ?? "");
  const past: Parameters<typeof makeDryRun>[0] = {
    planTrials: given.openings.planTrials,
    draftTrials: given.openings.draftTrials,
    pastOrders: given.pastOrders,
    standingsThen: given.standingsThen,
    storeFacts(store, partner) {
      const found = snapshot.accountFor(store, partner);
      const signedUpAt = "activation" in found ? found.activation.applied_at : null;
      return { tags: snapshot.store(store)?.tags ?? {}, signedUpAt };
    },
    standingOf(store, capability, partner) {
      const found = standingOf(store, capability, partner);
      return found && "missing" in found ? found.missing : "ready";
    },
  };
  return {
    dryRun: makeDryRun(past),
    draftRun: makeDraftRun(past),
    programmesAt,
    /** From memory; null for a store that there is not. */
    marketplaceOf: (store: string): string | null => snapshot.store(store)?.marketplace ?? null,
    /** What openings were ever made for at the store's side, each once, with their ids. */
    placesAt: (store: string) => programmesAt(store).places,
    /** Rises with every change of an opening at the store's side. */
    versionAt: (store: string): bigint => programmesAt(store).version,
    decide(asked: DecisionAsked, now: Date): Decision {
      const programmes = programmesAt(asked.store);
      const found = standingOf(asked.store, asked.capability, asked.partner);
      const missing = found && "missing" in found ? found.missing : null;
      const facts: Facts = {
        ...asked,
        marketplace: programmes.marketplace,
        storeFacts: {
          tags: snapshot.store(asked.store)?.tags ?? {},
          signedUpAt: found && "activation" in found ? found.activation.applied_at : null,
        },
        standing: missing ?? "ready",
        health: asked.capability === "payment" ? (given.health?.(asked.partner) ?? "well") : "well",
      };
      return decide(facts, programmes, now);
    },
  };
}

export type Decisions = ReturnType<typeof makeDecisions>;
