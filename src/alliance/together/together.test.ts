import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBlinder } from "../blinder.ts";
import { baseTimes, loadGroup, minus, plus, scalarFrom, times } from "../group.ts";
import { contractHash } from "../terms.ts";
import { makePair } from "../testing.ts";
import { answerCall } from "../wire.ts";
import type { Joining, Member, Shares, TogetherOutcome } from "./member.ts";
import { holdsZero, opened, proveShare, sealedBytes, sealZero, shareIsProven } from "./sealed-zero.ts";
import { lookUp, makeTable, placesOf } from "./table.ts";
import { breakingAt, people, ringOf, terms } from "./testing.ts";
import { memberOver } from "./wire.ts";

const blinder = openBlinder(1);
beforeAll(() => loadGroup());
afterAll(() => blinder.close());

const makeRing = (sets: readonly (readonly string[])[], contract = terms(sets.length)) =>
  ringOf({ sets, contract, blinder });

test("how many all of them share is the size of the plain intersection, for three parties and four", async () => {
  const many = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 25 });
  const run = fc.asyncProperty(fc.array(many, { minLength: 3, maxLength: 4 }), async (numbers) => {
    const sets = numbers.map((set) => set.map((n) => `李雷-${n}`));
    const all = sets[0]?.filter((id) => sets.every((set) => set.includes(id))) ?? [];
    const told = await makeRing(sets).ask();
    const value = all.length < 1 ? null : { count: BigInt(all.length), sum: null };
    expect(told).toEqual({ ok: true, value });
  });
  await fc.assert(run, { numRuns: 6 });
});

test("over the signed wire the answer is the same; a call without the pair's secret is refused", async () => {
  const sets = [people(0, 12), people(4, 16), people(2, 14)];
  const ring = makeRing(sets, terms(3, { padding: 3 }));
  const clock = { now: () => new Date("2024-01-01T00:00:00Z") };
  const nobody = makePair({ ids: ["a"], rows: [{ id: "a", amount: 1n }], blinder }).holder;
  const secretOf = (name: string): string => `${name}-secret-that-is-long-enough-by-far`;
  const over = (given: (name: string) => string): Member[] =>
    ring.members.map((member) =>
      memberOver(
        member.name,
        (request) => answerCall(nobody, secretOf(member.name), clock, request, member),
        given(member.name),
        clock,
      ),
    );
  await expect(ring.ask(over(() => secretOf("shop")))).rejects.toThrow("not signed");
  expect(await ring.ask(over(secretOf))).toEqual({ ok: true, value: { count: 8n, sum: null } });
});

describe("what each party sees", () => {
  /** Everything that crosses, by the name of the call. */
  function recorded(members: readonly Member[]) {
    const seen: { call: string; of: string; bytes: Uint8Array }[] = [];
    const wrapped = members.map(
      (member): Member => ({
        ...member,
        async table(run, shares) {
          const told = await member.table(run, shares);
          if (told.ok) seen.push({ call: "table", of: member.name, bytes: told.value.cells });
          return told;
        },
        async pass(run, list) {
          const told = await member.pass(run, list);
          seen.push({ call: "in", of: member.name, bytes: list });
          if (told.ok) seen.push({ call: "out", of: member.name, bytes: told.value });
          return told;
        },
      }),
    );
    return { seen, wrapped };
  }
  const cellsOf = (bytes: Uint8Array): Uint8Array[] =>
    Array.from({ length: bytes.length / sealedBytes }, (_, i) => bytes.slice(i * sealedBytes, (i + 1) * sealedBytes));
  const halves = (bytes: Uint8Array): string[] =>
    Array.from({ length: bytes.length / 32 }, (_, i) => Buffer.from(bytes.slice(i * 32, i * 32 + 32)).toString("hex"));
  const zerosIn = (bytes: Uint8Array): number => cellsOf(bytes).filter(holdsZero).length;

  /** Asker and shop share `pair` people whom the third does not have; all three share ten. */
  async function watched(pair: number) {
    const all = people(0, 10);
    const ours = [...all, ...people(100, 100 + pair), ...people(200, 240 - pair)];
    const shop = [...all, ...people(100, 100 + pair), ...people(300, 340 - pair)];
    const ring = makeRing([ours, shop, [...all, ...people(400, 430)]]);
    const { seen, wrapped } = recorded(ring.members);
    const kept: { secrets: Uint8Array[]; asker: Uint8Array } = { secrets: [], asker: new Uint8Array(0) };
    const spied = wrapped.map((member, i) => ({
      ...member,
      async end(run: string, end: TogetherOutcome) {
        kept.secrets[i] = ring.shelfOf(i + 1, run).get("secret") as Uint8Array;
        kept.asker = ring.asker.get("secret") as Uint8Array;
        return await member.end(run, end);
      },
    }));
    expect(await ring.ask(spied)).toEqual({ ok: true, value: { count: 10n, sum: null } });
    return { seen, kept, ours, shop };
  }

  test("a pair's size changes nothing that crosses but random-looking elements: none twice, none neutral, same lengths", async () => {
    const [none, most] = [await watched(0), await watched(30)];
    expect(none.seen.map(({ call, of, bytes }) => [call, of, bytes.length])).toEqual(
      most.seen.map(({ call, of, bytes }) => [call, of, bytes.length]),
    );
    for (const { seen } of [none, most]) {
      const sent = seen.filter(({ call, of }) => !(call === "in" && of === "maps"));
      const elements = sent.flatMap(({ bytes }) => halves(bytes));
      expect(new Set(elements).size).toBe(elements.length);
      expect(elements).not.toContain("0".repeat(64));
    }
  });

  test("with its own share, or any but all of them, a list shows no nought: neither a pair's nor the whole's", async () => {
    const { seen, kept, ours, shop } = await watched(30);
    const [shopsSecret, mapsSecret] = kept.secrets as [Uint8Array, Uint8Array];
    const open = (bytes: Uint8Array, ...secrets: Uint8Array[]): Uint8Array =>
      Buffer.concat(cellsOf(bytes).map((cell) => secrets.reduce((left, secret) => opened(left, secret), cell)));
    const at = (call: string, of: string): Uint8Array =>
      seen.find((one) => one.call === call && one.of === of)?.bytes as Uint8Array;
    // The asker's list goes to the shop; the shop's to the asker and on to the maps; the maps' comes back at last.
    expect(zerosIn(open(at("in", "shop"), kept.asker))).toBe(0);
    expect(zerosIn(open(at("in", "shop"), shopsSecret))).toBe(0);
    expect(zerosIn(open(at("in", "shop"), shopsSecret, mapsSecret))).toBe(0);
    expect(zerosIn(open(at("out", "shop"), kept.asker))).toBe(0);
    expect(zerosIn(open(at("out", "shop"), mapsSecret))).toBe(0);
    // Ten, and not the forty that the asker shares with the shop.
    expect(zerosIn(open(at("out", "maps"), kept.asker))).toBe(10);
    // A table: neither a member of it nor a stranger opens for a coalition that lacks one share.
    const table = { seed: "", third: 0, cells: at("table", "shop") };
    expect(zerosIn(open(table.cells, kept.asker, mapsSecret))).toBe(0);
    expect(shop.length).toBe(ours.length);
  });

  test("the asker cannot tell which of its people they were: noughts lie anywhere in the last list", async () => {
    const { seen, kept } = await watched(0);
    const last = seen.find((one) => one.call === "out" && one.of === "maps")?.bytes as Uint8Array;
    const places = cellsOf(last).flatMap((cell, i) => (holdsZero(opened(cell, kept.asker)) ? [i] : []));
    expect(places.length).toBe(10);
    // Its own list began with the ten.
    expect(places).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Every pair was masked with a scalar of its own, so no element of one list is in another.
    const first = new Set(seen.filter((one) => one.call === "in").flatMap(({ bytes }) => halves(bytes)));
    expect(halves(last).filter((element) => first.has(element))).toEqual([]);
  });

  test("false members of every party hide the true count from the asker's process", async () => {
    const contract = terms(3, { padding: 15, epsilon_milli: 300 });
    const counts = new Set<bigint>();
    for (let n = 0; n < 5; n++) {
      const told = await makeRing([people(0, 60), people(10, 70), people(20, 80)], contract).ask();
      if (told.ok && told.value !== null) counts.add(told.value.count);
      expect(told.ok).toBe(true);
    }
    expect(counts.size).toBeGreaterThan(1);
  });
});

describe("sealed tables", () => {
  test("hold nought for their own, something random for every stranger, and all cells look alike", () => {
    const [one, two] = [scalarFrom(randomBytes), scalarFrom(randomBytes)];
    const key = plus(baseTimes(one), baseTimes(two));
    const own = people(0, 200);
    const table = makeTable(own, "r-1", randomBytes, () => sealZero(key, randomBytes));
    const zero = (id: string): boolean => holdsZero(opened(opened(lookUp(table, id, "r-1"), one), two));
    expect(own.every(zero)).toBe(true);
    expect(people(200, 260).some(zero)).toBe(false);
    // Under half of the key nobody is in it.
    expect(own.some((id) => holdsZero(opened(lookUp(table, id, "r-1"), one)))).toBe(false);
    const cells = Array.from({ length: table.cells.length / 32 }, (_, i) =>
      Buffer.from(table.cells.subarray(i * 32, i * 32 + 32)).toString("hex"),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  test("an id that shares its three places with a member is told from it", () => {
    const secret = scalarFrom(randomBytes);
    const table = makeTable(["one"], "r-1", randomBytes, () => sealZero(baseTimes(secret), randomBytes));
    // A table of one has nine places a third: among a few thousand ids some fall on the member's three.
    const own = placesOf(table, "one").join();
    const twin = people(0, 20_000).find((id) => placesOf(table, id).join() === own) as string;
    expect(holdsZero(opened(lookUp(table, "one", "r-1"), secret))).toBe(true);
    expect(holdsZero(opened(lookUp(table, twin, "r-1"), secret))).toBe(false);
  });

  test("an id that is there twice fits no table", () => {
    const key = baseTimes(scalarFrom(randomBytes));
    expect(() => makeTable(["a", "a"], "r", randomBytes, () => sealZero(key, randomBytes))).toThrow("more than once");
  });
});

describe("what is refused", () => {
  const sets = [people(0, 5), people(0, 6), people(0, 7)];
  test("a share that nobody proves: one that cancels the others' would open every table", () => {
    const [secret, other] = [scalarFrom(randomBytes), scalarFrom(randomBytes)];
    const honest = proveShare("r-1", "shop", secret, randomBytes);
    expect(shareIsProven("r-1", "shop", honest)).toBe(true);
    expect(shareIsProven("r-2", "shop", honest)).toBe(false);
    expect(shareIsProven("r-1", "maps", honest)).toBe(false);
    const rogue = minus(baseTimes(other), honest.element);
    expect(shareIsProven("r-1", "notes", { element: rogue, proof: honest.proof })).toBe(false);
    expect(shareIsProven("r-1", "notes", { element: rogue, proof: new Uint8Array(64).fill(255) })).toBe(false);
    expect(times(secret, rogue).length).toBe(32);
  });

  test("a key that lacks a party, another key later, another list, a list that is too long, a pass before the key", async () => {
    const { members } = makeRing(sets);
    const [shop, maps] = members as [Member, Member];
    const joining: Joining = {
      ...{ run: "r-1", contract: "c-3", purpose: "conversion", mode: "size", asker: "notes", size: 5 },
      contractHash: contractHash(terms()),
    };
    const shares = async (): Promise<Shares> => {
      const [one, two] = [await shop.join(joining), await maps.join(joining)];
      if (!one.ok || !two.ok) throw new Error("refused");
      const own = proveShare("r-1", "notes", scalarFrom(randomBytes), randomBytes);
      return { notes: own, shop: one.value.share, maps: two.value.share };
    };
    const told = await shares();
    const list = Buffer.concat(
      Array.from({ length: 5 }, () => sealZero(baseTimes(scalarFrom(randomBytes)), randomBytes)),
    );
    expect(await shop.pass("r-1", list)).toEqual({ ok: false, fault: "too_early" });
    const { maps: _, ...lacking } = told;
    expect(await shop.table("r-1", lacking)).toEqual({ ok: false, fault: "chunk_wrong" });
    expect((await shop.table("r-1", told)).ok).toBe(true);
    expect(await shop.table("r-1", await shares())).toEqual({ ok: false, fault: "run_differs" });
    expect(await shop.pass("r-1", list.subarray(0, 64))).toEqual({ ok: false, fault: "chunk_wrong" });
    const passed = await shop.pass("r-1", list);
    expect(passed.ok).toBe(true);
    expect(await shop.pass("r-1", list)).toEqual(passed);
    expect(await shop.pass("r-1", Buffer.from(list).reverse())).toEqual({ ok: false, fault: "run_differs" });
    expect(await shop.join({ ...joining, size: 6 })).toEqual({ ok: false, fault: "run_differs" });
    expect(await shop.join({ ...joining, run: "../x" })).toEqual({ ok: false, fault: "chunk_wrong" });
    expect(await shop.end("r-1", { count: 0n, sum: null })).toEqual({ ok: false, fault: "set_too_small" });
  });

  test("below the crowd nobody is told; budgets count at every party; two parties are no ring", async () => {
    const ring = makeRing([people(0, 20), people(15, 40), people(0, 40)], terms(3, { crowd: 6, budget: 1 }));
    expect(await ring.ask()).toEqual({ ok: true, value: null });
    expect(ring.logs.map((log) => log.at(-1)?.what)).toEqual(["below_crowd", "below_crowd", "below_crowd"]);
    expect(await ring.ask(ring.members, "r-2")).toEqual({ ok: false, fault: "budget_used_up" });
    const pair = makeRing([people(0, 5), people(0, 5)], terms(2));
    expect(await pair.ask()).toEqual({ ok: false, fault: "contract_differs" });
  });

  test("a line that breaks at any call: the same run goes on, and ends with the same answer, counted once", async () => {
    for (let dies = 1; dies <= 8; dies++) {
      const ring = makeRing(sets, terms(3, { budget: 1 }));
      const breaking = breakingAt(ring.members, dies);
      const first = await ring.ask(breaking).catch(() => null);
      const told = first ?? (await ring.ask());
      expect(told).toEqual({ ok: true, value: { count: 5n, sum: null } });
      expect(ring.logs.map((log) => log.filter((one) => one.what === "begun").length)).toEqual([1, 1, 1]);
    }
  });
});
