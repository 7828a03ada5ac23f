import { makeAccountOpener } from "#ledger";
import type { Money } from "#money";
import type { Wallet } from "#wallets/protocol";
import { decideChange, listChanges, type NewAcceptanceChange, proposeChange, type Verdict } from "./changes.ts";
import { isHalfDone, paymentOfReturn } from "./halves.ts";
import type { AcceptanceContext } from "./moves.ts";
import { makeReturnNumbers } from "./number-returns.ts";
import { offerThrough } from "./offer.ts";
import { listRates, rememberPairs } from "./pairs.ts";
import { acceptanceOf, listAcceptances, readAcceptance, viewOf } from "./rows.ts";
import { closeWindow, getClearing, goOnAll, listClearings } from "./settle.ts";
import { through } from "./through.ts";
import { pairsToday } from "./today.ts";
import type { AcceptanceNeeds, AcceptedPayment, Pair } from "./types.ts";

export type { AcceptanceChangeView, ChangeFault, Decided, NewAcceptanceChange, Verdict } from "./changes.ts";
export { acceptanceChecks } from "./checks.ts";
export type { ClearingState, ClearingView } from "./settle.ts";
export type { PairToday } from "./today.ts";
export type * from "./types.ts";

export type AcceptanceRoom = ReturnType<typeof makeAcceptance>;

/** One wallet's users at another wallet's merchants: paid, cleared between the two, refunded, settled. */
export function makeAcceptance(needs: AcceptanceNeeds) {
  const context: AcceptanceContext = { needs, accounts: makeAccountOpener(needs.db) };
  const pairs = rememberPairs(context);
  const numberReturns = makeReturnNumbers(context);
  return {
    refresh: pairs.refresh,
    pairs: (): readonly Pair[] => pairs.all().map(({ late, ...pair }) => pair),
    /** Whether an account is one through which an acquirer reaches an issuer: notices to it are about acceptances. */
    isClearing: (account: string): boolean => pairs.all().some((one) => one.account === account),
    /** The store's wallet, as a payment by another wallet's user sees it. */
    through: (acquirer: Wallet, payment: AcceptedPayment, see?: (issuer: Wallet) => Wallet): Wallet =>
      through(context, acquirer, payment, see),
    offer: (asked: Parameters<typeof offerThrough>[2]) => offerThrough(needs, pairs.all(), asked),
    propose: (change: NewAcceptanceChange, by: { proposer: string; why: string }) => proposeChange(context, change, by),
    changes: (state: string | null) => listChanges(context, state),
    async decide(id: string, verdict: Verdict) {
      const done = await decideChange(context, id, verdict);
      await pairs.refresh();
      return done;
    },
    listRates: () => listRates(context),
    /** The payment has ended, or is paid after it had: what it counted by the day is given back, or counted again. */
    async settleCaps(payment: string, end: "paid" | "unpaid"): Promise<void> {
      const use = (await readAcceptance(needs.db, acceptanceOf(payment)))?.cap_use;
      if (use) await needs.caps.settle({ payment, id: use }, end);
    },
    /** The payment whose money goes back whole under this number; null where none does. */
    paymentOfReturn: (id: string) => paymentOfReturn(needs.db, id),
    /** Whether the issuer's half of a payment, of a refund, or of what goes back whole, is done, with this amount. */
    isHalfDone: (id: string, amount: Money) => isHalfDone(needs.db, id, amount),
    async ofPayment(payment: string) {
      const row = await readAcceptance(needs.db, acceptanceOf(payment));
      return row && viewOf(row);
    },
    list: (only: Parameters<typeof listAcceptances>[1], page: Parameters<typeof listAcceptances>[2]) =>
      listAcceptances(needs.db, only, page),
    closeWindow: (pair: { acquirer: string; issuer: string }, by: string) => closeWindow(context, pair, by),
    getClearing: (id: string) => getClearing(context, id),
    listClearings: () => listClearings(context),
    /** Every pair with its opening, the use of the day's caps, and what one owes the other. */
    async today() {
      await pairs.refresh();
      return await pairsToday(context, pairs.all());
    },
    /** Ends what a death left half done; main runs it on a timer. */
    tick: async () => (await numberReturns()) + (await goOnAll(context)),
  };
}
