import { fault, sumRange } from "../answers.ts";
import { baseTimes, scalarOf } from "../group.ts";
import { discreteLaplace } from "../noise.ts";
import type { PartnerFault, Said } from "../partner.ts";
import { kept, type Shelf } from "../shelf.ts";
import type { Contract, Mode } from "../terms.ts";
import type { Joining, MemberParts } from "./member.ts";
import { opened, plusOpen, plusSealed, sealedBytes, sealZero } from "./sealed-zero.ts";

type Random = (bytes: number) => Uint8Array;

/** Bytes of a list's row: a sealed mark, and with sums a sealed amount after it. */
export const rowBytes = (mode: Mode): number => (mode === "sum" ? 2 * sealedBytes : sealedBytes);

/** A list's marks, and its amounts (none in size mode), each by themselves. */
export function columnsOf(list: Uint8Array, mode: Mode): { marks: Uint8Array; amounts: Uint8Array } {
  if (mode === "size") return { marks: list, amounts: new Uint8Array(0) };
  const [marks, amounts] = [new Uint8Array(list.length / 2), new Uint8Array(list.length / 2)];
  for (let at = 0; at < marks.length; at += sealedBytes) {
    marks.set(list.subarray(2 * at, 2 * at + sealedBytes), at);
    amounts.set(list.subarray(2 * at + sealedBytes, 2 * at + 2 * sealedBytes), at);
  }
  return { marks, amounts };
}

export function rowsOf(marks: Uint8Array, amounts: Uint8Array): Uint8Array {
  if (amounts.length === 0) return marks;
  const list = new Uint8Array(marks.length + amounts.length);
  for (let at = 0; at < marks.length; at += sealedBytes) {
    list.set(marks.subarray(at, at + sealedBytes), 2 * at);
    list.set(amounts.subarray(at, at + sealedBytes), 2 * at + sealedBytes);
  }
  return list;
}

/** The name under which a run's amounts are hidden: no run has it, so no mark of one table fits the other. */
export const amountsOf = (run: string): string => `${run}.amounts`;

/** Who has the amounts answers and never asks: an asker that had them would learn a sum over its own people's rows. */
export function sumIsAgreed({ amounts, parties }: Contract, asker: string): boolean {
  return amounts !== undefined && parties.includes(amounts) && amounts !== asker;
}

/** One party's noise for a sum: of a scale that hides any one person. */
export const sumNoise = ({ clip, epsilon_milli }: Contract, random: Random): bigint =>
  discreteLaplace(BigInt(clip) * 1000n, BigInt(epsilon_milli), random);

/** A sealed sum in other bytes, with a party's noise, and without its share of the key. */
export const lifted = (sealed: Uint8Array, noise: bigint, secret: Uint8Array): Uint8Array =>
  opened(noise === 0n ? sealed : plusOpen(sealed, baseTimes(scalarOf(noise))), secret);

/** The asker's part: those that count, added up and sealed anew, so that nobody can tell which they were. */
export const sealedAnew = (sum: Uint8Array, key: Uint8Array, random: Random): Uint8Array =>
  sum.length === 0 ? sealZero(key, random) : plusSealed(sum, sealZero(key, random));

type Asked = { joining: Joining; secret: Uint8Array; count: bigint; sealed: Uint8Array };

/** Null: go on. */
function notNow(parts: MemberParts, { joining, count, sealed }: Asked): PartnerFault | null {
  const shelf = parts.shelf(joining.run);
  if (joining.mode !== "sum") return "mode_not_agreed";
  if (shelf.get("passed") === null) return "too_early";
  if (count < BigInt(parts.contract.crowd)) return "set_too_small";
  if (sealed.length !== sealedBytes) return "chunk_wrong";
  const before = shelf.get("sealed-sum");
  return before === null || Buffer.compare(before, sealed) === 0 ? null : "run_differs";
}

/**
 * One sum a run: a second one would be opened as often as the asker likes, one person at a time. It is kept once its
 * elements are known to be some, so that what was garbled on its way stops no run, and before it is opened, so that
 * nobody tries until one opens. False: another one was here first.
 */
const isTheOne = (shelf: Shelf, sealed: Uint8Array): boolean =>
  Buffer.compare(
    kept(shelf, "sealed-sum", () => sealed),
    sealed,
  ) === 0;

/** A member without amounts: its noise goes on, its share of the key comes off. */
export function liftSum(parts: MemberParts, asked: Asked): Said<Uint8Array> {
  const { contract, name, random } = parts;
  const no = notNow(parts, asked) ?? (contract.amounts === name ? "chunk_wrong" : null);
  if (no !== null) return fault(no);
  try {
    const done = lifted(asked.sealed, sumNoise(contract, random), asked.secret);
    if (!isTheOne(parts.shelf(asked.joining.run), asked.sealed)) return fault("run_differs");
    return { ok: true, value: kept(parts.shelf(asked.joining.run), "lifted", () => done) };
  } catch {
    // Not elements of the group.
    return fault("chunk_wrong");
  }
}

/** The amounts' holder, last of all: it reads the others' noised sum, adds its own noise, and tells. */
export async function readSum(parts: MemberParts, asked: Asked): Promise<Said<bigint>> {
  const { contract, name, random } = parts;
  const no = notNow(parts, asked) ?? (contract.amounts === name ? null : "chunk_wrong");
  if (no !== null) return fault(no);
  const shelf = parts.shelf(asked.joining.run);
  const told = shelf.get("sum");
  if (told !== null) return { ok: true, value: BigInt(Buffer.from(told).toString()) };
  try {
    opened(asked.sealed, asked.secret);
  } catch {
    // Not elements of the group.
    return fault("chunk_wrong");
  }
  if (!isTheOne(shelf, asked.sealed)) return fault("run_differs");
  // Everybody's noise is in it but our own.
  const range = sumRange(contract, Math.min(asked.joining.size, parts.ids.length), contract.parties.length - 1);
  const read = await parts.blinder.open(asked.sealed, asked.secret, range.least, range.most).catch(() => null);
  if (read === null) return fault("chunk_wrong");
  // Of two at once the first one's noise is everybody's.
  const sum = kept(shelf, "sum", () => Buffer.from(`${read + sumNoise(contract, random)}`));
  return { ok: true, value: BigInt(Buffer.from(sum).toString()) };
}
