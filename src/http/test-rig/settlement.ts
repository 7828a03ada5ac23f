import { fen } from "#money";
import type { ShareReturnView, ShareView, WithdrawalView } from "#settlement";
import type { Reach } from "../parts.ts";
import type { SettlementDoor } from "../settlement-door.ts";
import { repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const withdrawal: WithdrawalView = {
  ...{ id: id("wdr", 1), marketplace: east, store: silk, wallet_account: id("wac", 1) },
  ...{ amount: fen(1000), fee: fen(1), state: "asked", asked_by: id("per", 1), confirmed_by: null, says: null },
  ...{ asked_at: start, ended_at: null, card_last4: null },
};

const release = {
  ...{ order: id("ord", 1), payment: id("pay", 1), marketplace: east, store: silk, wallet_account: id("wac", 1) },
  ...{ gross: fen(1000), commission: fen(6), net: fen(994), commission_bp: 60, says: null },
  ...{ cause: "receipt" as const, state: "released" as const, released_at: start },
  ...{ counted_from: null, counted_since: null },
};

const share: ShareView = {
  ...{ id: id("shr", 1), payment: id("pay", 1), order: id("ord", 1), marketplace: east, store: silk },
  ...{ wallet_account: id("wac", 1), receiver: "1900000109", amount: fen(6), returned: fen(0), state: "shared" },
  ...{ says: null, made_at: start, ended_at: start },
};

const shareReturn: ShareReturnView = {
  ...{ id: id("srt", 1), share: share.id, payment: share.payment, marketplace: east, store: silk, amount: fen(6) },
  ...{ cause: "asked", state: "processing", says: null, made_at: start, ended_at: null },
};

const seen = ({ marketplace, store }: Reach): boolean =>
  (marketplace === null || marketplace === east) && (store === null || store === silk);

/** The settlement room, in memory. */
export function fakeSettlement(): SettlementDoor {
  const once = repeats();
  const terms = {
    ...{ release_after_days: 10, commission_bp: 60, release_from: "shipment" as const, ship_within_days: 3 },
    release_after_delivery_days: null,
  };
  return {
    confirmReceipt: (_by, order, repeat) => once(repeat, () => ({ ...release, order })),
    getRelease: async (payment) => (payment === release.payment ? release : null),
    listShares: async (reach) => ({ data: seen(reach) ? [share] : [], next: null }),
    getShare: async (one) => (one === share.id ? share : null),
    returnShare: (_by, _share, amount, repeat) => once(repeat, () => ({ ...shareReturn, amount })),
    getShareReturn: async (one) => (one === shareReturn.id ? shareReturn : null),
    listWithdrawals: async (reach) => ({ data: seen(reach) ? [withdrawal] : [], next: null }),
    withdrawalRules: async (store) => ({ store, two_people: false, daily_limit: fen(5_000_000) }),
    setWithdrawalRules: async (_by, store, { two_people, daily_limit }) => ({
      ...{ store, two_people, daily_limit: daily_limit ?? fen(5_000_000), new_rules_hold_from: start },
    }),
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
    setTerms: async (_by, marketplace, set) => ({ marketplace, ...terms, ...set, starts_at: start }),
    tellShipment: async ({ marketplace, store }, told) => ({
      ...{ ...told, id: id("shp", 1), marketplace, store, heard_at: start },
    }),
    releaseLimit: async (order) => ({
      ...{ order, payment: id("pay", 1), marketplace: east, store: silk, release_at: start, counted_since: start },
      ...{ counts_from: "shipment", ship_by: null, shipped_at: start, delivered_at: null, extended: false },
      ...{ ended_by_wallet: false, released: false },
    }),
  };
}
