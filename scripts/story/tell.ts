import { isDeepStrictEqual } from "node:util";
import colours from "picocolors";
import { type Words, wordsOf } from "#start-fault";
import { inWords } from "../say.ts";
import type { World } from "./world.ts";

export type StepReport = { what: string; ok: boolean; ms: number /** Why it failed. */; detail?: string };
export type ChapterReport = { id: string; title: string; ok: boolean; steps: StepReport[] };
/** `detail`: why no chapter could begin. */
export type StoryReport = { ok: boolean; chapters: ChapterReport[]; detail?: string };

/** Does a step and tells it in one line. When it fails, the rest of its chapter is left out. */
export type Step = <T>(what: Words, work: () => Promise<T>) => Promise<T>;

export type Chapter = { id: string; title: Words; play(world: World, step: Step): Promise<void> };

const betweenSteps = { zh: "准备下一步时出错", en: "Making ready for the next step" };

class StepFailed extends Error {}

/** Plays a chapter. Chapters lean on nothing of each other's, so one that failed does not stop the next. */
export async function playChapter(
  chapter: Pick<Chapter, "id" | "title">,
  play: (step: Step) => Promise<void>,
  tell: (line: string) => void,
): Promise<ChapterReport> {
  const steps: StepReport[] = [];
  const title = inWords(chapter.title);
  tell(`\n${colours.bold(`${chapter.id}  ${title}`)}`);
  const keep = (step: StepReport): void => {
    steps.push(step);
    tell(`  ${step.ok ? colours.green("✓") : colours.red("✗")} ${step.what} ${colours.dim(`(${step.ms} ms)`)}`);
    if (step.detail !== undefined) tell(`    ${colours.red(step.detail)}`);
  };
  const step: Step = async (what, work) => {
    const began = performance.now();
    const done = (ok: boolean) => ({ what: inWords(what), ok, ms: Math.round(performance.now() - began) });
    try {
      const value = await work();
      keep(done(true));
      return value;
    } catch (fault) {
      keep({ ...done(false), detail: wordsOf(fault) });
      throw new StepFailed();
    }
  };
  try {
    await play(step);
  } catch (fault) {
    // What fails between two steps fails the chapter too.
    if (!(fault instanceof StepFailed)) keep({ what: inWords(betweenSteps), ok: false, ms: 0, detail: wordsOf(fault) });
  }
  return { id: chapter.id, title, ok: steps.every((one) => one.ok), steps };
}

/** Throws where the two differ, naming what was looked at. */
export function same(found: unknown, wanted: unknown, what: string): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}

export function holds(fact: boolean, what: string): void {
  if (!fact) throw new Error(`Not so: ${what}`);
}
