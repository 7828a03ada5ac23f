import type { Clock, Random } from "#db";
import type { Blinder } from "./blinder.ts";
import { baseTimes, elementBytes, scalarFrom } from "./group.ts";
import type { Told } from "./holder.ts";
import { discreteLaplace, shuffledOrder } from "./noise.ts";
import { chunksOf, type End, type HolderChunk, type Partner, type Said, spanOf } from "./partner.ts";
import { agreed, Refused } from "./refused.ts";
import { addSealed, sealedBytes } from "./sealed-amounts.ts";
import { kept, numbers, type Shelf } from "./shelf.ts";
import { type Contract, contractHash, type Dataset, type RunAsked, refusedBy } from "./terms.ts";

export type Progress = { done: number; of: number; step: "sent" | "fetched" | "met" };

export type AskerParts = {
  clock: Clock;
  random: Random;
  blinder: Blinder;
  contract: Contract;
  dataset: Dataset;
  /** Each person once. */
  ids: readonly string[];
  shelf: Shelf;
  used(run: string): number;
  log(told: Told): void;
  progress?(now: Progress): void;
  /** What came of a run, before its pieces go: whoever dies between that and telling it further has it still. */
  found?(outcome: Outcome): void;
};

/** Null: fewer than the crowd; then nobody is told how many. Sums in minor units, noised by both sides. */
export type Outcome = { count: bigint; sum: bigint | null } | null;

/**
 * The party that asks how many of its people the partner has, and for how much. It sees the partner's elements, blinded
 * with a scalar that it does not know, and which of them meet: how many, the false ones included, and none by its id,
 * since its own come back shuffled.
 */
export async function askPartner(parts: AskerParts, partner: Partner, asked: RunAsked): Promise<Said<Outcome>> {
  const { contract, ids, clock } = parts;
  const used = parts.used(asked.run);
  const no = refusedBy(contract, parts.dataset, asked, { at: clock.now(), used, size: ids.length });
  const tell = (what: string, about: Told["about"]): void =>
    parts.log({ at: clock.now().toISOString(), what, run: asked.run, about });
  if (parts.shelf.get("scalar") === null)
    tell(no === null ? "begun" : "refused", { purpose: asked.purpose, mode: asked.mode, refused: no });
  if (no !== null) return { ok: false, fault: no };
  try {
    const outcome = await run(parts, partner, asked);
    const told = outcome && { count: `${outcome.count}`, sum: outcome.sum === null ? null : `${outcome.sum}` };
    tell(outcome === null ? "below_crowd" : "ended", told ?? {});
    parts.found?.(outcome);
    parts.shelf.clear();
    return { ok: true, value: outcome };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    tell("refused", { refused: fault.fault, by: "partner" });
    return { ok: false, fault: fault.fault };
  }
}

type Secrets = { scalar: Uint8Array; order: Uint32Array };

async function run(parts: AskerParts, partner: Partner, asked: RunAsked): Promise<Outcome> {
  const { shelf, random, ids, contract } = parts;
  const last = shelf.get("end");
  if (last !== null) return await tellEnd(partner, asked.run, endFrom(last));
  const scalar = kept(shelf, "scalar", () => scalarFrom(random));
  const order = numbers.of(kept(shelf, "order", () => numbers.bytes(shuffledOrder(ids.length, random))));
  const element = baseTimes(scalar);
  const begin = { ...asked, contractHash: contractHash(contract), size: ids.length, element };
  const begun = agreed(await partner.begin(begin));
  await send(parts, partner, asked.run, { scalar, order });
  const met = await meet(parts, partner, asked, { scalar, size: begun.size });
  return await finish(parts, partner, asked, { ...met, element: begun.element });
}

/** At most so many chunks under way: the partner works while we do. */
const atOnce = 2;

async function inTurns(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const runner = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, runner));
}

async function send(parts: AskerParts, partner: Partner, run: string, { scalar, order }: Secrets): Promise<void> {
  const { ids, blinder } = parts;
  const taken = new Set(agreed(await partner.taken(run)));
  const chunks = chunksOf(ids.length);
  let done = 0;
  await inTurns(chunks, async (chunk) => {
    if (!taken.has(chunk)) {
      const { from, to } = spanOf(chunk, ids.length);
      const members = [...order.subarray(from, to)].map((one) => ids[one] as string);
      agreed(await partner.take(run, chunk, await blinder.ids(members, run, scalar)));
    }
    parts.progress?.({ done: ++done, of: chunks, step: "sent" });
  });
}

/** One text an element, for looking up. */
const textsOf = (elements: Uint8Array): string[] => {
  const text = Buffer.from(elements).toString("latin1");
  return Array.from({ length: elements.length / elementBytes }, (_, i) =>
    text.slice(i * elementBytes, (i + 1) * elementBytes),
  );
};

type Met = { count: number; sealed: Uint8Array };

async function meet(
  parts: AskerParts,
  partner: Partner,
  asked: RunAsked,
  { scalar, size }: { scalar: Uint8Array; size: number },
): Promise<Met> {
  const { shelf, blinder, ids, contract } = parts;
  const [ours, theirs] = [chunksOf(ids.length + 2 * contract.padding), chunksOf(size)];
  const sums = asked.mode === "sum";
  const met: { elements: Uint8Array; sealed: Uint8Array }[] = [];
  let done = 0;
  // Theirs first: the work on both sides is in them.
  await inTurns(theirs, async (chunk) => {
    const { from, to } = spanOf(chunk, size);
    let found = shelf.get(`met.${chunk}`);
    if (found === null) {
      const told: HolderChunk = agreed(await partner.holders(asked.run, chunk));
      const wrong = told.elements.length !== (to - from) * elementBytes;
      if (wrong || told.sealed.length !== (sums ? (to - from) * sealedBytes : 0)) throw new Refused("chunk_wrong");
      found = Buffer.concat([await blinder.elements(told.elements, scalar), told.sealed]);
      shelf.put(`met.${chunk}`, found);
    }
    const at = (to - from) * elementBytes;
    met[chunk] = { elements: found.subarray(0, at), sealed: found.subarray(at) };
    parts.progress?.({ done: ++done, of: theirs, step: "met" });
  });
  const doubled = new Set<string>();
  for (let chunk = 0; chunk < ours; chunk++) {
    for (const text of textsOf(agreed(await partner.doubled(asked.run, chunk)))) doubled.add(text);
    parts.progress?.({ done: chunk + 1, of: ours, step: "fetched" });
  }
  const sealed: Uint8Array[] = [];
  let count = 0;
  for (const chunk of met)
    for (const [i, text] of textsOf(chunk.elements).entries()) {
      // Each of ours meets once: a partner that sends one member twice counts it once.
      if (!doubled.delete(text)) continue;
      count++;
      if (sums) sealed.push(chunk.sealed.subarray(i * sealedBytes, (i + 1) * sealedBytes));
    }
  return { count, sealed: Buffer.concat(sealed) };
}

async function finish(
  parts: AskerParts,
  partner: Partner,
  asked: RunAsked,
  met: Met & { element: Uint8Array },
): Promise<Outcome> {
  const { contract, random, shelf } = parts;
  const epsilon = BigInt(contract.epsilon_milli);
  // Drawn once: who repeats the end tells the same number, or the mean of many would tell the true one.
  const drawn = kept(shelf, "noise", () => {
    const [one, two] = [
      discreteLaplace(1000n, epsilon, random),
      discreteLaplace(BigInt(contract.clip) * 1000n, epsilon, random),
    ];
    return Buffer.from(`${one} ${two}`);
  });
  const [counts, sums] = Buffer.from(drawn).toString().split(" ").map(BigInt) as [bigint, bigint];
  const count = BigInt(met.count) - BigInt(contract.padding) + counts;
  const end: End =
    count < BigInt(contract.crowd)
      ? null
      : { count, sealed: asked.mode === "size" ? null : await sealedSum(parts, met, sums) };
  shelf.put("end", Buffer.from(JSON.stringify(end, (_, value) => plain(value))));
  return await tellEnd(partner, asked.run, end);
}

async function sealedSum({ blinder, random }: AskerParts, met: Met & { element: Uint8Array }, noise: bigint) {
  return addSealed(met.sealed.length > 0 ? [await blinder.add(met.sealed)] : [], noise, met.element, random);
}

const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return `${value}`;
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
};

/** The last word as it was told before a break: another one over the same members would tell more. */
function endFrom(bytes: Uint8Array): End {
  const told = JSON.parse(Buffer.from(bytes).toString()) as { count: string; sealed: string | null } | null;
  return told && { count: BigInt(told.count), sealed: told.sealed === null ? null : Buffer.from(told.sealed, "hex") };
}

async function tellEnd(partner: Partner, run: string, end: End): Promise<Outcome> {
  const { sum } = agreed(await partner.end(run, end));
  return end && { count: end.count, sum };
}
