import { hash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBlinder } from "./blinder.ts";
import { blindIds, loadGroup, scalarFrom } from "./group.ts";
import type { Row } from "./holder.ts";
import type { Partner } from "./partner.ts";
import { shelfInMemory } from "./shelf.ts";
import { contract, makePair } from "./testing.ts";

const blinder = openBlinder(1);
beforeAll(() => loadGroup());
afterAll(() => blinder.close());

const people = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `buyer-${from + i}`);
const rowsOf = (ids: readonly string[], amount = 100n): Row[] => ids.map((id) => ({ id, amount }));

test("count and sum are those of the plain intersection, for any two sets", async () => {
  const sets = fc.record({
    ours: fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 30 }),
    theirs: fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 30 }),
    shared: fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 20 }),
    seed: fc.integer({ min: 0, max: 200_000 }),
  });
  const run = fc.asyncProperty(sets, async ({ ours, theirs, shared, seed }) => {
    const ids = [...new Set([...ours, ...shared])];
    const rows = [...new Set([...theirs, ...shared])].map((id, i) => ({
      id,
      amount: BigInt((seed * (i + 1)) % 120_000),
    }));
    const mine = new Set(ids);
    const both = rows.filter((row) => mine.has(row.id));
    const sum = both.reduce((all, row) => all + (row.amount > 100_000n ? 100_000n : row.amount), 0n);
    expect(await makePair({ ids, rows, blinder }).ask()).toEqual({
      ok: true,
      value: { count: BigInt(both.length), sum },
    });
  });
  await fc.assert(run, { numRuns: 8 });
});

/** Everything that crosses between the two, as bytes and as text. */
function recorded(partner: Partner) {
  const seen: { by: "holder" | "asker"; bytes: Uint8Array }[] = [];
  const bytesIn = (value: unknown): Uint8Array[] => {
    if (value instanceof Uint8Array) return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(bytesIn) : [];
  };
  const text: string[] = [];
  const plain = (value: unknown): string =>
    JSON.stringify(value, (_, one) => {
      if (one instanceof Uint8Array) return "bytes";
      return typeof one === "bigint" ? `${one}` : (one as unknown);
    });
  const wrapped = Object.fromEntries(
    Object.entries(partner).map(([name, call]) => [
      name,
      async (...args: never[]) => {
        const answer = await (call as (...all: never[]) => Promise<unknown>)(...args);
        for (const bytes of args.flatMap(bytesIn)) seen.push({ by: "holder", bytes });
        for (const bytes of bytesIn(answer)) seen.push({ by: "asker", bytes });
        text.push(plain(args), plain(answer));
        return answer;
      },
    ]),
  ) as Partner;
  return { seen, text, wrapped };
}

const elementsIn = (all: readonly Uint8Array[]): string[] =>
  all.flatMap((bytes) =>
    Array.from({ length: bytes.length / 32 }, (_, i) =>
      Buffer.from(bytes.subarray(i * 32, i * 32 + 32)).toString("hex"),
    ),
  );

describe("what each side saw", () => {
  test("no id, no hash of an id, no element that somebody without the scalars could make; only group elements", async () => {
    const [ids, rows] = [people(0, 40), rowsOf(people(20, 60))];
    const pair = makePair({ ids, rows, blinder, contract: { ...contract, padding: 5 } });
    const { seen, text, wrapped } = recorded(pair.holder);
    await pair.ask({}, wrapped);
    const wire = Buffer.concat(seen.map((one) => one.bytes));
    const all = [...ids, ...rows.map((row) => row.id)];
    const told = text.join("\n");
    for (const id of all) {
      expect(wire.includes(Buffer.from(id)) || told.includes(id)).toBe(false);
      for (const algorithm of ["md5", "sha1", "sha256", "sha512"]) {
        const digest = hash(algorithm, id, "buffer");
        expect(wire.includes(digest) || told.includes(digest.toString("hex"))).toBe(false);
      }
    }
    const one = new Uint8Array(32);
    one[0] = 1;
    // With a scalar of one: what a dictionary of all phone numbers would be compared with.
    const dictionary = new Set(elementsIn([blindIds(all, "r-1", one)]));
    const elements = elementsIn(seen.map((each) => each.bytes));
    expect(elements.length).toBeGreaterThan(150);
    expect(elements.filter((element) => dictionary.has(element))).toEqual([]);
    // Every 32 bytes are an element of the group.
    const key = scalarFrom(randomBytes);
    await blinder.elements(Buffer.from(elements.join(""), "hex"), key);
  });

  test("the asker's members come back in another order, and two runs over the same people share no element", async () => {
    const [ids, rows] = [people(0, 300), rowsOf(people(100, 400))];
    const shelf = shelfInMemory();
    const pair = makePair({ ids, rows, blinder, holder: { shelf: () => shelf } });
    let kept: Uint8Array | null = null;
    const doubled: Partner["doubled"] = (run, chunk) => {
      kept = shelf.get("scalar");
      return pair.holder.doubled(run, chunk);
    };
    const first = recorded({ ...pair.holder, doubled });
    await pair.ask({ mode: "size" }, first.wrapped);
    const again = makePair({ ids, rows, blinder });
    const second = recorded(again.holder);
    await again.ask({ mode: "size", run: "r-2" }, second.wrapped);
    const of = (found: typeof first, by: "holder" | "asker", size = 300 * 32) =>
      elementsIn(found.seen.filter((one) => one.by === by && one.bytes.length === size).map((one) => one.bytes));
    const mine = new Set([...of(first, "asker"), ...of(first, "holder")]);
    expect([...of(second, "asker"), ...of(second, "holder")].filter((element) => mine.has(element))).toEqual([]);
    // With the holder's own scalar a test can see what became of the n-th: it is there, at another place.
    const sent = Buffer.from(of(first, "holder").join(""), "hex");
    const raised = elementsIn([await blinder.elements(sent, kept ?? new Uint8Array(32))]);
    const back = of(first, "asker").filter((element) => raised.includes(element));
    expect(back.toSorted()).toEqual(raised.toSorted());
    expect(back.filter((element, n) => raised[n] === element).length).toBeLessThan(15);
    expect(await pair.holder.taken("r-1")).toEqual({ ok: false, fault: "run_over" });
  });

  test("false members hide the true count from the asker's process, and do not change the sum", async () => {
    const counts = new Set<bigint>();
    const terms = { ...contract, padding: 20, epsilon_milli: 200, clip: "1" };
    for (let n = 0; n < 6; n++) {
      const told = await makePair({
        ids: people(0, 60),
        rows: rowsOf(people(30, 90), 0n),
        blinder,
        contract: terms,
      }).ask();
      if (told.ok && told.value !== null) counts.add(told.value.count);
      expect(told.ok).toBe(true);
    }
    expect(counts.size).toBeGreaterThan(1);
    const exact = { ...contract, padding: 20 };
    const told = await makePair({ ids: people(0, 60), rows: rowsOf(people(30, 90)), blinder, contract: exact }).ask();
    expect(told).toEqual({ ok: true, value: { count: 30n, sum: 3000n } });
  });
});

describe("what is refused", () => {
  const good = { ids: people(0, 5), rows: rowsOf(people(0, 5)), blinder };
  const refusals: [string, Parameters<typeof makePair>[0], object][] = [
    ["contract_not_running", { ...good, contract: { ...contract, ends: "2024-01-01T00:00:00Z" } }, {}],
    ["purpose_not_agreed", good, { purpose: "advertising" }],
    ["purpose_not_consented", { ...good, holder: { dataset: { title: "", purposes: [], basis: "" } } }, {}],
    ["mode_not_agreed", { ...good, contract: { ...contract, modes: ["size"] } }, { mode: "sum" }],
    ["contract_differs", { ...good, holder: { contract: { ...contract, crowd: 2 } } }, {}],
    ["set_too_small", { ...good, rows: rowsOf(people(0, 1)), contract: { ...contract, crowd: 2 } }, {}],
  ];
  test.each(refusals)("%s, by the party concerned, and logged", async (fault, pair, asked) => {
    const made = makePair(pair);
    expect(await made.ask(asked)).toEqual({ ok: false, fault });
    expect([...made.logs.asker, ...made.logs.holder].filter((one) => one.about["refused"] === fault)).not.toEqual([]);
  });

  test("below the crowd nobody is told how many, and no sum is opened", async () => {
    const pair = makePair({
      ids: people(0, 20),
      rows: rowsOf(people(15, 40)),
      blinder,
      contract: { ...contract, crowd: 6 },
    });
    expect(await pair.ask()).toEqual({ ok: true, value: null });
    expect(pair.logs.holder.at(-1)).toMatchObject({ what: "below_crowd", about: { count: null, sum: null } });
  });

  test("the holder opens no sum either where the count that it is told is below the crowd", async () => {
    const pair = makePair({ ...good, contract: { ...contract, crowd: 3 } });
    const below: Partner = { ...pair.holder, end: (run, end) => pair.holder.end(run, end && { ...end, count: 2n }) };
    expect(await pair.ask({}, below)).toEqual({ ok: false, fault: "set_too_small" });
    expect(pair.logs.holder.map((one) => one.what)).toEqual(["begun"]);
  });

  test("an end that is told many times at once is answered with one noise, and logged once", async () => {
    const pair = makePair({ ...good, contract: { ...contract, epsilon_milli: 1000 } });
    const answers: unknown[] = [];
    const many: Partner = {
      ...pair.holder,
      async end(run, end) {
        const all = await Promise.all(Array.from({ length: 8 }, () => pair.holder.end(run, end)));
        answers.push(...all);
        return all[0] as (typeof all)[number];
      },
    };
    const told = await pair.ask({}, many);
    expect(answers.length).toBe(8);
    const sum = told.ok ? told.value?.sum : undefined;
    for (const answer of answers) expect(answer).toEqual({ ok: true, value: { sum } });
    expect(pair.logs.holder.filter((one) => one.what === "ended").length).toBe(1);
  });

  test("ten runs at once under a budget of three: three", async () => {
    const terms = { ...contract, budget: 3 };
    const pair = makePair({ ...good, contract: terms });
    const asks = Array.from({ length: 10 }, (_, n) => {
      // Askers of their own, each with a clean budget: only the holder can count them together.
      const asker = makePair({ ...good, contract: terms });
      return asker.ask({ run: `run-${n}`, mode: "size" }, pair.holder);
    });
    const told = await Promise.all(asks);
    expect(told.filter((one) => one.ok).length).toBe(3);
    expect(told.filter((one) => !one.ok && one.fault === "budget_used_up").length).toBe(7);
  });

  test("a member sent twice, a chunk that is none, another story of the same run", async () => {
    const pair = makePair(good);
    const scalar = scalarFrom(randomBytes);
    const element = blindIds(["a"], "r-1", scalar);
    const { contractHash } = await import("./terms.ts");
    const begin = { run: "r-1", contract: contract.id, purpose: "conversion", mode: "size", size: 2, element } as const;
    const whole = { ...begin, contractHash: contractHash(contract) };
    expect((await pair.holder.begin(whole)).ok).toBe(true);
    expect(await pair.holder.begin({ ...whole, size: 3 })).toEqual({ ok: false, fault: "run_differs" });
    expect(await pair.holder.take("r-1", 0, new Uint8Array(64))).toEqual({ ok: false, fault: "chunk_wrong" });
    expect(await pair.holder.doubled("r-1", 0)).toEqual({ ok: false, fault: "too_early" });
    const twins = Buffer.concat([element, element]);
    expect((await pair.holder.take("r-1", 0, twins)).ok).toBe(true);
    expect(await pair.holder.take("r-1", 0, blindIds(["a", "b"], "r-1", scalar))).toEqual({
      ok: false,
      fault: "run_differs",
    });
    expect(await pair.holder.doubled("r-1", 0)).toEqual({ ok: false, fault: "chunk_wrong" });
  });
});

test("a connection that breaks at any call: the same run goes on and ends with the same answer, counted once", async () => {
  const ids = people(0, 30);
  for (let dies = 1; dies <= 7; dies++) {
    const pair = makePair({ ids, rows: rowsOf(people(10, 50)), blinder, contract: { ...contract, budget: 1 } });
    let calls = 0;
    const breaking = Object.fromEntries(
      Object.entries(pair.holder).map(([name, call]) => [
        name,
        async (...args: never[]) => {
          const answer = await (call as (...all: never[]) => Promise<unknown>)(...args);
          if (++calls === dies) throw new Error("The line is dead.");
          return answer;
        },
      ]),
    ) as Partner;
    const first = await pair.ask({}, breaking).catch(() => null);
    const told = first ?? (await pair.ask());
    expect(told).toEqual({ ok: true, value: { count: 20n, sum: 2000n } });
    expect(pair.logs.holder.filter((one) => one.what === "begun").length).toBe(1);
  }
});
