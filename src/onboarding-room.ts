import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import type { Metrics } from "#http";
import { type ActivationDoor, type ActivationFacts, createOnboarding, type Onboarding, type Place } from "#onboarding";
import { decide, type Openings } from "#openings";
import type { WalletKind } from "#wallets/protocol";
import type { WalletConnections } from "./wallet-connections.ts";

export type OnboardingParts = { db: Db; clock: Clock; ids: Ids; publicUrl: string; kinds: readonly WalletKind[] } & {
  directory: Directory;
  openings: Pick<Openings, "programmesFor">;
  connections: Pick<WalletConnections, "connect">;
  metrics: Pick<Metrics, "applicationDecided" | "activationShown">;
  seal(text: string, about: string): string;
  open(sealed: string, about: string): string;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

/** Onboarding speaks with the wallet; the directory keeps the activation, the openings say when buyers may see it. */
export function openOnboarding(parts: OnboardingParts): Onboarding {
  const { db, clock, ids, publicUrl, kinds, directory, connections, metrics } = parts;
  return createOnboarding({
    ...{ db, clock, ids, seal: parts.seal, open: parts.open, alarm: parts.alarm, wallet: connections.connect },
    formOf: (wallet) => kinds.find((kind) => kind.id === wallet)?.onboarding ?? null,
    accountsOf: (marketplace, wallet) =>
      directory.snapshot
        .walletAccounts(marketplace)
        .filter((account) => account.wallet === wallet && account.state === "enabled")
        .map((account) => account.id),
    noticeUrl: (wallet, account) => `${publicUrl}/notices/${wallet}/${account}`,
    activation: activationsOf(directory),
    admitted: admittedBy(parts),
    told: { decided: metrics.applicationDecided, shown: metrics.activationShown },
  });
}

const house = { kind: "person" as const, id: "house", marketplace: null, store: null };

function activationsOf(directory: Directory): ActivationDoor {
  const of = async ({ store, wallet_account }: Place): Promise<ActivationFacts | null> => {
    const all = await directory.listActivations(store);
    return all.find((one) => one.wallet_account === wallet_account) ?? null;
  };
  const set = (place: Place, state: ActivationFacts["state"], why: string, subMerchant?: string) =>
    directory.setActivation(house, place.store, place.wallet, {
      ...{ state, why, wallet_account: place.wallet_account },
      ...(subMerchant === undefined ? {} : { sub_merchant: subMerchant }),
    });
  return {
    of,
    async applied(place) {
      if ((await of(place)) !== null) return;
      const done = await set(place, "applied", "its application was sent to the wallet");
      // Another process may have been first, or the account is gone: the application itself goes on either way.
      if (!done.ok && (await of(place)) === null)
        throw new Error(`The activation of ${place.store} could not be noted: ${done.fault}.`);
    },
    async ready(place, subMerchant) {
      const before = await of(place);
      const state = before?.state === "active" ? "active" : "merchant_ready";
      const done = await set(place, state, "the wallet accepted its application", subMerchant);
      if (!done.ok) throw new Error(`Store ${place.store} could not be made ready: ${done.fault}.`);
      return done.value;
    },
    async show(place) {
      const done = await set(place, "active", "an opening lets its buyers in");
      return done.ok ? done.value : null;
    },
  };
}

/** Reasons that are about the buyer, or that they chose no way to pay yet: the store itself is in. */
const aboutBuyers = /^(buyer_|app_version_)/;

function admittedBy({ directory, openings }: OnboardingParts) {
  return ({ store, wallet }: Place, appliedAt: Date, now: Date): boolean => {
    const known = directory.snapshot.store(store);
    if (known?.state !== "open") return false;
    const facts = {
      ...{ marketplace: known.marketplace, store, capability: "payment", partner: wallet, method: null, amount: null },
      storeFacts: { tags: known.tags, signedUpAt: appliedAt },
      ...{ buyer: {}, standing: "ready" as const, health: "well" as const },
    };
    const { open, reasons } = decide(facts, openings.programmesFor(known.marketplace), now);
    return open || reasons.every((reason) => aboutBuyers.test(reason.code));
  };
}
