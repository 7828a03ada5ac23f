import { fen } from "#money";
import type { ChangeView, OwnKey, ParticipantKey, SettlementView } from "#transfers";
import type { HubDoor, ParticipantView } from "../hub-door.ts";
import { start } from "./views.ts";

const key: Omit<ParticipantKey, "participant"> = {
  ...{ id: "hpk_1", fingerprint: "ab12", added_at: start, retired_at: null, retired_by: null },
};
const own: OwnKey = {
  ...{ id: "hok_1", public_key: "-----BEGIN PUBLIC KEY-----", fingerprint: "cd34", made_at: start, made_by: "per_1" },
  ...{ signs_from: null, retired_at: null, retired_by: null, state: "published" },
};
const participant: ParticipantView = {
  ...{ name: "alipay", title: { zh: "支付宝", en: "Alipay" }, state: "active", created_at: start },
  accounts: [{ cap: fen(100_000), funds: fen(100_000), position: fen(1000), settling: fen(0) }],
  endpoints: [{ resource: "all", url: "https://wallet.example/fspiop" }],
  ...{ keys: [key], signing: { verify: true, sign: true } },
  funds_out: [{ id: "hfo_1", amount: fen(5), why: "asked for", reserved_at: start }],
  overdue: [{ settlement: "stl_1", due: fen(5), pay_by: start }],
};
const change: ChangeView = {
  ...{ id: "hch_1", kind: "cap", participant: "alipay", amount: fen(1), rate: null, why: "because", proposer: "per_1" },
  ...{ at: start, state: "pending", decided_by: null, decided_why: null, decided_at: null, detail: {} },
};
const line = { fee: fen(0), state: "waiting", how: null, done_at: null, by_whom: null, overdue: false } as const;
const proposed = { change: "hch_2", how: "paid", proposer: "per_1", at: start } as const;
const settlement: SettlementView = {
  ...{ id: "stl_1", currency: "CNY", opened_at: null, closed_at: start, closed_by: "per_1", pay_by: start },
  ...{ state: "open", settled_at: null, in_transit: fen(0) },
  lines: [
    { participant: "alipay", net: fen(5), due: fen(5), ...line, proposed },
    { participant: "wechatpay", net: fen(-5), due: fen(-5), ...line, proposed: null },
  ],
};

/** The hub, in memory. */
export function fakeHub(): HubDoor {
  let last = participant;
  const named = async (name: string): Promise<ParticipantView> => {
    last = { ...participant, name };
    return last;
  };
  const good = async <T>(value: T) => ({ ok: true, value }) as const;
  return {
    self: async () => ({ name: "hutong", public_key: null, fingerprint: null, keys: [own] }),
    participants: async () => [last],
    put: ({ name }) => named(name),
    pause: async ({ name }) => good(await named(name)),
    propose: async ({ kind, why, proposer }) => good({ ...change, kind, why, proposer }),
    changes: async () => [change],
    decide: () => good(change),
    retireKey: ({ participant: name }) => good({ participant: name, ...key }),
    addOwnKey: () => good(own),
    retireOwnKey: () => good(own),
    closeWindow: () => good(settlement),
    receiveLine: () => good(settlement),
    getSettlement: async () => settlement,
    listSettlements: async () => [settlement],
  };
}
