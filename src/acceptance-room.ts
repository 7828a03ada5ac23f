import { type AcceptanceNeeds, type AcceptanceRoom, makeAcceptance } from "#acceptance";
import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import type { AcceptanceDoor } from "#http";
import { decide, type Openings } from "#openings";
import type { WalletKind } from "#wallets/protocol";
import type { Decisions } from "./decisions.ts";

/**
 * Whether one wallet's users may pay at another's merchants: an opening on the acquiring wallet's side, with the
 * issuing one as partner. Its stages may name stores, by list or by what is known of them, as every opening's.
 */
export function makeAcceptancePermit(
  openings: Pick<Openings, "programmesFor">,
  directory: Pick<Directory, "snapshot">,
  clock: Clock,
): AcceptanceNeeds["permit"] {
  return ({ acquirer, issuer, store, amount, method }) => {
    const facts = {
      ...{ marketplace: acquirer, store, capability: "acceptance", partner: issuer, method, amount, buyer: {} },
      storeFacts: { tags: directory.snapshot.store(store)?.tags ?? {}, signedUpAt: null },
      ...({ standing: "ready", health: "well" } as const),
    };
    const { open, reasons } = decide(facts, openings.programmesFor(acquirer), clock.now());
    return { open, reasons };
  };
}

export type AcceptanceParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  publicUrl: string;
  kinds: readonly WalletKind[];
  directory: Directory;
  openings: Openings;
  wallet: AcceptanceNeeds["wallet"];
  refresh(): Promise<void>;
  alarm: AcceptanceNeeds["alarm"];
};

export function openAcceptance({ kinds, directory, openings, clock, ...rest }: AcceptanceParts): AcceptanceRoom {
  return makeAcceptance({
    ...{ ...rest, clock },
    titleOf: (id) => kinds.find((one) => one.id === id)?.title ?? null,
    walletOf: (account) => directory.snapshot.walletAccount(account)?.wallet ?? null,
    permit: makeAcceptancePermit(openings, directory, clock),
    openingsVersion: openings.versionOf,
  });
}

/** Of which wallets the store takes the user of another, by a code that it shows. */
export function throughAnother(
  acceptance: Pick<AcceptanceRoom, "offer">,
  decisions: Pick<Decisions, "decide">,
  directory: Pick<Directory, "snapshot">,
  clock: Clock,
) {
  return (store: string, issuer: string, amount: Parameters<AcceptanceRoom["offer"]>[0]["amount"]) =>
    acceptance.offer({
      ...{ store, issuer, amount },
      takes: (partner) => {
        const asked = { store, partner, capability: "code", method: "shown", amount, buyer: {} };
        const joined = !("missing" in directory.snapshot.accountFor(store, partner));
        return joined && decisions.decide(asked, clock.now()).open;
      },
    });
}

/** What the API needs of it: only people of the whole house reach it. */
export function makeAcceptanceDoor(room: AcceptanceRoom): AcceptanceDoor {
  const { pairs, putPair, setRates, listRates, list, closeWindow, confirm, getClearing, listClearings } = room;
  return { pairs, putPair, setRates, listRates, list, closeWindow, confirm, getClearing, listClearings };
}
