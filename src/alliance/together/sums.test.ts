import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBlinder } from "../blinder.ts";
import { loadGroup } from "../group.ts";
import { openSum } from "../sealed-amounts.ts";
import { makePair } from "../testing.ts";
import { answerCall } from "../wire.ts";
import type { Hidden, Member, TogetherOutcome } from "./member.ts";
import { holdsZero, opened, sealedBytes } from "./sealed-zero.ts";
import { amountsOf, columnsOf, rowsOf } from "./sums.ts";
import { lookUp } from "./table.ts";
import { breakingAt, people, ringOf, terms } from "./testing.ts";
import { memberOver } from "./wire.ts";

const blinder = openBlinder(1);
beforeAll(() => loadGroup());
afterAll(() => blinder.close());

const worth = (id: string): bigint => BigInt(id.replace(/\D/g, "")) * 100n + 7n;
const ring = (sets: readonly (readonly string[])[], contract = terms(sets.length), amount = worth) =>
  ringOf({ sets, contract, blinder, amount });

test("the sum is that of the plain intersection, for three parties and four, each one clipped", async () => {
  const many = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 25 });
  const run = fc.asyncProperty(
    fc.array(many, { minLength: 3, maxLength: 4 }),
    fc.integer({ min: 1, max: 5000 }),
    async (numbers, clip) => {
      const sets = numbers.map((set) => set.map((n) => `李雷-${n}`));
      const all = sets[0]?.filter((id) => sets.every((set) => set.includes(id))) ?? [];
      const sum = all.map(worth).reduce((left, one) => left + (one > BigInt(clip) ? BigInt(clip) : one), 0n);
      const told = await ring(sets, terms(sets.length, { clip: `${clip}` })).ask(undefined, "r-1", "sum");
      const value = all.length < 1 ? null : { count: BigInt(all.length), sum };
      expect(told).toEqual({ ok: true, value });
    },
  );
  await fc.assert(run, { numRuns: 8 });
});

test("over the signed wire the sum is the same, false members count for nothing, every party is told", async () => {
  const sets = [people(0, 12), people(4, 16), people(2, 14)];
  const all = ring(sets, terms(3, { padding: 3 }));
  const clock = { now: () => new Date("2024-01-01T00:00:00Z") };
  const nobody = makePair({ ids: ["a"], rows: [{ id: "a", amount: 1n }], blinder }).holder;
  const secret = "a-secret-that-is-long-enough-by-far";
  const over = all.members.map((member) =>
    memberOver(member.name, (request) => answerCall(nobody, secret, clock, request, member), secret, clock),
  );
  const sum = people(4, 12)
    .map(worth)
    .reduce((a, b) => a + b, 0n);
  expect(await all.ask(over, "r-1", "sum")).toEqual({ ok: true, value: { count: 8n, sum } });
  expect(all.logs.map((log) => log.at(-1)?.about)).toEqual([1, 2, 3].map(() => ({ count: "8", sum: `${sum}` })));
});

describe("what each party sees", () => {
  type Seen = { call: string; of: string; bytes: Uint8Array };

  /** Asker and shop share `pair` people whom the third does not have; all three share ten, each worth `each`. */
  async function watched(pair: number, each: bigint) {
    const all = people(0, 10);
    const ours = [...all, ...people(100, 100 + pair), ...people(200, 240 - pair)];
    const shop = [...all, ...people(100, 100 + pair), ...people(300, 340 - pair)];
    const made = ring([ours, shop, [...all, ...people(400, 430)]], terms(), () => each);
    const seen: Seen[] = [];
    const secrets: Uint8Array[] = [];
    let hidden: Hidden | null = null;
    const note = (call: string, of: string, bytes: Uint8Array): void => void seen.push({ call, of, bytes });
    const spied = made.members.map(
      (member): Member => ({
        ...member,
        async table(run, shares) {
          const told = await member.table(run, shares);
          if (told.ok) note("table", member.name, told.value.cells);
          if (told.ok && told.value.amounts !== null) {
            hidden = told.value;
            note("amounts", member.name, told.value.amounts.cells);
          }
          return told;
        },
        async pass(run, list) {
          const told = await member.pass(run, list);
          note("in", member.name, list);
          if (told.ok) note("out", member.name, told.value);
          return told;
        },
        async lift(run, count, sealed) {
          const told = await member.lift(run, count, sealed);
          note("lift", member.name, sealed);
          if (told.ok) note("lifted", member.name, told.value);
          return told;
        },
        async sum(run, count, sealed) {
          note("sum", member.name, sealed);
          return await member.sum(run, count, sealed);
        },
        async end(run: string, end: TogetherOutcome) {
          for (const n of [0, 1]) secrets[n] ??= made.shelfOf(n + 1, run).get("secret") as Uint8Array;
          secrets[2] ??= made.asker.get("secret") as Uint8Array;
          return await member.end(run, end);
        },
      }),
    );
    expect(await made.ask(spied, "r-1", "sum")).toEqual({ ok: true, value: { count: 10n, sum: each * 10n } });
    const [ofShop, ofMaps, ofAsker] = secrets as [Uint8Array, Uint8Array, Uint8Array];
    return { seen, ours, hidden: hidden as unknown as Hidden, ofShop, ofMaps, ofAsker };
  }
  const halves = (bytes: Uint8Array): string[] =>
    Array.from({ length: bytes.length / 32 }, (_, i) => Buffer.from(bytes.slice(i * 32, i * 32 + 32)).toString("hex"));
  const cellsOf = (bytes: Uint8Array): Uint8Array[] =>
    Array.from({ length: bytes.length / sealedBytes }, (_, i) => bytes.slice(i * sealedBytes, (i + 1) * sealedBytes));
  const bytesOf = (seen: readonly Seen[], call: string, of: string): Uint8Array =>
    seen.find((one) => one.call === call && one.of === of)?.bytes as Uint8Array;

  test("neither a pair's size nor any amount changes what crosses but for random-looking elements, none twice", async () => {
    const [none, most] = [await watched(0, 1n), await watched(30, 99_999n)];
    expect(none.seen.map(({ call, of, bytes }) => [call, of, bytes.length])).toEqual(
      most.seen.map(({ call, of, bytes }) => [call, of, bytes.length]),
    );
    for (const { seen } of [none, most]) {
      // What one member answers is what the next one is given; a member's noise, nought here, moves only one half.
      const once = seen.filter(({ call, of }) => !(call === "in" && of === "maps") && !/lifted|sum/.test(call));
      const elements = once.flatMap(({ bytes }) => halves(bytes));
      expect(new Set(elements).size).toBe(elements.length);
      expect(elements).not.toContain("0".repeat(64));
    }
  });

  test("one person's amount opens for no coalition without the shop: not in the table, not in the last list", async () => {
    const { seen, ours, hidden, ofShop, ofMaps, ofAsker } = await watched(0, 7n);
    const valueFor = (sealed: Uint8Array, ...secrets: Uint8Array[]): bigint | null => {
      const [last, ...others] = secrets.reverse() as [Uint8Array, ...Uint8Array[]];
      const left = others.reduce((one, secret) => opened(one, secret), sealed);
      return openSum(left, last, 0n, 100n);
    };
    const looked = lookUp(hidden.amounts as Hidden, ours[0] as string, amountsOf("r-1"));
    expect(valueFor(looked, ofAsker, ofMaps)).toBeNull();
    // All shares together do open it, or the line before would prove nothing.
    expect(valueFor(looked, ofAsker, ofMaps, ofShop)).toBe(7n);
    const { marks, amounts } = columnsOf(bytesOf(seen, "out", "maps"), "sum");
    const met = cellsOf(marks).flatMap((mark, i) => (holdsZero(opened(mark, ofAsker)) ? [i] : []));
    expect(met.length).toBe(10);
    for (const i of met) {
      const one = cellsOf(amounts)[i] as Uint8Array;
      expect(valueFor(one, ofAsker, ofMaps)).toBeNull();
      expect(valueFor(one, ofShop)).toBeNull();
      expect(valueFor(one, ofAsker, ofMaps, ofShop)).toBe(7n);
    }
  });

  test("the shop sees one sealed sum that names nobody, already noised by the others", async () => {
    const { seen, ofShop, hidden } = await watched(10, 7n);
    const given = bytesOf(seen, "sum", "shop");
    expect(given.length).toBe(sealedBytes);
    expect(openSum(given, ofShop, 0n, 1000n)).toBe(70n);
    // Sealed anew: no element of its own table, nor of any list, is in what it is given.
    const own = new Set(["amounts", "in", "out"].flatMap((call) => halves(bytesOf(seen, call, "shop"))));
    expect(halves(given).filter((one) => own.has(one))).toEqual([]);
    expect(hidden.amounts).not.toBeNull();
  });

  test("every party's noise is in the sum: it differs from run to run", async () => {
    const contract = terms(3, { epsilon_milli: 500, clip: "1000" });
    const sums = new Set<bigint | null>();
    for (let n = 0; n < 4; n++) {
      const told = await ring([people(0, 60), people(10, 70), people(20, 80)], contract).ask(undefined, "r-1", "sum");
      if (told.ok && told.value) sums.add(told.value.sum);
    }
    expect(sums.size).toBe(4);
  });
});

describe("what is refused", () => {
  const sets = [people(0, 5), people(0, 6), people(0, 7)];
  test("a sum that the contract names nobody for; of the asker's own amounts; below the crowd", async () => {
    const { amounts: _, ...unnamed } = terms();
    for (const contract of [unnamed, terms(3, { amounts: "notes" }), terms(3, { amounts: "elsewhere" })])
      expect(await ring(sets, contract).ask(undefined, "r-1", "sum")).toEqual({ ok: false, fault: "mode_not_agreed" });
    const few = ring(sets, terms(3, { modes: ["size"] }));
    expect(await few.ask(undefined, "r-1", "sum")).toEqual({ ok: false, fault: "mode_not_agreed" });
    const none = ring([people(0, 20), people(15, 40), people(0, 40)], terms(3, { crowd: 6 }));
    expect(await none.ask(undefined, "r-1", "sum")).toEqual({ ok: true, value: null });
    expect(none.logs.map((log) => log.at(-1)?.what)).toEqual(["below_crowd", "below_crowd", "below_crowd"]);
  });

  test("a second sealed sum, one too early, below the crowd, of no elements, at the wrong party, another total", async () => {
    const made = ring(sets);
    const tried: unknown[] = [];
    const spied = made.members.map(
      (member): Member => ({
        ...member,
        async pass(run, list) {
          tried.push(await member.lift(run, 5n, new Uint8Array(sealedBytes)));
          return await member.pass(run, list);
        },
        async lift(run, count, sealed) {
          tried.push(await member.lift(run, 0n, sealed), await member.sum(run, count, sealed));
          const told = await member.lift(run, count, sealed);
          expect(await member.lift(run, count, sealed)).toEqual(told);
          tried.push(await member.lift(run, count, Buffer.from(sealed).reverse()));
          return told;
        },
        async sum(run, count, sealed) {
          tried.push(await member.lift(run, count, sealed), await member.end(run, { count, sum: 1n }));
          const told = await member.sum(run, count, sealed);
          expect(await member.sum(run, count, sealed)).toEqual(told);
          tried.push(await member.end(run, { count, sum: 1n }), await member.end(run, { count, sum: null }));
          return told;
        },
      }),
    );
    await made.ask(spied, "r-1", "sum");
    const words = tried.map((one) => (one as { fault?: string }).fault);
    const [early, late] = [
      ["too_early", "too_early"],
      ["set_too_small", "chunk_wrong", "run_differs"],
    ];
    expect(words).toEqual([...early, ...late, "chunk_wrong", "chunk_wrong", "chunk_wrong", "chunk_wrong"]);
    const bad = ring(sets);
    const garbled = bad.members.map(
      (member): Member => ({
        ...member,
        lift: (run, count) => member.lift(run, count, new Uint8Array(sealedBytes).fill(255)),
      }),
    );
    expect(await bad.ask(garbled, "r-1", "sum")).toEqual({ ok: false, fault: "chunk_wrong" });
  });

  test("what was garbled on its way stops no run; a sum of true elements counts as the one, though it does not open", async () => {
    const no = new Uint8Array(sealedBytes).fill(255);
    const sum = people(0, 5)
      .map(worth)
      .reduce((a, b) => a + b, 0n);
    for (const call of ["lift", "sum"] as const) {
      const made = ring(sets);
      const garbled = made.members.map(
        (member): Member => ({ ...member, [call]: (run: string, count: bigint) => member[call](run, count, no) }),
      );
      expect(await made.ask(garbled, "r-1", "sum")).toEqual({ ok: false, fault: "chunk_wrong" });
      expect(await made.ask(undefined, "r-1", "sum")).toEqual({ ok: true, value: { count: 5n, sum } });
    }
    const made = ring(sets);
    const turned = made.members.map(
      (member): Member => ({
        ...member,
        sum: (run, count, sealed) => member.sum(run, count, Buffer.concat([sealed.slice(32), sealed.slice(0, 32)])),
      }),
    );
    expect(await made.ask(turned, "r-1", "sum")).toEqual({ ok: false, fault: "chunk_wrong" });
    expect(await made.ask(undefined, "r-1", "sum")).toEqual({ ok: false, fault: "run_differs" });
  });

  test("a line that breaks at any call: the same run goes on, and ends with one sum, counted once", async () => {
    const sum = people(0, 5)
      .map(worth)
      .reduce((a, b) => a + b, 0n);
    for (let dies = 1; dies <= 10; dies++) {
      const made = ring(sets, terms(3, { budget: 1 }));
      const first = await made.ask(breakingAt(made.members, dies), "r-1", "sum").catch(() => null);
      const told = first ?? (await made.ask(undefined, "r-1", "sum"));
      expect(told).toEqual({ ok: true, value: { count: 5n, sum } });
      expect(made.logs.map((log) => log.filter((one) => one.what === "begun").length)).toEqual([1, 1, 1]);
    }
  });
});

test("a list's columns come back as they went in", () => {
  const list = Uint8Array.from({ length: 6 * sealedBytes }, (_, i) => i % 251);
  const { marks, amounts } = columnsOf(list, "sum");
  expect([marks.length, amounts.length]).toEqual([3 * sealedBytes, 3 * sealedBytes]);
  expect(rowsOf(marks, amounts)).toEqual(list);
  expect(columnsOf(list, "size")).toEqual({ marks: list, amounts: new Uint8Array(0) });
});
