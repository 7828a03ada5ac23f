import { fen } from "#money";
import type { WithdrawalView } from "#settlement";
import type { SettlementDoor } from "../settlement-door.ts";
import { repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const withdrawal: WithdrawalView = {
  ...{ id: id("wdr", 1), marketplace: east, store: silk, wallet_account: id("wac", 1) },
  ...{ amount: fen(1000), fee: fen(1), state: "asked", asked_by: id("per", 1), confirmed_by: null, says: null },
  ...{ asked_at: start, ended_at: null },
};

/** The settlement room, in memory. */
export function fakeSettlement(): SettlementDoor {
  const once = repeats();
  const terms = { release_after_days: 10, commission_bp: 60 };
  return {
    confirmReceipt: (_by, order, repeat) =>
      once(repeat, () => ({
        ...{ order, payment: id("pay", 1), marketplace: east, store: silk, wallet_account: id("wac", 1) },
        ...{ gross: fen(1000), commission: fen(6), net: fen(994), commission_bp: 60 },
        ...{ cause: "receipt" as const, released_at: start },
      })),
    balances: async () => [{ wallet_account: id("wac", 1), escrow: fen(1230), available: fen(0), refunds_due: fen(0) }],
    setCard: async (_by, store, { holder, bank, number }) => ({
      ok: true,
      value: { store, holder, bank, last4: number.slice(-4), usable_at: start },
    }),
    askWithdrawal: (_by, input, repeat) => once(repeat, () => ({ ...withdrawal, ...input })),
    getWithdrawal: async (one) => (one === withdrawal.id ? withdrawal : null),
    confirmWithdrawal: async (by) => ({ ok: true, value: { ...withdrawal, state: "paid", confirmed_by: by } }),
    cancelWithdrawal: async () => ({ ok: true, value: { ...withdrawal, state: "cancelled", ended_at: start } }),
    terms: async (marketplace) => ({ marketplace, ...terms, starts_at: null }),
    setTerms: async (_by, marketplace, set) => ({ marketplace, ...set, starts_at: start }),
  };
}
