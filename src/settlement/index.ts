import type { RepeatKey, Tx } from "#db";
import type { Money } from "#money";
import { recoverOwed } from "./advances.ts";
import { makeAfterRelease } from "./after-release.ts";
import { askWithdrawal, type NewWithdrawal } from "./ask-withdrawal.ts";
import { readBalances } from "./balances.ts";
import { setCard } from "./bank-cards.ts";
import { makeContext, type SettlementNeeds } from "./context.ts";
import { releaseDue } from "./due.ts";
import { followPaid } from "./follow-paid.ts";
import { hearTold } from "./hear-told.ts";
import { makeHoldsEnding } from "./holds-ending.ts";
import { readLimit } from "./read-limit.ts";
import { walletEffectsDue } from "./release-due.ts";
import { releaseMany } from "./release-many.ts";
import { readRelease, releaseOrder } from "./release-order.ts";
import { cancelWithdrawal, confirmWithdrawal, withdrawalsDue } from "./send-withdrawal.ts";
import { getShare, getShareReturn, listShares } from "./sharing-list.ts";
import { returnShare } from "./sharing-return.ts";
import { type NewShipment, type ShipmentTeller, tellShipment } from "./tell-shipment.ts";
import { setTerms, termsAt } from "./terms.ts";
import type { ListPage, NewTerms, StoreReach, WithdrawalView } from "./types.ts";
import { listWithdrawals } from "./withdrawal-list.ts";
import { findWithdrawal, withdrawalView } from "./withdrawal-rows.ts";
import { type NewWithdrawalRules, readWithdrawalRules, setWithdrawalRules } from "./withdrawal-rules.ts";

export type { CardView } from "./bank-cards.ts";
export { settlementChecks } from "./checks.ts";
export type { SettlementNeeds } from "./context.ts";
export type { ExtensionView } from "./holds.ts";
export type { FundsMoveView, NewFundsMove, PlatformBookView } from "./platform-funds.ts";
export type { PlatformMoveView } from "./platform-list.ts";
export type { NewRateCard, RateCardView } from "./rate-cards.ts";
export type { ReleaseLimitView } from "./read-limit.ts";
export { walletReleaseTable } from "./release-states.ts";
export type { ShareReturnView, ShareView } from "./sharing-rows.ts";
export { shareReturnTable, shareTable } from "./sharing-states.ts";
export { type StatementAccount, type StatementAsked, statementAccounts } from "./statements.ts";
export type { NewShipment, ShipmentTeller, ToldShipment } from "./tell-shipment.ts";
export type * from "./types.ts";
export type { NewWithdrawalRules, WithdrawalRulesView } from "./withdrawal-rules.ts";
export { withdrawalTable } from "./withdrawal-states.ts";

export type Settlement = ReturnType<typeof createSettlement>;

/** All parts have their turn, whatever one of them meets; the first fault is told when they had it. */
async function eachPart(parts: readonly (() => Promise<number>)[]): Promise<number> {
  let done = 0;
  const faults: unknown[] = [];
  for (const part of parts)
    try {
      done += await part();
    } catch (fault) {
      faults.push(fault);
    }
  if (faults.length > 0) throw faults[0];
  return done;
}

/** The room, with what main hands in. */
export function createSettlement(needs: SettlementNeeds) {
  const context = makeContext(needs);
  const afterRelease = makeAfterRelease(context);
  const holdsEnding = makeHoldsEnding(context);
  return {
    ...afterRelease,
    /** Takes what a store owes the platform out of its balance: in every commit that spends a balance, before it. */
    recoverOwed: async (tx: Tx, place: Parameters<typeof recoverOwed>[2]): Promise<void> =>
      void (await recoverOwed(context, tx, place)),
    /** The buyer has the goods: the order's money becomes the store's. */
    confirmReceipt: (by: string, order: string, repeat: RepeatKey | null) =>
      releaseOrder(context, { order, cause: "receipt", by }, repeat),
    /** The same of many in one commit; answers which were released. What is not plain goes one by one. */
    confirmReceipts: (by: string, orders: readonly string[]) => releaseMany(context, { orders, cause: "receipt", by }),
    /** A payment's release, done or under way at its wallet. */
    getRelease: (payment: string) => readRelease(context, payment),
    listShares: (reach: StoreReach, page: ListPage) => listShares(context, reach, page),
    getShare: (id: string) => getShare(context, id),
    returnShare: (by: string, share: string, amount: Money, repeat: RepeatKey | null) =>
      returnShare(context, by, share, amount, repeat),
    hearTold: (account: string, about: "share" | "withdrawal", number: string) =>
      hearTold(context, account, about, number),
    getShareReturn: (id: string) => getShareReturn(context, id),
    listWithdrawals: (reach: StoreReach, page: ListPage) => listWithdrawals(context, reach, page),
    withdrawalRules: (store: string) => readWithdrawalRules(context, store),
    setWithdrawalRules: (by: string, store: string, rules: NewWithdrawalRules) =>
      setWithdrawalRules(context, by, store, rules),
    balances: (store: string) => readBalances(context, store),
    setCard: (by: string, store: string, card: { holder: string; bank: string; number: string }) =>
      setCard(context, by, store, card),
    askWithdrawal: (by: string, input: NewWithdrawal, repeat: RepeatKey | null) =>
      askWithdrawal(context, by, input, repeat),
    confirmWithdrawal: (by: string, id: string) => confirmWithdrawal(context, by, id),
    cancelWithdrawal: (id: string) => cancelWithdrawal(context, id),
    async getWithdrawal(id: string): Promise<WithdrawalView | null> {
      const row = await findWithdrawal(needs.db.read, id);
      return row && withdrawalView(row);
    },
    terms: (marketplace: string) => termsAt(needs.db.read, marketplace, needs.clock.now()),
    /** What a carrier did with an order's goods; given only orders that the caller may act on. */
    tellShipment: (teller: ShipmentTeller, told: NewShipment) => tellShipment(context, teller, told),
    /** By when an order's money is released by itself, and from what that counts. */
    releaseLimit: (order: string) => readLimit(context, order),
    setTerms: (by: string, marketplace: string, terms: NewTerms) => setTerms(context, by, marketplace, terms),
    /** Notes what was paid and releases what is due; answers how much it did. */
    tick: () =>
      eachPart([
        () => followPaid(context),
        () => releaseDue(context),
        () => walletEffectsDue(context),
        () => withdrawalsDue(context),
        afterRelease.advancesDue,
        holdsEnding,
      ]),
  };
}
