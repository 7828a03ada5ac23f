import type { Acceptance, AcceptanceChangeView, ClearingView, Pair, RateCard } from "#acceptance";
import { fen } from "#money";
import type { AcceptanceDoor } from "../acceptance-door.ts";
import { id } from "./people.ts";
import { start } from "./views.ts";

const both = { acquirer: "wechatpay", issuer: "jdpay" };
const pair: Pair = { ...both, account: id("wac", 1) };
const card: RateCard = {
  ...{ ...both, starts_at: start, rate: 38, fixed: fen(0), bearer: "acquirer", on_refund: "returned", set_by: "per_1" },
};
const one: Acceptance = {
  ...{ id: id("acp", 1), payment: id("pay", 1), marketplace: id("mkt", 1), store: id("sto", 1), ...both },
  ...{ amount: fen(100), fee: fen(1), fee_back: fen(0), bearer: "acquirer", refunded: fen(0), state: "accepted" },
  ...{ issuer_ref: "JD-1", acquirer_ref: "42", created_at: start, debited_at: start, paid_at: start, ended_at: start },
};
const clearing: ClearingView = {
  ...{ id: id("cls", 1), ...both, net: fen(99), payer: "jdpay", receiver: "wechatpay", state: "open" },
  ...{ closed_at: start, due_at: start, paid_at: null, settled_at: null },
};

const change: AcceptanceChangeView = {
  ...{ id: id("ach", 1), kind: "rates", ...both, clearing: null, account: null, starts_at: start, amount: null },
  card: { rate: 38, fixed: fen(0), bearer: "acquirer", on_refund: "returned" },
  ...{ why: "agreed", proposer: "per_1", at: start, state: "pending" },
  ...{ decided_by: null, decided_why: null, decided_at: null },
};

/** Acceptance between two wallets, in memory. */
export function fakeAcceptance(): AcceptanceDoor {
  return {
    pairs: () => [pair],
    propose: async ({ kind }, by) => ({ ok: true, value: { ...change, kind, ...by } }),
    changes: async () => [change],
    decide: async (_, __, { approve, why }) => ({
      ok: true,
      value: {
        ...change,
        state: approve ? "approved" : "rejected",
        decided_by: "per_2",
        decided_why: why,
        decided_at: start,
      },
    }),
    listRates: async () => [card],
    list: async () => ({ data: [one], next: null }),
    closeWindow: async () => clearing,
    getClearing: async () => clearing,
    today: async () => [
      {
        ...{ ...pair, late: false, day: "2026-11-22", opening: id("opn", 1), state: "open" },
        caps: { per_payment: null, per_buyer_day: null, per_store_day: null, total_day: fen(50_000) },
        ...{ counted: fen(100), payments: 1, amount: fen(100), fees: fen(1), returning: 0, owed: fen(99) },
      },
    ],
    listClearings: async () => [clearing],
  };
}
