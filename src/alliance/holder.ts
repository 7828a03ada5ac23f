import type { Clock, Random } from "#db";
import { clipped, fault, sumRange } from "./answers.ts";
import type { Blinder } from "./blinder.ts";
import { baseTimes, elementBytes, scalarFrom, times } from "./group.ts";
import { discreteLaplace, shuffledOrder } from "./noise.ts";
import type { Begin, Begun, End, HolderChunk, Partner, Said } from "./partner.ts";
import { chunksOf, spanOf } from "./partner.ts";
import { sealedBytes } from "./sealed-amounts.ts";
import { kept, numbers, type Shelf } from "./shelf.ts";
import { type Contract, contractHash, type Dataset, refusedBy } from "./terms.ts";

/** Rows of the holder: each person once, with what they count for (minor units; nought where only size is asked). */
export type Row = { id: string; amount: bigint };

export type Told = { at: string; what: string; run: string; about: Readonly<Record<string, unknown>> };

export type HolderParts = {
  clock: Clock;
  random: Random;
  blinder: Blinder;
  contract: Contract;
  dataset: Dataset;
  rows: readonly Row[];
  /** Its pieces of a run, by the run's id. */
  shelf(run: string): Shelf;
  /** How many other runs were ever begun under the contract, by the log that is only added to. */
  used(run: string): number;
  /** Added to the log before anything is answered. */
  log(told: Told): void;
};

/** It names a folder, and comes from somebody else. */
export const isRunName = (run: unknown): boolean => typeof run === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(run);
const mostMembers = 20_000_000;
const isCount = (size: unknown): boolean =>
  Number.isSafeInteger(size) && (size as number) > 0 && (size as number) <= mostMembers;
const isChunk = (chunk: unknown): boolean => Number.isSafeInteger(chunk) && (chunk as number) >= 0;
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

type Run = { begin: Omit<Begin, "element"> & { element: string }; over: false | { sum: string | null } };

/**
 * The party whose rows carry amounts. It answers an asker and never asks. It sees the asker's elements, blinded with a
 * scalar that it does not know, and the noised count and sum at the end; no id, and no true count.
 */
export function makeHolder(parts: HolderParts): Partner {
  const { contract, clock, log } = parts;
  const runOf = (run: string): { shelf: Shelf; run: Run } | null => {
    if (!isRunName(run)) return null;
    const shelf = parts.shelf(run);
    const found = shelf.get("run");
    return found && { shelf, run: JSON.parse(Buffer.from(found).toString()) as Run };
  };
  const live = (id: string) => {
    const found = runOf(id);
    if (found === null) return fault("run_unknown");
    return found.run.over ? fault("run_over") : { ok: true as const, value: found };
  };
  return {
    async begin(begin) {
      const same = { ...begin, element: hex(begin.element) };
      const found = runOf(begin.run);
      if (found !== null) {
        if (JSON.stringify(found.run.begin) !== JSON.stringify(same)) return fault("run_differs");
        return found.run.over ? fault("run_over") : { ok: true, value: begun(parts, found.shelf) };
      }
      if (!isRunName(begin.run) || !isCount(begin.size) || begin.element.length !== elementBytes)
        return fault("chunk_wrong");
      if (begin.contractHash !== contractHash(contract)) return fault("contract_differs");
      const size = Math.min(begin.size, parts.rows.length);
      const no = refusedBy(contract, parts.dataset, begin, { at: clock.now(), used: parts.used(begin.run), size });
      const about = { purpose: begin.purpose, mode: begin.mode, their_size: begin.size, refused: no };
      // No await between counting what is used and logging this run: two at once cannot both take the last one.
      log({ at: clock.now().toISOString(), what: no === null ? "begun" : "refused", run: begin.run, about });
      if (no !== null) return fault(no);
      const shelf = parts.shelf(begin.run);
      secretsOf(parts, shelf);
      shelf.put("run", json({ begin: same, over: false }));
      return { ok: true, value: begun(parts, shelf) };
    },
    async taken(id) {
      const found = live(id);
      if (!found.ok) return found;
      const names = found.value.shelf.names().filter((name) => name.startsWith("in."));
      return { ok: true, value: names.map((name) => Number.parseInt(name.slice(3), 10)).sort((a, b) => a - b) };
    },
    async take(id, chunk, elements) {
      const found = live(id);
      return found.ok ? await takeChunk(parts, found.value, chunk, elements) : found;
    },
    async holders(id, chunk) {
      const found = live(id);
      return found.ok ? await holderChunk(parts, found.value, chunk) : found;
    },
    async doubled(id, chunk) {
      const found = live(id);
      return found.ok ? doubledChunk(parts, found.value, chunk) : found;
    },
    async end(id, end) {
      // The answer may have been lost on its way: it is told again, and is the same.
      const told = () => toldBefore(runOf(id)?.run);
      const before = told();
      if (before !== null) return before;
      const found = live(id);
      if (!found.ok) return found;
      const { run } = found.value;
      if (end !== null && end.count < BigInt(contract.crowd)) return fault("set_too_small");
      const opened = await openEnd(parts, found.value, end);
      if (opened === "outside") return fault("chunk_wrong");
      // Of many at once the first one's noise is everybody's: the mean of many would tell what noise hides.
      return told() ?? endRun(parts, run, end, opened);
    },
  };
}

function toldBefore(run: Run | undefined): Said<{ sum: bigint | null }> | null {
  if (!run?.over) return null;
  const { sum } = run.over;
  return { ok: true, value: { sum: sum === null ? null : BigInt(sum) } };
}

/** What the holder keeps to itself: its scalar, the amounts' secret, how many false members meet, and the orders. */
function secretsOf({ random, contract, rows }: HolderParts, shelf: Shelf) {
  const false_ = 2 * contract.padding;
  const scalar = kept(shelf, "scalar", () => scalarFrom(random));
  const secret = kept(shelf, "secret", () => scalarFrom(random));
  const meeting = Number.parseInt(
    Buffer.from(kept(shelf, "meeting", () => Buffer.from(`${meetingOf(contract, random)}`))).toString(),
    10,
  );
  const falseScalars = kept(shelf, "false", () =>
    Buffer.concat(Array.from({ length: 2 * false_ }, () => scalarFrom(random))),
  );
  const order = numbers.of(kept(shelf, "order", () => numbers.bytes(shuffledOrder(rows.length + false_, random))));
  return { scalar, secret, meeting, falseScalars, order, false_ };
}

/** How many false members meet: the padding, moved by noise, cut off where it would leave its bounds. */
export function meetingOf({ padding, epsilon_milli }: Contract, random: Random): bigint {
  if (padding === 0) return 0n;
  const drawn = BigInt(padding) + discreteLaplace(1000n, BigInt(epsilon_milli), random);
  const most = BigInt(2 * padding);
  return drawn < 0n ? 0n : drawn > most ? most : drawn;
}

function begun(parts: HolderParts, shelf: Shelf): Begun {
  const { secret, order } = secretsOf(parts, shelf);
  return { size: order.length, element: baseTimes(secret) };
}

type Found = { shelf: Shelf; run: Run };

async function takeChunk(
  parts: HolderParts,
  { shelf, run }: Found,
  chunk: number,
  elements: Uint8Array,
): Promise<Said<null>> {
  const { from, to } = spanOf(chunk, run.begin.size);
  if (!isChunk(chunk) || to <= from || elements.length !== (to - from) * elementBytes) return fault("chunk_wrong");
  const before = shelf.get(`raw.${chunk}`);
  if (before !== null && shelf.get(`in.${chunk}`) !== null)
    return Buffer.compare(before, elements) === 0 ? { ok: true, value: null } : fault("run_differs");
  const { scalar } = secretsOf(parts, shelf);
  let doubled: Uint8Array;
  try {
    doubled = await parts.blinder.elements(elements, scalar);
  } catch {
    return fault("chunk_wrong");
  }
  shelf.put(`raw.${chunk}`, elements);
  shelf.put(`in.${chunk}`, doubled);
  return { ok: true, value: null };
}

async function holderChunk(parts: HolderParts, { shelf, run }: Found, chunk: number): Promise<Said<HolderChunk>> {
  const { scalar, secret, falseScalars, order } = secretsOf(parts, shelf);
  const { from, to } = spanOf(chunk, order.length);
  if (!isChunk(chunk) || to <= from) return fault("chunk_wrong");
  const sums = run.begin.mode === "sum";
  const made = shelf.get(`out.${chunk}`);
  if (made !== null) return { ok: true, value: cut(made, to - from) };
  const rows = parts.rows.length;
  const members = [...order.subarray(from, to)];
  const real = members.filter((one) => one < rows).map((one) => parts.rows[one] as Row);
  const clip = BigInt(parts.contract.clip);
  const amounts = members.map((one) => (one < rows ? clipped((parts.rows[one] as Row).amount, clip) : 0n));
  const [blinded, sealed] = await Promise.all([
    parts.blinder.ids(
      real.map((row) => row.id),
      run.begin.run,
      scalar,
    ),
    sums ? parts.blinder.amounts(amounts, secret) : new Uint8Array(0),
  ]);
  const elements = new Uint8Array(members.length * elementBytes);
  let next = 0;
  for (const [i, member] of members.entries()) {
    const element =
      member < rows ? blinded.subarray(next, next + elementBytes) : falseElement(falseScalars, member - rows);
    if (member < rows) next += elementBytes;
    elements.set(element, i * elementBytes);
  }
  // Sealing draws chance, and a repeat must get the same bytes: whichever of two at once was first on the shelf.
  return {
    ok: true,
    value: cut(
      kept(shelf, `out.${chunk}`, () => Buffer.concat([elements, sealed])),
      members.length,
    ),
  };
}

const scalarAt = (scalars: Uint8Array, n: number): Uint8Array => scalars.subarray(n * 32, (n + 1) * 32);
const falseElement = (scalars: Uint8Array, n: number): Uint8Array => baseTimes(scalarAt(scalars, n));

function cut(bytes: Uint8Array, members: number): HolderChunk {
  const at = members * elementBytes;
  return { elements: bytes.slice(0, at), sealed: bytes.slice(at, at + members * sealedBytes) };
}

/** The asker's members under both scalars, in an order that tells it nothing, the false ones among them. */
function doubledChunk(parts: HolderParts, { shelf, run }: Found, chunk: number): Said<Uint8Array> {
  const { size, element } = run.begin;
  const total = size + 2 * parts.contract.padding;
  const { from, to } = spanOf(chunk, total);
  if (!isChunk(chunk) || to <= from) return fault("chunk_wrong");
  let all = shelf.get("doubled");
  if (all === null) {
    const chunks = Array.from({ length: chunksOf(size) }, (_, i) => shelf.get(`in.${i}`));
    const whole = chunks.filter((one) => one !== null);
    if (whole.length !== chunks.length) return fault("too_early");
    const taken = Buffer.concat(whole);
    if (hasTwins(taken)) return fault("chunk_wrong");
    all = kept(shelf, "doubled", () => shuffledDoubled(parts, shelf, taken, Buffer.from(element, "hex")));
  }
  return { ok: true, value: all.slice(from * elementBytes, to * elementBytes) };
}

function shuffledDoubled(parts: HolderParts, shelf: Shelf, taken: Uint8Array, asker: Uint8Array): Uint8Array {
  const { meeting, falseScalars, false_ } = secretsOf(parts, shelf);
  const size = taken.length / elementBytes;
  const order = shuffledOrder(size + false_, parts.random);
  const out = new Uint8Array(order.length * elementBytes);
  for (const [to, member] of order.entries()) {
    const n = member - size;
    // The first ones are those that meet: the asker finds the same element among the holder's. The rest meet nothing.
    const element =
      n < 0
        ? taken.subarray(member * elementBytes, (member + 1) * elementBytes)
        : times(scalarAt(falseScalars, n < meeting ? n : false_ + n), asker);
    out.set(element, to * elementBytes);
  }
  return out;
}

/** An asker that sends one member many times would learn of that one alone. */
function hasTwins(elements: Uint8Array): boolean {
  const text = Buffer.from(elements).toString("latin1");
  const seen = new Set<string>();
  for (let at = 0; at < text.length; at += elementBytes) seen.add(text.slice(at, at + elementBytes));
  return seen.size !== elements.length / elementBytes;
}

/** What the asker's sealed sum holds, its noise included; null where there is none. */
async function openEnd(parts: HolderParts, { shelf, run }: Found, end: End): Promise<bigint | "outside" | null> {
  const { contract } = parts;
  if (end === null || end.sealed === null || run.begin.mode !== "sum") return null;
  const { least, most } = sumRange(contract, Math.min(run.begin.size, parts.rows.length), 1);
  const { secret } = secretsOf(parts, shelf);
  return (await parts.blinder.open(end.sealed, secret, least, most)) ?? "outside";
}

/** Nothing is awaited in here: noise, log and the last word are one step. */
function endRun(parts: HolderParts, run: Run, end: End, opened: bigint | null): Said<{ sum: bigint | null }> {
  const { contract, clock, random } = parts;
  const scale = BigInt(contract.clip) * 1000n;
  const sum = opened === null ? null : opened + discreteLaplace(scale, BigInt(contract.epsilon_milli), random);
  const told = { count: end === null ? null : `${end.count}`, sum: sum === null ? null : `${sum}` };
  parts.log({
    at: clock.now().toISOString(),
    what: end === null ? "below_crowd" : "ended",
    run: run.begin.run,
    about: told,
  });
  parts.shelf(run.begin.run).clear();
  // What is left says only that this run is over: its number is never used again.
  parts.shelf(run.begin.run).put("run", json({ begin: run.begin, over: { sum: told.sum } }));
  return { ok: true, value: { sum } };
}
