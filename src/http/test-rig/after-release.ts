import { fen } from "#money";
import type { FundsMoveView, RateCardView } from "#settlement";
import type { AfterReleaseDoor } from "../after-release-door.ts";
import { repeats } from "./payments.ts";
import { east, id } from "./people.ts";
import { start } from "./views.ts";

const card: RateCardView = {
  ...{ marketplace: east, store: null, starts_at: start, commission_bp: 60, fixed: fen(10), set_by: id("per", 1) },
};
const move: FundsMoveView = {
  ...{ id: id("pfm", 1), marketplace: east, wallet_account: id("wac", 1), act: "add", amount: fen(100) },
  ...{ state: "proposed", why: "advances", proposer: id("per", 1), proposed_at: start, decided_by: null },
  decided_at: null,
};

/** What settlement does beside releases and withdrawals, in memory. */
export function fakeAfterRelease(): AfterReleaseDoor {
  const once = repeats();
  return {
    extendRelease: (_by, order, repeat) => once(repeat, () => ({ order, payment: id("pay", 1), until: start })),
    rates: async () => ({ commission_bp: 60, fixed: 10n }),
    setRateCard: async (set_by, { starts_at, ...one }) => ({
      ok: true,
      value: { ...one, set_by, starts_at: starts_at ?? start },
    }),
    listRateCards: async () => [card],
    proposeFunds: (proposer, input, repeat) => once(repeat, () => ({ ...move, ...input, proposer })),
    getFunds: async (wanted) => (wanted === move.id ? move : null),
    decideFunds: async (decided_by) => ({ ok: true, value: { ...move, state: "done", decided_by, decided_at: start } }),
    listFunds: async ({ marketplace }) => ({
      data: marketplace === null || marketplace === move.marketplace ? [move] : [],
      next: null,
    }),
    platformMoves: async () => ({
      data: [
        {
          ...{ id: id("tra", 1), kind: "funds_added", subject: move.id, amount: fen(100), funds: fen(100) },
          ...{ why: move.why, at: start },
        },
      ],
      next: null,
    }),
    platformBook: async (wallet_account) => ({
      ...{ wallet_account, funds: fen(100), advanced: fen(0), compensated: fen(0) },
    }),
    async *statement() {
      yield "time,balance\r\n";
      yield "2026-11-22,0.00\r\n";
    },
  };
}
