import { fen } from "#money";
import type { ChangeView, SettlementView } from "#transfers";
import type { HubDoor, ParticipantView } from "../hub-door.ts";
import { start } from "./views.ts";

const participant: ParticipantView = {
  ...{ name: "alipay", title: { zh: "支付宝", en: "Alipay" }, state: "active", created_at: start },
  accounts: [{ cap: fen(100_000), funds: fen(100_000), position: fen(1000) }],
};
const change: ChangeView = {
  ...{ id: "hch_1", kind: "cap", participant: "alipay", amount: fen(1), rate: null, why: "because", proposer: "per_1" },
  ...{ at: start, state: "pending", decided_by: null, decided_why: null, decided_at: null },
};
const settlement: SettlementView = {
  ...{ id: "stl_1", currency: "CNY", opened_at: null, closed_at: start, state: "open", settled_at: null },
  in_transit: fen(0),
  lines: [
    { participant: "alipay", net: fen(5), fee: fen(0), due: fen(5), state: "waiting", how: null, done_at: null },
    { participant: "wechatpay", net: fen(-5), fee: fen(0), due: fen(-5), state: "waiting", how: null, done_at: null },
  ],
};

/** The hub, in memory. */
export function fakeHub(): HubDoor {
  let last = participant;
  const named = async (name: string): Promise<ParticipantView> => {
    last = { ...participant, name };
    return last;
  };
  return {
    participants: async () => [last],
    put: ({ name }) => named(name),
    pause: (name) => named(name),
    propose: async (given) => ({ ...change, ...given }),
    changes: async () => [change],
    decide: async () => ({ kind: "decided", change }),
    closeWindow: async () => settlement,
    settleLine: async () => "done",
    getSettlement: async () => settlement,
    listSettlements: async () => [settlement],
  };
}
