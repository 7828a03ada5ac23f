import type { AskerParts } from "../asker.ts";
import { scalarFrom } from "../group.ts";
import { discreteLaplace } from "../noise.ts";
import type { Said } from "../partner.ts";
import { agreed, Refused } from "../refused.ts";
import { kept } from "../shelf.ts";
import { contractHash, type RunAsked, refusedBy } from "../terms.ts";
import { type Hidden, keyOf, type Member, othersOf, type Shares, shuffled, type TogetherOutcome } from "./member.ts";
import { holdsZero, plusSealed, proveShare, sealedBytes } from "./sealed-zero.ts";
import { amountsOf, columnsOf, lifted, rowBytes, rowsOf, sealedAnew, sumIsAgreed, sumNoise } from "./sums.ts";
import { lookUp, type Table } from "./table.ts";

export type TogetherParts = Omit<AskerParts, "progress"> & {
  name: string;
  /** How many of the run's calls to others are answered. */
  progress?(now: { step: string; done: number; of: number }): void;
};

/**
 * How many people all parties of a contract share, and for how much, for three parties or more. Sizes of pairs are told
 * to nobody: every table holds something random for a stranger, what the tables hold for one id is added before
 * anything can be opened, and only with every party's share of the key taken off does it show whether all of them had
 * nought. Amounts lie beside the marks, under a key that nobody takes off one of them: only their noised sum is opened.
 */
export async function askTogether(
  parts: TogetherParts,
  members: readonly Member[],
  asked: RunAsked,
): Promise<Said<TogetherOutcome>> {
  const { contract, ids, clock, name } = parts;
  const used = parts.used(asked.run);
  const no = refusedBy(contract, parts.dataset, asked, { at: clock.now(), used, size: ids.length });
  const tell = (what: string, about: Readonly<Record<string, unknown>>): void =>
    parts.log({ at: clock.now().toISOString(), what, run: asked.run, about });
  const names = members.map((one) => one.name);
  const complete = JSON.stringify(names) === JSON.stringify(othersOf(contract, name));
  const wrong = no ?? (complete && contract.parties.length >= 3 ? sumRefused(parts, asked) : "contract_differs");
  if (parts.shelf.get("secret") === null)
    tell(wrong === null ? "begun" : "refused", { purpose: asked.purpose, mode: asked.mode, refused: wrong });
  if (wrong !== null) return { ok: false, fault: wrong };
  try {
    // Kept before the first is told: who goes on after a break says the same to the others.
    const last = parts.shelf.get("end") ?? (await ended(parts, members, asked));
    const told = JSON.parse(Buffer.from(last).toString()) as { count: string; sum: string | null } | null;
    const end = told && { count: BigInt(told.count), sum: told.sum === null ? null : BigInt(told.sum) };
    for (const member of members) agreed(await member.end(asked.run, end));
    tell(told === null ? "below_crowd" : "ended", told ?? {});
    parts.found?.(end);
    parts.shelf.clear();
    return { ok: true, value: end };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    tell("refused", { refused: fault.fault, by: "partner" });
    return { ok: false, fault: fault.fault };
  }
}

const sumRefused = ({ contract, name }: TogetherParts, { mode }: RunAsked) =>
  mode === "sum" && !sumIsAgreed(contract, name) ? ("mode_not_agreed" as const) : null;

/** What is told to all, as text: null below the crowd. */
async function ended(parts: TogetherParts, members: readonly Member[], asked: RunAsked): Promise<Uint8Array> {
  const { contract, shelf } = parts;
  const { count, sealed, step } = await run(parts, members, asked);
  if (count < BigInt(contract.crowd)) return kept(shelf, "end", () => Buffer.from("null"));
  const sum = asked.mode === "sum" ? `${await opened(members, { run: asked.run, parts, count, sealed, step })}` : null;
  return kept(shelf, "end", () => Buffer.from(JSON.stringify({ count: `${count}`, sum })));
}

type Sealed = { run: string; parts: TogetherParts; count: bigint; sealed: Uint8Array; step(name: string): void };

/** Round the members for their noise and their share of the key; the amounts' holder is last and reads it. */
async function opened(members: readonly Member[], { run, parts, count, sealed, step }: Sealed): Promise<bigint> {
  const holder = members.find((one) => one.name === parts.contract.amounts) as Member;
  let left = sealed;
  for (const member of members) {
    if (member === holder) continue;
    left = agreed(await member.lift(run, count, left));
    step("sum");
  }
  const sum = agreed(await holder.sum(run, count, left));
  step("sum");
  return sum;
}

async function run(parts: TogetherParts, members: readonly Member[], asked: RunAsked) {
  const { contract, shelf, random, blinder, ids, name } = parts;
  const step = stepsOf(parts, members.length * (asked.mode === "sum" ? 4 : 3));
  const secret = kept(shelf, "secret", () => scalarFrom(random));
  const joining = { ...asked, asker: name, contractHash: contractHash(contract), size: ids.length };
  const joined = await Promise.all(
    members.map(async (one) => {
      const { share } = agreed(await one.join(joining));
      step("joined");
      return [one.name, share] as const;
    }),
  );
  const own = proveShare(asked.run, name, secret, random);
  const shares: Shares = Object.fromEntries([...joined, [name, own] as const]);
  const tables = await Promise.all(
    members.map(async (one) => {
      const table = agreed(await one.table(asked.run, shares));
      step("tables");
      return table;
    }),
  );
  const key = keyOf(shares, contract.parties);
  // The first list is kept: a party passes one list a run, and a run that broke off goes on with the same.
  let list = shelf.get("list");
  if (list === null) {
    list = await firstList(parts, tables, asked, key);
    shelf.put("list", list);
  }
  for (const member of members) {
    list = agreed(await member.pass(asked.run, list));
    step("lists");
  }
  const { marks, amounts } = columnsOf(list, asked.mode);
  const plain = await blinder.opened(marks, secret);
  const met = rowsWhere(plain, amounts);
  const noise = kept(shelf, "noise", () =>
    Buffer.from(`${discreteLaplace(1000n, BigInt(contract.epsilon_milli), random)}`),
  );
  const count = BigInt(met.count) - BigInt(contract.padding * members.length) + BigInt(Buffer.from(noise).toString());
  return { count, sealed: asked.mode === "sum" ? await sealedSum(parts, met.amounts, { key, secret }) : marks, step };
}

function stepsOf({ progress }: TogetherParts, of: number): (step: string) => void {
  let done = 0;
  return (step) => progress?.({ step, done: ++done, of });
}

/** The asker's people, masked, in an order that tells nothing. */
async function firstList(
  { ids, blinder, random, contract, name }: TogetherParts,
  tables: readonly Hidden[],
  { run, mode }: RunAsked,
  key: Uint8Array,
): Promise<Uint8Array> {
  const marks = await blinder.masked(summed(ids, tables, run));
  if (mode === "size") return shuffled(marks, random, rowBytes(mode));
  const amounts = tables[othersOf(contract, name).indexOf(contract.amounts ?? "")]?.amounts;
  if (!amounts) throw new Refused("chunk_wrong");
  const looked = await blinder.renewed(summed(ids, [amounts], amountsOf(run)), key);
  return shuffled(rowsOf(marks, looked), random, rowBytes(mode));
}

/** What all tables hold for each id, added up: nought where every one of them has it. */
function summed(ids: readonly string[], tables: readonly Table[], run: string): Uint8Array {
  const out = new Uint8Array(ids.length * sealedBytes);
  for (const [i, id] of ids.entries())
    out.set(
      tables.map((table) => lookUp(table, id, run)).reduce((sum, one) => plusSealed(sum, one)),
      i * sealedBytes,
    );
  return out;
}

/** Which rows everybody has, and their amounts, still sealed. */
function rowsWhere(plain: Uint8Array, amounts: Uint8Array): { count: number; amounts: Uint8Array } {
  const met: Uint8Array[] = [];
  for (let at = 0; at < plain.length; at += sealedBytes)
    if (holdsZero(plain.subarray(at, at + sealedBytes))) met.push(amounts.subarray(at, at + sealedBytes));
  return { count: met.length, amounts: Buffer.concat(met) };
}

/** Kept: another noise over the same people would tell more. */
async function sealedSum(
  { blinder, contract, random, shelf }: TogetherParts,
  amounts: Uint8Array,
  { key, secret }: { key: Uint8Array; secret: Uint8Array },
): Promise<Uint8Array> {
  const made = shelf.get("sealed-sum");
  if (made !== null) return made;
  const sum = sealedAnew(await blinder.add(amounts), key, random);
  return kept(shelf, "sealed-sum", () => lifted(sum, sumNoise(contract, random), secret));
}
