import type { Wallet } from "./protocol.ts";

/**
 * What PostgreSQL takes as text and as JSON: no U+0000, and no half of a pair of surrogates. A mark of ASCII stands
 * for U+0000, so that a number reads alike in an answer and in the bytes of a bill.
 */
export const wellFormed = (text: string): string => (isPlain(text) ? text : text.replaceAll("\0", "?").toWellFormed());
const isPlain = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** Whether nothing in it needs cleaning: nearly always so, also of millions of lines, and found without a copy. */
function isPlainIn(value: unknown): boolean {
  if (typeof value === "string") return isPlain(value);
  if (typeof value !== "object" || value === null || isOpaque(value)) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlainIn(item)) return false;
    return true;
  }
  for (const name in value) if (!isPlainIn((value as Record<string, unknown>)[name])) return false;
  return true;
}

/** Bytes and instants hold no text. */
const isOpaque = (value: object): boolean => value instanceof Date || ArrayBuffer.isView(value);

/** The same with every text in it made plain; what needs no cleaning is not copied. Names are the house's own. */
function plainIn(value: unknown): unknown {
  if (isPlainIn(value)) return value;
  if (typeof value === "string") return wellFormed(value);
  if (Array.isArray(value)) return value.map(plainIn);
  return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, plainIn(one)]));
}

/** A fault whose own words are plain: what a bill was refused for is kept and told. */
function plainFault(fault: unknown): unknown {
  if (!(fault instanceof Error)) return fault;
  for (const name of Object.getOwnPropertyNames(fault)) {
    const word: unknown = Reflect.get(fault, name);
    if (typeof word === "string" && !isPlain(word)) Reflect.set(fault, name, wellFormed(word));
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
