import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StoryReport } from "../scripts/story/tell.ts";
import { root } from "./source-files.ts";

type Ran = { code: number | null; report: StoryReport; told: string };

async function story(...options: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [join(root, "scripts/story.ts"), "--json", ...options], {
    // A database of somebody's, named in the environment, is none of the story's business.
    env: { PATH: "/usr/bin:/bin", LANG: "en_GB.UTF-8", DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" },
  });
  let [out, told] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  expect(out.trimEnd().split("\n"), told).toHaveLength(1);
  return { code, report: JSON.parse(out) as StoryReport, told };
}

// Half a minute on a machine of its own; many times that beside other tests.
const patient = { timeout: 900_000 };

test(
  "npm run story: every step of the five articles' story holds, in a house that it boots for itself",
  patient,
  async () => {
    const { code, report, told } = await story();
    expect(report.detail).toBeUndefined();
    const failed = report.chapters.flatMap((chapter) => chapter.steps.filter((step) => !step.ok));
    expect(failed).toEqual([]);
    expect([code, report.ok]).toEqual([0, true]);
    // A step less is a promise of an article's acceptance less.
    expect(report.chapters.map((chapter) => `${chapter.id}: ${chapter.steps.length}`)).toEqual([
      ...["000: 19", "001: 32", "002: 15", "002: 7", "transfers: 7", "003: 22", "004: 47", "bills: 11"],
    ]);
    for (const chapter of report.chapters) {
      expect(chapter).toEqual({ id: chapter.id, title: expect.any(String), ok: true, steps: expect.any(Array) });
      expect(chapter.steps.length).toBeGreaterThan(4);
      for (const step of chapter.steps)
        expect(step).toEqual({ what: expect.any(String), ok: true, ms: expect.any(Number) });
      for (const step of chapter.steps) expect(told).toContain(step.what);
      // The books are compared with the wallets', and the ledger with itself, in every chapter; transfers between
      // wallets move positions at the hub, which has a check of its own.
      if (chapter.id === "transfers") continue;
      expect(chapter.steps.slice(-2).map((step) => step.what)).toEqual([
        "Every store's book equals what the wallets believe happened, to the fen",
        "The ledger's own checks find nothing",
      ]);
    }
  },
);

test("a step that fails ends its chapter and fails the story: nobody answers at --url", async () => {
  const nowhere = "http://127.0.0.1:1";
  const { code, report } = await story("--url", nowhere, "--control", nowhere, "--token", "hp_test_none");
  expect([code, report.ok]).toEqual([1, false]);
  expect(report.chapters.length).toBeGreaterThan(5);
  // Without a hub's address the transfers are left out, and say so.
  for (const { id, ok, steps } of report.chapters.filter((chapter) => chapter.id !== "transfers")) {
    expect([id, ok, steps.length]).toEqual([id, false, 1]);
    expect(steps[0]).toMatchObject({ ok: false, detail: expect.stringContaining("got no answer") });
  }
});

test("a story that cannot begin says how to give it what it needs", async () => {
  const { code, report, told } = await story("--url", "http://127.0.0.1:1");
  expect([code, report]).toEqual([1, { ok: false, chapters: [], detail: expect.stringContaining("npm run tokens") }]);
  expect(told).toContain("--token");
});
