import type { AskerParts } from "../asker.ts";
import { scalarFrom } from "../group.ts";
import { discreteLaplace } from "../noise.ts";
import type { Said } from "../partner.ts";
import { agreed, Refused } from "../refused.ts";
import { kept } from "../shelf.ts";
import { contractHash, type RunAsked, refusedBy } from "../terms.ts";
import { type Member, othersOf, type Shares, shuffled } from "./member.ts";
import { holdsZero, mapSealed, plusSealed, proveShare, sealedBytes } from "./sealed-zero.ts";
import { lookUp, type Table } from "./table.ts";

/** Null: fewer than the crowd, and nobody is told how many. */
export type TogetherOutcome = { count: bigint } | null;

export type TogetherParts = Omit<AskerParts, "progress"> & { name: string; progress?(step: string): void };

/**
 * How many people all parties of a contract share, for three parties or more. Sizes of pairs are told to nobody: every
 * table holds something random for a stranger, what the tables hold for one id is added before anything can be opened,
 * and only with every party's share of the key taken off does it show whether all of them had nought.
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
  const wrong = no ?? (complete && contract.parties.length >= 3 ? null : "contract_differs");
  if (parts.shelf.get("secret") === null)
    tell(wrong === null ? "begun" : "refused", { purpose: asked.purpose, mode: asked.mode, refused: wrong });
  if (wrong !== null) return { ok: false, fault: wrong };
  try {
    // Kept before the first is told: who goes on after a break says the same to the others.
    const last = parts.shelf.get("end") ?? (await ended(parts, members, asked));
    const text = Buffer.from(last).toString();
    const told = text === "" ? null : { count: BigInt(text) };
    for (const member of members) agreed(await member.end(asked.run, told?.count ?? null));
    tell(told === null ? "below_crowd" : "ended", told === null ? {} : { count: text });
    parts.shelf.clear();
    return { ok: true, value: told };
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    tell("refused", { refused: fault.fault, by: "partner" });
    return { ok: false, fault: fault.fault };
  }
}

/** The noised count as text; empty below the crowd. */
async function ended(parts: TogetherParts, members: readonly Member[], asked: RunAsked): Promise<Uint8Array> {
  const count = await run(parts, members, asked);
  return kept(parts.shelf, "end", () => Buffer.from(count < BigInt(parts.contract.crowd) ? "" : `${count}`));
}

async function run(parts: TogetherParts, members: readonly Member[], asked: RunAsked): Promise<bigint> {
  const { contract, shelf, random, blinder, ids, name } = parts;
  const secret = kept(shelf, "secret", () => scalarFrom(random));
  const joining = { ...asked, asker: name, contractHash: contractHash(contract), size: ids.length };
  const joined = await Promise.all(
    members.map(async (one) => [one.name, agreed(await one.join(joining)).share] as const),
  );
  const own = proveShare(asked.run, name, secret, random);
  const shares: Shares = Object.fromEntries([...joined, [name, own] as const]);
  const tables = await Promise.all(members.map(async (one) => agreed(await one.table(asked.run, shares))));
  parts.progress?.("tables");
  // The first list is kept: a party passes one list a run, and a run that broke off goes on with the same.
  let list = shelf.get("list");
  if (list === null) {
    list = shuffled(await blinder.masked(summed(ids, tables, asked.run)), random);
    shelf.put("list", list);
  }
  for (const member of members) {
    list = agreed(await member.pass(asked.run, list));
    parts.progress?.(member.name);
  }
  const plain = await blinder.opened(list, secret);
  let zeros = 0;
  mapSealed(plain, (one) => {
    if (holdsZero(one)) zeros++;
    return one;
  });
  const noise = kept(shelf, "noise", () =>
    Buffer.from(`${discreteLaplace(1000n, BigInt(contract.epsilon_milli), random)}`),
  );
  return BigInt(zeros) - BigInt(contract.padding * members.length) + BigInt(Buffer.from(noise).toString());
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
