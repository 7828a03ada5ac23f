import type { Words } from "#start-fault";

/** Exit codes, which scripts may go by. */
export const exits = { done: 0, refused: 1, usage: 2, unknown: 3 } as const;

/** A known end of a command: what is wrong and what to do, with its exit code. */
export class CommandFault extends Error {
  readonly words: Words;
  readonly code: number;

  constructor(words: Words, code: number = exits.refused) {
    super(words.en);
    this.words = words;
    this.code = code;
  }
}
