import { createHutong, type Hutong, HutongProblem, HutongUnknown } from "#sdk";
import type { Words } from "#start-fault";

/** What every command of `hutong` is given; tests hand in a house of theirs, a list for lines, a clock. */
export type Told = {
  hutong: Hutong;
  /** The sandbox's control address. */
  control: string;
  /** One line of the answer. */
  out(line: string): void;
  inWords(words: Words): string;
  sleep(ms: number): Promise<void>;
  now(): number;
  fetch: typeof fetch;
};

/** Exit codes, which scripts may go by. */
export const exits = { done: 0, refused: 1, usage: 2, unknown: 3 } as const;

export type Place = { url: string; token?: string | undefined; control: string };

export function tellHouse(place: Place, inWords: Told["inWords"], language: "en" | "zh"): Told {
  const spoken = language === "zh" ? "zh-CN" : "en";
  return {
    hutong: createHutong({ url: place.url, language: spoken, ...(place.token ? { token: place.token } : {}) }),
    control: place.control.replace(/\/+$/, ""),
    out: (line) => console.log(line),
    inWords,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: Date.now,
    fetch: (...given) => fetch(...given),
  };
}

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

/** What a person reads when a command fails, and its exit code; null for a bug, which keeps its trace. */
export function readFault(error: unknown): { words: Words; code: number } | null {
  if (error instanceof CommandFault) return { words: error.words, code: error.code };
  if (error instanceof HutongProblem) {
    const { title, detail, zh, code, request_id, errors = [] } = error.problem;
    const fields = errors.map((one) => `\n  ${one.field}: ${one.message} / ${one.zh}`).join("");
    return {
      words: {
        en: `${title} ${detail} [${code}, ${request_id}]${fields}`,
        zh: `${zh.title}：${zh.detail}［${code}，${request_id}］${fields}`,
      },
      code: exits.refused,
    };
  }
  if (error instanceof HutongUnknown) {
    return {
      words: {
        en: `${error.message}. Whether it happened is not known: is the house up at that address (--url)?`,
        zh: `${error.message}。结果未知：请确认该地址（--url）上的系统正在运行。`,
      },
      code: exits.unknown,
    };
  }
  return null;
}
