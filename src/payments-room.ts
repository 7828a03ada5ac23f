import type { AcceptanceNeeds } from "#acceptance";
import type { Directory } from "#directory";
import { capPlanOf, type Openings } from "#openings";
import { type PaymentsNeeds, payerOf } from "#payments";
import { openingOf } from "./codes-room.ts";
import type { Decisions } from "./decisions.ts";

/** What payments asks of the directory and the openings, answered from memory. */
export function paymentsNeeds(given: {
  directory: Directory;
  openings: Openings;
  decisions: Decisions;
  /** Whether one wallet's users may pay at another's merchants. */
  permit: AcceptanceNeeds["permit"];
}) {
  const { snapshot } = given.directory;
  const needs: Pick<PaymentsNeeds, "store" | "marketplace" | "accountFor" | "decide" | "startVersion"> = {
    store(id) {
      const found = snapshot.store(id);
      return found && { id, marketplace: found.marketplace, title: found.name, open: found.state === "open" };
    },
    marketplace(id) {
      const found = snapshot.marketplace(id);
      return found && { id, title: found.name, time_zone: found.time_zone };
    },
    accountFor(store, wallet) {
      const found = snapshot.accountFor(store, wallet);
      if ("missing" in found) return null;
      return { id: found.account.id, wallet, subMerchant: found.activation.sub_merchant };
    },
    decide(asked, now) {
      const { store, wallet: partner, amount, buyer } = asked;
      const way = openingOf(asked);
      const decision = given.decisions.decide({ store, partner, ...way, amount, buyer }, now);
      const plan = capPlanOf(decision, buyer, given.decisions.programmesAt(store).timeZone, now);
      const { open, reasons, caps, openingId: opening } = decision;
      const own = { open, reasons, cap: caps.per_payment, opening, plan };
      if (asked.issuer === undefined) return own;
      const payer = payerOf(snapshot.store(store)?.marketplace ?? "", buyer);
      const between = { acquirer: partner, issuer: asked.issuer, store, amount, ...(payer && { payer }) };
      const permit = given.permit({ ...between, method: asked.method === "code" ? "scan" : "shown" });
      return permit.open
        ? own
        : { ...own, open: false, reasons: [...(own.open ? [] : own.reasons), ...permit.reasons] };
    },
    // The older of the two that a decision is made from: only when both are the newest does the start's commit agree.
    startVersion(marketplace) {
      const [held, known] = [snapshot.startVersion(marketplace), given.openings.versionOf(marketplace)];
      if (held < known) return held;
      return known;
    },
  };
  return needs;
}
