import { expect, test } from "vitest";
import type { AcceptanceRoom, Verdict } from "#acceptance";
import type { Tx } from "#db";
import type { Directory } from "#directory";
import { makeAcceptanceDoor } from "./acceptance-room.ts";

test("the door asks for a second person by the query of the decision's transaction", async () => {
  const ofTheTransaction: Tx["query"] = async () => [];
  const asked: unknown[] = [];
  const mayApprove = async (caller: { id: string }, marketplace: string, proposer: string, query?: Tx["query"]) => {
    asked.push(caller.id, marketplace, proposer, query === ofTheTransaction);
    return { ok: false, fault: "forbidden", detail: { why: "approver_is_proposer" } };
  };
  const room = {
    async decide(id: string, { by, may }: Verdict) {
      asked.push(id, by);
      return { fault: "second_person_needed", ...(await may("per_1", ofTheTransaction)) };
    },
  };
  const door = makeAcceptanceDoor(room as unknown as AcceptanceRoom, mayApprove as unknown as Directory["mayApprove"]);
  const caller = { kind: "person", id: "per_2", marketplace: null, store: null, scopes: [] } as const;
  const done = await door.decide(caller as never, "ach_1", { approve: true, why: "read it" });
  expect(done).toMatchObject({ ok: false, detail: { why: "approver_is_proposer" } });
  expect(asked).toEqual(["ach_1", "per_2", "per_2", "", "per_1", true]);
});
