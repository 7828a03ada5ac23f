import type { Wallet } from "./protocol.ts";

/**
 * What PostgreSQL takes as text and as JSON: no U+0000, and no half of a pair of surrogates. A mark of ASCII stands
 * for U+0000, so that a number reads alike in an answer and in the bytes of a bill.
 */
const plain = (text: string): string =>
  text.includes("\0") || !text.isWellFormed() ? text.replaceAll("\0", "?").toWellFormed() : text;

/** The same of everything in it; what needs no cleaning is not copied. Bytes and instants are left as they are. */
function plainIn(value: unknown): unknown {
  if (typeof value === "string") return plain(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(plainIn);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const kind = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return value;
  let copy: Record<string, unknown> | null = null;
  for (const [name, old] of Object.entries(value)) {
    const [newName, item] = [plain(name), plainIn(old)];
    if (item === old && newName === name) continue;
    copy ??= { ...value };
    if (newName !== name) delete copy[name];
    copy[newName] = item;
  }
  return copy ?? value;
}

/** A fault whose own words are plain: what a bill was refused for is kept and told. */
function plainFault(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  for (const name of Object.getOwnPropertyNames(fault)) {
    const word: unknown = Reflect.get(fault, name);
    if (typeof word === "string" && plain(word) !== word) Reflect.set(fault, name, plain(word));
  }
  return fault;
}

async function* plainBatches(batches: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    for await (const batch of batches) yield plainIn(batch);
  } catch (fault) {
    throw plainFault(fault);
  }
}

const isBatches = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

function plainAnswer(answer: unknown): unknown {
  if (answer instanceof Promise)
    return answer.then(plainIn, (fault: unknown) => {
      throw plainFault(fault);
    });
  return isBatches(answer) ? plainBatches(answer) : plainIn(answer);
}

/**
 * A wallet whose every word is one that the database takes: answers, notices, lines of bills, faults. A wallet's proven
 * answer may hold any sign ("\u0000" in JSON is one), and what it says stands in columns of many rooms; a word
 * that no row takes would be a notice that is never taken, or a refund that is asked about for ever.
 */
export function plainWallet(wallet: Wallet): Wallet {
  return plainMembers(wallet) as Wallet;
}

/** Functions, one by one, and objects of functions (`charge`, `combined`, …). */
function plainMembers(of: object): object {
  const members = Object.entries(of).map(([name, member]: [string, unknown]) => {
    if (typeof member === "function") return [name, (...given: unknown[]) => plainAnswer(member.apply(of, given))];
    return [name, isFacet(member) ? plainMembers(member) : plainIn(member)];
  });
  return Object.fromEntries(members);
}

const isFacet = (member: unknown): member is object =>
  typeof member === "object" && member !== null && Object.values(member).some((one) => typeof one === "function");
