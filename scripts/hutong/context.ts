import { createHutong, type Hutong, HutongProblem, HutongUnknown } from "#sdk";
import type { Words } from "#start-fault";
import { CommandFault, exits } from "./fault.ts";
import { placed } from "./login.ts";

export { CommandFault, exits } from "./fault.ts";

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

/** `control`: only for what plays the buyer. */
export type Place = { url?: string | undefined; token?: string | undefined; control?: string | undefined };

/** What every command that asks a house is given. */
export type Common = Place & { json?: boolean };

/** An address as the SDK takes it; anything else is a wrong command line, and not an answer that never came. */
export function readAddress(text: string, option: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new CommandFault(
    {
      en: `${option}: "${text}" is no address, such as http://127.0.0.1:3300.`,
      zh: `${option}：“${text}”不是地址，例如 http://127.0.0.1:3300。`,
    },
    exits.usage,
  );
}

export function tellHouse(given: Place, inWords: Told["inWords"], language: "en" | "zh"): Told {
  const { token, url: address } = placed(given);
  const url = readAddress(address, "--url");
  const control = given.control === undefined ? "" : readAddress(given.control, "--control");
  const spoken = language === "zh" ? "zh-CN" : "en";
  return {
    hutong: createHutong({ url, language: spoken, ...(token ? { token } : {}) }),
    control: control.replace(/\/+$/, ""),
    out: (line) => console.log(line),
    inWords,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: Date.now,
    fetch: (...given) => fetch(...given),
  };
}

export type ReadFault = { words: Words; code: number; problem: string | null };

/** What a person reads when a command fails, and its exit code; null for a bug, which keeps its trace. */
export function readFault(error: unknown): ReadFault | null {
  if (error instanceof CommandFault) return { words: error.words, code: error.code, problem: null };
  if (error instanceof HutongProblem)
    return { words: problemWords(error.problem), code: exits.refused, problem: error.code };
  if (error instanceof HutongUnknown) {
    const { en, zh } = error.words;
    const unsure = error.onlyRead ? { en: "", zh: "" } : { en: "Whether it happened is not known: ", zh: "结果未知：" };
    return {
      words: {
        en: `${en}. ${unsure.en}${unsure.en === "" ? "Is" : "is"} the house up at that address (--url)?`,
        zh: `${zh}。${unsure.zh}请确认该地址（--url）上的系统正在运行。`,
      },
      ...{ code: exits.unknown, problem: null },
    };
  }
  return null;
}

/** The house's own words, then what it says of fields, reasons and more, a line each. */
function problemWords({ title, detail, zh, code, request_id, ...more }: HutongProblem["problem"]): Words {
  const { errors = [], reasons = [], context = {} } = more;
  const lines = {
    en: [
      ...errors.map((one) => `${one.field}: ${one.message}`),
      ...reasons.map((one) => `${one.code}: ${one.en}`),
      ...Object.entries(context).map(([name, value]) => `${name}: ${value}`),
    ],
    zh: [
      ...errors.map((one) => `${one.field}：${one.zh}`),
      ...reasons.map((one) => `${one.code}：${one.zh}`),
      ...Object.entries(context).map(([name, value]) => `${name}：${value}`),
    ],
  };
  const below = (texts: string[]) => texts.map((text) => `\n  ${text}`).join("");
  return {
    en: `${title.replace(/\.$/, "")}. ${detail} [${code}, ${request_id}]${below(lines.en)}`,
    zh: `${zh.title}：${zh.detail}［${code}，${request_id}］${below(lines.zh)}`,
  };
}
