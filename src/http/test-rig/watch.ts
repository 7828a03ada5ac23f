import type { WatchDoor } from "../watch-door.ts";
import { fakeAlarms } from "./alarms.ts";
import { fakeCalls } from "./calls.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const hash = "a".repeat(64);
type Reach = { marketplace: string | null; store: string | null };
const mine = ({ marketplace, store }: Reach) =>
  (marketplace === null || marketplace === east) && (store === null || store === silk);

const kase = {
  ...{ id: id("cas", 1), order: id("ord", 10), marketplace: east, store: silk, code: "paid_not_shipped" as const },
  ...{ words: { zh: "未发货", en: "Not shipped" }, state: "open" as const, desk: "support" as const, owner: null },
  ...{ since: start, opened_at: start, closed_at: null },
  moves: [{ n: 1, from_state: null, to_state: "open", by_whom: "house", why: "paid_not_shipped", at: start }],
};
const drill = {
  ...{ id: id("drl", 1), marketplace: east, store: silk, wallet: "wechatpay", state: "passed" as const },
  ...{ started_by: id("per", 1), started_at: start, ended_at: start, steps: [] },
};

/** The chain, cases, alarms and drills, in memory. */
export function fakeWatch(): WatchDoor {
  return {
    alarms: fakeAlarms(),
    calls: fakeCalls(),
    audit: {
      sources: ["sign_ins"],
      listHeads: async () => [{ size: 1, root: hash, chain: hash, at: start }],
      listEntries: async () => [{ n: 0, source: "sign_ins", key: "x", at: start, leaf: hash, linked_at: start }],
      findLeaf: async () => 0,
      proveEntry: async (n, size) => ({ n, size, leaf: hash, root: hash, hashes: [] }),
      proveGrowth: async (from, to) => ({ from, to, from_root: hash, to_root: hash, hashes: [] }),
    },
    cases: {
      listCases: async (reach) => ({ data: mine(reach) ? [kase] : [], next: null }),
      getCase: async (asked) => (asked === kase.id ? kase : null),
      takeCase: async () => ({ ok: true, value: { ...kase, state: "taken" } }),
      closeCase: async () => ({ ok: true, value: { ...kase, state: "closed", closed_at: start } }),
    },
    drills: {
      possible: () => true,
      startDrill: async () => ({ ok: true, value: drill }),
      listDrills: async (reach) => (mine(reach) ? [drill] : []),
      getDrill: async (asked) => (asked === drill.id ? drill : null),
    },
    walletStates: () => [{ wallet: "wechatpay", state: "well", calls: 3, bad: 0, since: null }],
  };
}
