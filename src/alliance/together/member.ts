import { elementBytes, plus, scalarFrom } from "../group.ts";
import { type HolderParts, isRunName, meetingOf } from "../holder.ts";
import { shuffledOrder } from "../noise.ts";
import type { PartnerFault, Said } from "../partner.ts";
import { kept } from "../shelf.ts";
import { type Contract, contractHash, type RunAsked, refusedBy } from "../terms.ts";
import { type KeyShare, proveShare, randomSealed, sealedBytes, shareIsProven } from "./sealed-zero.ts";
import { makeTable, type Table } from "./table.ts";

/** What an asker tells of a run before anything is computed. */
export type Joining = RunAsked & {
  /** The name of the party that asks; the lists go round among the others in the contract's order. */
  asker: string;
  contractHash: string;
  size: number;
};
export type Shares = Readonly<Record<string, KeyShare>>;

/** A party that is asked, as the asker sees it. */
export type Member = {
  name: string;
  join(joining: Joining): Promise<Said<{ size: number; share: KeyShare }>>;
  /** Its set, hidden under the key of all; refused when a share is missing or not proven. */
  table(run: string, shares: Shares): Promise<Said<Table>>;
  /** The asker's list, masked, shuffled, with false members, and without this party's share of the key. Once a run. */
  pass(run: string, list: Uint8Array): Promise<Said<Uint8Array>>;
  /** Null: below the crowd. */
  end(run: string, count: bigint | null): Promise<Said<null>>;
};

export type MemberParts = Omit<HolderParts, "rows"> & { name: string; ids: readonly string[] };

const fault = (word: PartnerFault) => ({ ok: false, fault: word }) as const;
const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const parsed = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString()) as T;

export const othersOf = (contract: Contract, asker: string): readonly string[] =>
  contract.parties.filter((one) => one !== asker);

export const keyOf = (shares: Shares, of: readonly string[]): Uint8Array =>
  of
    .map((name) => (shares[name] as KeyShare).element)
    .reduce((sum, one) => plus(sum, one), new Uint8Array(elementBytes));

/** How long the list is that comes to a party: each one before it mixed its false members in. */
export const lengthAt = (contract: Contract, { asker, size }: Pick<Joining, "asker" | "size">, name: string): number =>
  size + 2 * contract.padding * othersOf(contract, asker).indexOf(name);

/** `over`: what was told at the end, as text. */
type Run = { joining: Joining; over: false | { count: string | null } };

/** A party of an alliance of three or more. It answers, and learns the size of the asker's set and the noised count. */
export function makeMember(parts: MemberParts): Member {
  const { contract, name, clock, log } = parts;
  const runOf = (id: string): Run | null => {
    const found = isRunName(id) ? parts.shelf(id).get("run") : null;
    return found && parsed<Run>(found);
  };
  const live = (id: string): Said<Run> => {
    const run = runOf(id);
    if (run === null) return fault("run_unknown");
    return run.over !== false ? fault("run_over") : { ok: true, value: run };
  };
  return {
    name,
    join: async (joining) => joinRun(parts, runOf(joining.run), joining),
    async table(id, shares) {
      const run = live(id);
      if (!run.ok) return run;
      if (!allProven(contract, id, shares) || !sameShare(shares[name], shareFor(parts, id)))
        return fault("chunk_wrong");
      return await tableFor(parts, id, shares);
    },
    async pass(id, list) {
      const run = live(id);
      return run.ok ? await passOn(parts, run.value.joining, list) : run;
    },
    async end(id, count) {
      const told = { count: count === null ? null : `${count}` };
      const found = runOf(id);
      // The answer may have been lost on its way: the same word again is answered as before.
      if (found && found.over !== false)
        return found.over.count === told.count ? { ok: true, value: null } : fault("run_over");
      const run = live(id);
      if (!run.ok) return run;
      if (count !== null && count < BigInt(contract.crowd)) return fault("set_too_small");
      log({ at: clock.now().toISOString(), what: count === null ? "below_crowd" : "ended", run: id, about: told });
      parts.shelf(id).clear();
      parts.shelf(id).put("run", json({ ...run.value, over: told }));
      return { ok: true, value: null };
    },
  };
}

/** A party's share of a run's key, made once. */
function shareFor(parts: MemberParts, run: string): KeyShare {
  const bytes = kept(parts.shelf(run), "share", () => {
    const { element, proof } = proveShare(run, parts.name, secretOf(parts, run), parts.random);
    return Buffer.concat([element, proof]);
  });
  return { element: bytes.slice(0, elementBytes), proof: bytes.slice(elementBytes) };
}

function joinRun(parts: MemberParts, before: Run | null, joining: Joining): Said<{ size: number; share: KeyShare }> {
  const { contract, name, clock, log } = parts;
  const answer = () => ({ ok: true as const, value: { size: parts.ids.length, share: shareFor(parts, joining.run) } });
  if (before !== null) {
    if (JSON.stringify(before.joining) !== JSON.stringify(joining)) return fault("run_differs");
    return before.over !== false ? fault("run_over") : answer();
  }
  if (!isRunName(joining.run) || !Number.isSafeInteger(joining.size) || joining.size < 1) return fault("chunk_wrong");
  if (joining.contractHash !== contractHash(contract) || !takesPart(contract, joining.asker, name))
    return fault("contract_differs");
  const size = Math.min(joining.size, parts.ids.length);
  const no = refusedBy(contract, parts.dataset, joining, { at: clock.now(), used: parts.used(joining.run), size });
  const { purpose, mode, asker } = joining;
  const about = { purpose, mode, asker, their_size: joining.size, refused: no };
  // No await between counting what is used and logging this run.
  log({ at: clock.now().toISOString(), what: no ? "refused" : "begun", run: joining.run, about });
  if (no !== null) return fault(no);
  parts.shelf(joining.run).put("run", json({ joining, over: false }));
  return answer();
}

const takesPart = ({ parties, modes }: Contract, asker: string, name: string): boolean =>
  parties.length >= 3 && modes.includes("size") && asker !== name && parties.includes(asker) && parties.includes(name);

const secretOf = (parts: MemberParts, run: string): Uint8Array =>
  kept(parts.shelf(run), "secret", () => scalarFrom(parts.random));

/** All of the contract's parties, and nobody else: a share that is left out would be one that nobody needs. */
function allProven({ parties }: Contract, run: string, shares: Shares): boolean {
  const proven = (name: string): boolean => {
    const share = shares[name];
    return share !== undefined && shareIsProven(run, name, share);
  };
  return Object.keys(shares).length === parties.length && parties.every(proven);
}

const sameShare = (told: KeyShare | undefined, own: KeyShare): boolean =>
  told !== undefined && Buffer.compare(told.element, own.element) === 0;

async function tableFor(parts: MemberParts, id: string, shares: Shares): Promise<Said<Table>> {
  const shelf = parts.shelf(id);
  const key = keyOf(shares, parts.contract.parties);
  const under = shelf.get("key");
  // Two tables of one set under two keys: the asker could hold part of the second one's secret.
  if (under !== null && Buffer.compare(under, key) !== 0) return fault("run_differs");
  const made = shelf.get("table");
  if (made !== null) return { ok: true, value: tableFrom(made) };
  shelf.put("key", key);
  shelf.put(
    "shares",
    json(Object.fromEntries(Object.entries(shares).map(([name, one]) => [name, hexOf(one.element)]))),
  );
  const zeros = await parts.blinder.zeros(parts.ids.length, key);
  const zeroFor = (n: number): Uint8Array => zeros.subarray(n * sealedBytes, (n + 1) * sealedBytes);
  const table = makeTable(parts.ids, id, parts.random, zeroFor);
  // Of two at once the first one's table is everybody's.
  return { ok: true, value: tableFrom(kept(shelf, "table", () => bytesOf(table))) };
}

/** In one piece, so that a seed never stands beside another table's cells. */
function bytesOf({ seed, third, cells }: Table): Uint8Array {
  const head = Buffer.from(JSON.stringify({ seed, third }));
  return Buffer.concat([Buffer.from([head.length >> 8, head.length & 255]), head, cells]);
}

function tableFrom(bytes: Uint8Array): Table {
  const end = 2 + (bytes[0] as number) * 256 + (bytes[1] as number);
  return { ...parsed<Pick<Table, "seed" | "third">>(bytes.subarray(2, end)), cells: bytes.slice(end) };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

async function passOn(parts: MemberParts, joining: Joining, list: Uint8Array): Promise<Said<Uint8Array>> {
  const { contract, name, random, blinder } = parts;
  const shelf = parts.shelf(joining.run);
  const elements = shelf.get("shares");
  if (elements === null) return fault("too_early");
  const [before, passed] = [shelf.get("in"), shelf.get("passed")];
  // A second list would let the asker try as often as it likes.
  if (before !== null && Buffer.compare(before, list) !== 0) return fault("run_differs");
  if (passed !== null) return { ok: true, value: passed };
  if (list.length !== lengthAt(contract, joining, name) * sealedBytes) return fault("chunk_wrong");
  shelf.put("in", list);
  const own = await blinder.mask(list, secretOf(parts, joining.run)).catch(() => null);
  if (own === null) return fault("chunk_wrong");
  const left = leftAfter(contract, joining.asker, name, parsed<Record<string, string>>(elements));
  const meeting = Number(meetingOf(contract, random));
  const zeros = await blinder.zeros(meeting, left);
  const others = Array.from({ length: 2 * contract.padding - meeting }, () => randomSealed(random));
  const all = Buffer.concat([own, zeros, ...others]);
  return { ok: true, value: kept(shelf, "passed", () => shuffled(all, random)) };
}

/** The key whose shares are still on once this party took its own off: those after it, and the asker's. */
function leftAfter(contract: Contract, asker: string, name: string, elements: Record<string, string>): Uint8Array {
  const order = [...othersOf(contract, asker), asker];
  const shares = Object.fromEntries(
    Object.entries(elements).map(([one, hex]) => [one, { element: Buffer.from(hex, "hex"), proof: new Uint8Array() }]),
  );
  return keyOf(shares, order.slice(order.indexOf(name) + 1));
}

export function shuffled(all: Uint8Array, random: MemberParts["random"]): Uint8Array {
  const order = shuffledOrder(all.length / sealedBytes, random);
  const out = new Uint8Array(all.length);
  for (const [to, from] of order.entries())
    out.set(all.subarray(from * sealedBytes, (from + 1) * sealedBytes), to * sealedBytes);
  return out;
}
