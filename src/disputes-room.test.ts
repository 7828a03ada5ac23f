import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type DisputesRig, makeDisputesRig } from "#disputes/testing";
import { fen } from "#money";
import { paidOrder } from "#settlement/testing";
import { openDisputes } from "./disputes-room.ts";

/** Who may agree in a store's place, as main puts it together. */
let rig: DisputesRig;
/** Pairs of names that are one hand, and what was asked of them. */
const hands = new Map<string, string>();
const asked: string[] = [];
let disputes: ReturnType<typeof openDisputes>;
beforeAll(async () => {
  rig = await makeDisputesRig();
  disputes = openDisputes({
    ...{ db: rig.db, clock: rig.clock, ids: rig.ids, payments: rig.payments, settlement: rig.settlement },
    directory: {
      mayApprove: async () => ({ ok: false, fault: "forbidden" }),
      async whyNotTwo(one, other, query) {
        if (query === undefined) throw new Error("Asked outside the transaction.");
        asked.push(`${one} ${other}`);
        return hands.get(one) === other ? { why: "one_hand" } : null;
      },
    },
    alarm: (what) => rig.alarms.push(what),
    seal: (text) => text,
    open: (text) => text,
  });
});
afterAll(() => rig.end());
afterEach(async () => expect(await rig.books()).toEqual([]));

const marketplace = "mkt_test";
const said = { why: "because", evidence: [] };
async function opened(by: { kind: string; id: string }): Promise<string> {
  const { order } = await paidOrder(rig, 1000, "red", 1);
  const input = { order, kind: "refund_only", amount: fen(300), reason: "broken", evidence: [] } as const;
  const done = await disputes.open({ ...by, marketplace, store: null }, input, null);
  if (!done.ok) throw new Error(done.fault);
  return done.value.id;
}
const agree = async (id: string, by: string, store: string | null = rig.stores[1] as string) => {
  const done = await disputes.agree({ kind: "person", id: by, marketplace, store }, id, said);
  return done.ok ? done.value.state : done.fault;
};

test("a store's person agrees to what another opened; to what their own hand did, people decide", async () => {
  hands.set("per_hand", "per_op");
  hands.set("per_maker", "key_op");
  const of = async (opener: { kind: string; id: string }, by: string) => await agree(await opened(opener), by);
  expect(await of({ kind: "person", id: "per_op" }, "per_hand")).toBe("with_person");
  expect(await of({ kind: "key", id: "key_op" }, "per_maker")).toBe("with_person");
  expect(await of({ kind: "person", id: "per_op" }, "per_other")).toBe("refunded");
  expect(asked).toEqual(["per_hand per_op", "per_maker key_op", "per_other per_op"]);
  // A buyer's page is nobody's hand, and not a name that the directory knows.
  expect(await of({ kind: "checkout", id: "chk_buyer" }, "per_hand")).toBe("refunded");
  expect(asked).toHaveLength(3);
});

test("whoever is of the marketplace does not agree in the store's place", async () => {
  expect(await agree(await opened({ kind: "checkout", id: "chk_buyer" }), "per_other", null)).toBe("with_person");
});

test("an agreement of many at once, with more of them than connections, ends", async () => {
  const ids = await Promise.all(Array.from({ length: 24 }, () => opened({ kind: "checkout", id: "chk_buyer" })));
  const states = await Promise.all(ids.map((id) => agree(id, "per_other")));
  expect(states).toEqual(Array(24).fill("refunded"));
});
