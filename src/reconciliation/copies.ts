import type { Found } from "./find-breaks.ts";
import type { LineView } from "./line-record.ts";

/**
 * Tells movements of an account's bill apart that have one number of the wallet, one amount and one word: by our number
 * in the line, and by counting them. What is the same lies in the same part, so a part counts for itself; where a line
 * stands in its file, and what else the file has, changes nothing.
 */
export function makeCopies() {
  const seen = new Map<string, number>();
  return (move: LineView & { word: string }, ownId: string | null): NonNullable<Found["movement"]> => {
    const { walletRef, amount, currency, word } = move;
    const key = JSON.stringify([walletRef, `${amount}`, currency, word, ownId]);
    const copy = (seen.get(key) ?? 0) + 1;
    seen.set(key, copy);
    return `${ownId ?? "-"} ${copy}`;
  };
}

export type Copies = ReturnType<typeof makeCopies>;
