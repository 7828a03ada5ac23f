import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeIds } from "#db";
import type { ElectorStore, Openings } from "./create-openings.ts";
import { draft, move, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";

const seed = makeIds({ now: () => new Date("2024-01-01T00:00:00Z") }, randomBytes);
const made = (tags: Record<string, string> = {}): ElectorStore => {
  const id = seed.next("sto");
  return { id, merchant: `mer_${id}`, signedUpAt: null, tags };
};
/** What the directory says now: tests let stores come and go. */
let open: ElectorStore[] = [];
let sold = new Map<string, bigint>();

let rig: OpeningsRig;
let elsewhere: Openings;
beforeAll(async () => {
  rig = await openRig({
    storesOf: () => open,
    turnoverOf: async () => sold,
    mayVote: (person, store) => person === `per_${store}`,
  });
  elsewhere = rig.boot();
});
afterAll(() => rig.end());

const why = "Merchants are asked";
const rule = { quorum: 5000, share: 5000, weighting: "stores" } as const;
const ask = (id: string, deadline: Date, more = {}) =>
  rig.openings.consultStores(operator, id, { why, deadline, rule, ...more }, null);
const vote = ({ id: store }: ElectorStore, opening: string, choice: "support" | "re_evaluate", by = rig.openings) =>
  by.castBallot(
    { kind: "person", id: `per_${store}`, marketplace: null, store },
    opening,
    { store, choice, reason_code: "x", reason: "", replaces: null },
    null,
  );

test("who is asked is fixed at the start: a store that joins later has no ballot, one that closes keeps its own", async () => {
  rig.now = "2024-09-04T02:00:00Z";
  const [a, b, c, late] = [made(), made(), made(), made()];
  open = [a, b, c];
  sold = new Map([a, b, c].map((store) => [store.id, 100n]));
  const { id } = await draft(rig);
  ok(await ask(id, new Date("2024-09-05T07:00:00Z")));
  // One joins and sells more than all of them; one closes; a third sells nothing any more.
  open = [a, c, late];
  sold = new Map([[late.id, 1_000_000n]]);
  for (const by of [rig.openings, elsewhere])
    expect(await vote(late, id, "re_evaluate", by)).toMatchObject({
      ok: false,
      fault: "store_not_asked",
      detail: { opening: id, store: late.id },
    });
  ok(await vote(b, id, "support"));
  ok(await vote(a, id, "support", elsewhere));
  ok(await vote(c, id, "re_evaluate"));
  rig.now = "2024-09-05T07:00:00Z";
  await elsewhere.tick();
  const [result] = await rig.openings.consultationsOf(id);
  expect(result).toMatchObject({ state: "closed", passed: true, stores: 3, cast: 3 });
  expect(result?.tally).toMatchObject({
    stores: { electorate: "3", cast: "3", support: "2", re_evaluate: "1" },
    turnover: { electorate: "300", cast: "300", support: "200" },
  });
  ok(await move(rig, id, "withdraw"));
});

test("filters pick the electorate at the start: tagged otherwise later, a store is still asked, or still not", async () => {
  rig.now = "2024-09-04T02:00:00Z";
  const [tea, cloth] = [made({ category: "tea" }), made({ category: "cloth" })];
  open = [tea, cloth];
  const { id } = await draft(rig);
  ok(await ask(id, new Date("2024-09-05T07:00:00Z"), { electorate: { categories: ["tea"] } }));
  open = [
    { ...tea, tags: { category: "cloth" } },
    { ...cloth, tags: { category: "tea" } },
  ];
  ok(await vote(tea, id, "support"));
  expect(await vote(cloth, id, "support")).toMatchObject({ fault: "store_not_asked" });
  ok(await move(rig, id, "withdraw"));
});

test("a window of one day is legal, and one of an hour: asked in the morning, sealed by itself the next", async () => {
  for (const hours of [24, 1]) {
    rig.now = "2024-09-04T02:00:00.000Z";
    const store = made();
    open = [store];
    const { id } = await draft(rig);
    const deadline = new Date(rig.now.getTime() + hours * 3_600_000);
    expect(ok(await ask(id, deadline)).state).toBe("consulting");
    rig.now = deadline.getTime() - 1;
    await rig.openings.tick();
    expect((await rig.openings.getOpening(id))?.state).toBe("consulting");
    ok(await vote(store, id, "support"));
    rig.now = deadline;
    expect(await vote(store, id, "support")).toMatchObject({ fault: "consultation_over" });
    await rig.openings.tick();
    expect((await rig.openings.consultationsOf(id))[0]).toMatchObject({ state: "closed", passed: true });
    expect((await rig.openings.getOpening(id))?.state).toBe("decided");
    ok(await move(rig, id, "withdraw"));
  }
});
