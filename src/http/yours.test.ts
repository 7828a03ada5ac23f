import { expect, test } from "vitest";
import type { Pending } from "#oversight";
import type { Caller, HttpParts } from "./parts.ts";
import { withYours } from "./yours.ts";

const appeal: Pending = {
  ...{ kind: "screen_appeal", id: "lap_1", n: null, marketplace: "mkt_a", store: "sto_1", act: "decide", why: "" },
  ...{ about: "lbk_1", amount: null, proposer: "per_li", proposer_name: null, also: "per_mei" },
  at: new Date("2026-11-22T08:00:00.000Z"),
};

test("an appeal against a block is decided by neither who appealed nor who blocked; each is asked about once", async () => {
  const asked: string[] = [];
  const parts: Pick<HttpParts, "mayApprove" | "whyNotTwo"> = {
    mayApprove: (caller, _, proposer) => {
      asked.push(proposer);
      const why = "approver_is_proposer";
      return "id" in caller && caller.id === proposer ? { ok: false, detail: { why } } : { ok: true };
    },
    whyNotTwo: async () => null,
  };
  const seenBy = async (id: string) => {
    const caller = { kind: "person", id, marketplace: "mkt_a", store: null, scopes: [] } as unknown as Caller;
    const [one, two] = await withYours(parts, caller, [appeal, { ...appeal, id: "lap_2" }]);
    expect(two?.yours).toEqual(one?.yours);
    expect(one).not.toHaveProperty("also");
    return one?.yours;
  };
  expect(await seenBy("per_wu")).toEqual({ may: true, why: null, until: null });
  expect(asked).toEqual(["per_li", "per_mei"]);
  const own = { may: false, why: "approver_is_proposer", until: null };
  expect([await seenBy("per_mei"), await seenBy("per_li")]).toEqual([own, own]);
});
