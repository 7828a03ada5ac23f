import { type AcceptanceNeeds, type AcceptanceRoom, makeAcceptance, type Verdict } from "#acceptance";
import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import type { AcceptanceDoor } from "#http";
import type { Money } from "#money";
import { type CapsDoor, capPlanOf, decide, type Openings } from "#openings";
import { type BuyerFacts, payerOf } from "#payments";
import type { WalletKind } from "#wallets/protocol";
import type { Decisions } from "./decisions.ts";

/** A wallet's day, as its bills have it. */
const walletsZone = "Asia/Shanghai";

/**
 * Whether one wallet's users may pay at another's merchants: an opening on the acquiring wallet's side, with the
 * issuing one as partner. Its stages may name stores, by list or by what is known of them, as every opening's.
 */
function makeAcceptancePermit(
  openings: Pick<Openings, "programmesFor">,
  directory: Pick<Directory, "snapshot">,
  clock: Clock,
): AcceptanceNeeds["permit"] {
  return ({ acquirer, issuer, store, amount, method, payer }) => {
    const buyer = payer === undefined ? {} : { reference: payer };
    const now = clock.now();
    const facts = {
      ...{ marketplace: acquirer, store, capability: "acceptance", partner: issuer, method, amount, buyer },
      storeFacts: { tags: directory.snapshot.store(store)?.tags ?? {}, signedUpAt: null },
      ...({ standing: "ready", health: "well" } as const),
    };
    const decision = decide(facts, openings.programmesFor(acquirer), now);
    const { open, reasons } = decision;
    return { open, reasons, plan: capPlanOf(decision, buyer, walletsZone, now) };
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
  caps: CapsDoor;
  decisions: Pick<Decisions, "decide">;
  wallet: AcceptanceNeeds["wallet"];
  refresh(): Promise<void>;
  alarm: AcceptanceNeeds["alarm"];
};

/** The room, whether it lets a payment through, and through which wallet of a store's another one's user may pay. */
export function openAcceptance(parts: AcceptanceParts) {
  const { kinds, directory, openings, decisions, ...rest } = parts;
  const permit = makeAcceptancePermit(openings, directory, parts.clock);
  const acceptance: AcceptanceRoom = makeAcceptance({
    ...{ ...rest, permit },
    titleOf: (id) => kinds.find((one) => one.id === id)?.title ?? null,
    acquires: (id) => kinds.find((one) => one.id === id)?.acquires === true,
    walletOf: (account) => directory.snapshot.walletAccount(account)?.wallet ?? null,
    openingsVersion: openings.versionOf,
  });
  const through = (store: string, issuer: string, amount: Money, method: "shown" | "scan", buyer: BuyerFacts = {}) => {
    const payer = payerOf(directory.snapshot.store(store)?.marketplace ?? "", buyer);
    return acceptance.offer({
      ...{ store, issuer, amount, method, ...(payer && { payer }) },
      takes: (partner) => {
        const asked = { store, partner, capability: "code", method, amount, buyer };
        const joined = !("missing" in directory.snapshot.accountFor(store, partner));
        return joined && decisions.decide(asked, parts.clock.now()).open;
      },
    });
  };
  return { acceptance, permit, through };
}

/** What the API needs of it: only people of the whole house reach it, and what holds takes two of them. */
export function makeAcceptanceDoor(room: AcceptanceRoom, mayApprove: Directory["mayApprove"]): AcceptanceDoor {
  const { pairs, propose, changes, listRates, list, closeWindow, getClearing, listClearings, today } = room;
  return {
    ...{ pairs, propose, changes, listRates, list, closeWindow, getClearing, listClearings, today },
    async decide(caller, id, { approve, why }) {
      const may: Verdict["may"] = (proposer, query) => mayApprove(caller, "", proposer, query);
      return await room.decide(id, { approve, why, by: caller.id, may });
    },
  };
}
