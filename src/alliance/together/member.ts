import { clipped, fault } from "../answers.ts";
import { elementBytes, plus, scalarFrom } from "../group.ts";
import { type HolderParts, isRunName, meetingOf } from "../holder.ts";
import { shuffledOrder } from "../noise.ts";
import type { Said } from "../partner.ts";
import { kept } from "../shelf.ts";
import { type Contract, contractHash, type RunAsked, refusedBy } from "../terms.ts";
import { type KeyShare, proveShare, randomSealed, sealedBytes, shareIsProven } from "./sealed-zero.ts";
import { amountsOf, columnsOf, liftSum, readSum, rowBytes, rowsOf, sumIsAgreed } from "./sums.ts";
import { makeTable, type Table } from "./table.ts";

/** What an asker tells of a run before anything is computed. */
export type Joining = RunAsked & {
  /** The name of the party that asks; the lists go round among the others in the contract's order. */
  asker: string;
  contractHash: string;
  size: number;
};
export type Shares = Readonly<Record<string, KeyShare>>;

/** A member's set; in a sum, of the amounts' holder, also what each of its people counts for. */
export type Hidden = Table & { amounts: Table | null };

/** A party that is asked, as the asker sees it. */
export type Member = {
  name: string;
  join(joining: Joining): Promise<Said<{ size: number; share: KeyShare }>>;
  /** Its set, hidden under the key of all; refused when a share is missing or not proven. */
  table(run: string, shares: Shares): Promise<Said<Hidden>>;
  /** The asker's list, masked, shuffled, with false members, and without this party's share of the key. Once a run. */
  pass(run: string, list: Uint8Array): Promise<Said<Uint8Array>>;
  /** The sealed sum of those that count, with this party's noise and without its share of the key. Once a run. */
  lift(run: string, count: bigint, sealed: Uint8Array): Promise<Said<Uint8Array>>;
  /** The amounts' holder, after all others: the sum, noised by everybody. Once a run. */
  sum(run: string, count: bigint, sealed: Uint8Array): Promise<Said<bigint>>;
  /** Null: below the crowd. */
  end(run: string, end: TogetherOutcome): Promise<Said<null>>;
};

/** Null: fewer than the crowd, and nobody is told how many. Sums in minor units; null where only the size is asked. */
export type TogetherOutcome = { count: bigint; sum: bigint | null } | null;

/** `amounts`: in minor units, one for each id, at the party whose rows carry them. */
export type MemberParts = Omit<HolderParts, "rows"> & {
  name: string;
  ids: readonly string[];
  amounts?: readonly bigint[];
};

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
type Run = { joining: Joining; over: false | { count: string | null; sum: string | null } };

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
      return await tableFor(parts, run.value.joining, shares);
    },
    async pass(id, list) {
      const run = live(id);
      return run.ok ? await passOn(parts, run.value.joining, list) : run;
    },
    async lift(id, count, sealed) {
      const run = live(id);
      if (!run.ok) return run;
      return liftSum(parts, { joining: run.value.joining, secret: secretOf(parts, id), count, sealed });
    },
    async sum(id, count, sealed) {
      const run = live(id);
      if (!run.ok) return run;
      return await readSum(parts, { joining: run.value.joining, secret: secretOf(parts, id), count, sealed });
    },
    async end(id, end) {
      const told = { count: end === null ? null : `${end.count}`, sum: end?.sum == null ? null : `${end.sum}` };
      const found = runOf(id);
      // The answer may have been lost on its way: the same word again is answered as before.
      if (found && found.over !== false)
        return JSON.stringify(found.over) === JSON.stringify(told) ? { ok: true, value: null } : fault("run_over");
      const run = live(id);
      if (!run.ok) return run;
      if (end !== null && end.count < BigInt(contract.crowd)) return fault("set_too_small");
      if (!isWhatWasRead(parts, run.value.joining, end)) return fault("chunk_wrong");
      log({ at: clock.now().toISOString(), what: end === null ? "below_crowd" : "ended", run: id, about: told });
      parts.shelf(id).clear();
      parts.shelf(id).put("run", json({ ...run.value, over: told }));
      return { ok: true, value: null };
    },
  };
}

/** A sum is told where one was asked, and at the amounts' holder it is the one that it read itself. */
function isWhatWasRead(parts: MemberParts, { run, mode }: Joining, end: TogetherOutcome): boolean {
  if (end === null) return true;
  if ((end.sum !== null) !== (mode === "sum")) return false;
  if (end.sum === null || parts.contract.amounts !== parts.name) return true;
  const read = parts.shelf(run).get("sum");
  return read !== null && Buffer.from(read).toString() === `${end.sum}`;
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
  if (joining.mode === "sum" && !sumIsAgreed(contract, joining.asker)) return fault("mode_not_agreed");
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

const takesPart = ({ parties }: Contract, asker: string, name: string): boolean =>
  parties.length >= 3 && asker !== name && parties.includes(asker) && parties.includes(name);

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

async function tableFor(parts: MemberParts, { run: id, mode }: Joining, shares: Shares): Promise<Said<Hidden>> {
  const shelf = parts.shelf(id);
  const key = keyOf(shares, parts.contract.parties);
  const under = shelf.get("key");
  // Two tables of one set under two keys: the asker could hold part of the second one's secret.
  if (under !== null && Buffer.compare(under, key) !== 0) return fault("run_differs");
  const sums = mode === "sum" && parts.contract.amounts === parts.name;
  const [made, amounts] = [shelf.get("table"), shelf.get("amounts")];
  if (made !== null && (!sums || amounts !== null)) return { ok: true, value: hiddenFrom(made, amounts) };
  shelf.put("key", key);
  shelf.put(
    "shares",
    json(Object.fromEntries(Object.entries(shares).map(([name, one]) => [name, hexOf(one.element)]))),
  );
  const table = hidden(parts, id, await parts.blinder.zeros(parts.ids.length, key));
  // Of two at once the first one's tables are everybody's.
  const marks = kept(shelf, "table", () => bytesOf(table));
  if (!sums) return { ok: true, value: hiddenFrom(marks, null) };
  const clip = BigInt(parts.contract.clip);
  const counted = parts.ids.map((_, n) => clipped(parts.amounts?.[n] ?? 0n, clip));
  const second = hidden(parts, amountsOf(id), await parts.blinder.under(counted, key));
  return {
    ok: true,
    value: hiddenFrom(
      marks,
      kept(shelf, "amounts", () => bytesOf(second)),
    ),
  };
}

const hidden = ({ ids, random }: MemberParts, run: string, sealed: Uint8Array): Table =>
  makeTable(ids, run, random, (n) => sealed.subarray(n * sealedBytes, (n + 1) * sealedBytes));

const hiddenFrom = (marks: Uint8Array, amounts: Uint8Array | null): Hidden => ({
  ...tableFrom(marks),
  amounts: amounts && tableFrom(amounts),
});

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
  const [elements, key] = [shelf.get("shares"), shelf.get("key")];
  if (elements === null || key === null) return fault("too_early");
  const [before, passed] = [shelf.get("in"), shelf.get("passed")];
  // A second list would let the asker try as often as it likes.
  if (before !== null && Buffer.compare(before, list) !== 0) return fault("run_differs");
  if (passed !== null) return { ok: true, value: passed };
  const { mode } = joining;
  if (list.length !== lengthAt(contract, joining, name) * rowBytes(mode)) return fault("chunk_wrong");
  shelf.put("in", list);
  const { marks, amounts } = columnsOf(list, mode);
  // Amounts keep every share of the key: nobody is to read one of them alone.
  const work = [blinder.mask(marks, secretOf(parts, joining.run)), blinder.renewed(amounts, key)] as const;
  const own = await Promise.all(work).catch(() => null);
  if (own === null) return fault("chunk_wrong");
  const left = leftAfter(contract, joining.asker, name, parsed<Record<string, string>>(elements));
  const meeting = Number(meetingOf(contract, random));
  const zeros = await blinder.zeros(meeting, left);
  const others = Array.from({ length: 2 * contract.padding - meeting }, () => randomSealed(random));
  // A false member counts for nothing in a sum.
  const nothings = await blinder.zeros(mode === "sum" ? 2 * contract.padding : 0, key);
  const all = rowsOf(Buffer.concat([own[0], zeros, ...others]), Buffer.concat([own[1], nothings]));
  return { ok: true, value: kept(shelf, "passed", () => shuffled(all, random, rowBytes(mode))) };
}

/** The key whose shares are still on once this party took its own off: those after it, and the asker's. */
function leftAfter(contract: Contract, asker: string, name: string, elements: Record<string, string>): Uint8Array {
  const order = [...othersOf(contract, asker), asker];
  const shares = Object.fromEntries(
    Object.entries(elements).map(([one, hex]) => [one, { element: Buffer.from(hex, "hex"), proof: new Uint8Array() }]),
  );
  return keyOf(shares, order.slice(order.indexOf(name) + 1));
}

export function shuffled(all: Uint8Array, random: MemberParts["random"], width: number): Uint8Array {
  const order = shuffledOrder(all.length / width, random);
  const out = new Uint8Array(all.length);
  for (const [to, from] of order.entries()) out.set(all.subarray(from * width, (from + 1) * width), to * width);
  return out;
}
