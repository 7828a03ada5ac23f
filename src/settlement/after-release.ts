import type { RepeatKey } from "#db";
import type { Money } from "#money";
import { advancesDue, endAdvance, giveAdvance } from "./advances.ts";
import type { SettlementContext } from "./context.ts";
import { extendRelease, holdRelease, unholdRelease } from "./holds.ts";
import {
  type Compensation,
  compensate,
  decideFunds,
  getFunds,
  type NewFundsMove,
  proposeFunds,
  readPlatformBook,
} from "./platform-funds.ts";
import { listFunds, platformMoves } from "./platform-list.ts";
import { listRateCards, type NewRateCard, ratesAt, setRateCard } from "./rate-cards.ts";
import { type FundedPayment, fundRefund, unfundRefund } from "./refund-funding.ts";
import { sharesBack } from "./sharing-return.ts";
import { type StatementAsked, statement } from "./statements.ts";
import type { ListPage } from "./types.ts";

/** What this room does for refunds, disputes and the platform's own money, beside releases and withdrawals. */
export function makeAfterRelease(context: SettlementContext) {
  const { needs } = context;
  return {
    /** What payments asks when it refunds money that was released. */
    refunds: {
      fund: fundRefund,
      unfund: unfundRefund,
      sharesBack: (account: string, payment: string, refund: string) => sharesBack(context, account, payment, refund),
      advance: (payment: FundedPayment, short: Money) => giveAdvance(context, payment, short),
      endAdvance: (id: string) => endAdvance(context, id),
    },
    hold: holdRelease,
    unhold: unholdRelease,
    extendRelease: (by: string, order: string, repeat: RepeatKey | null) => extendRelease(context, by, order, repeat),
    rates: (marketplace: string, store: string) => ratesAt(needs.db.read, marketplace, store, needs.clock.now()),
    setRateCard: (by: string, card: NewRateCard) => setRateCard(context, by, card),
    listRateCards: (marketplace: string, store: string | null) => listRateCards(context, marketplace, store),
    proposeFunds: (by: string, input: NewFundsMove, repeat: RepeatKey | null) =>
      proposeFunds(context, by, input, repeat),
    getFunds: (id: string) => getFunds(context, id),
    decideFunds: (by: string, id: string, approve: boolean) => decideFunds(context, by, id, approve),
    listFunds: (reach: Parameters<typeof listFunds>[1], page: ListPage) => listFunds(context, reach, page),
    platformMoves: (account: string, page: Parameters<typeof platformMoves>[2]) =>
      platformMoves(context, account, page),
    platformBook: (account: string) => readPlatformBook(context, account),
    compensate: (what: Compensation) => compensate(context, what),
    statement: (asked: StatementAsked) => statement(context, asked),
    /** Ends what somebody died over, and recovers what stores owe; answers how much it did. */
    advancesDue: () => advancesDue(context),
  };
}
