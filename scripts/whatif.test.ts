import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const home = mkdtempSync(join(tmpdir(), "hutong-whatif-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function whatIf(options: readonly string[], lang = "en_GB.UTF-8") {
  const child = spawn(process.execPath, [join(import.meta.dirname, "whatif.ts"), ...options], {
    env: { PATH: "/usr/bin:/bin", LANG: lang },
  });
  let [out, said] = ["", ""];
  child.stdout.on("data", (part: Buffer) => {
    out += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    said += part.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, out, said };
}

const given = [
  ...["--a", "1000", "--b", "900", "--overlap", "500", "--months", "8", "--buying", "0.5"],
  ...["--adoption", "0.5", "--displacement", "0.4", "--half", "4"],
];

test("npm run whatif: the figures of a small world, worked out by hand", async () => {
  const { code, out } = await whatIf([...given, "--json"]);
  expect(code).toBe(0);
  const told = JSON.parse(out) as { reach: number; months: object[] };
  expect([told.reach, told.months.length]).toEqual([1400, 9]);
  const closed = { buyers: 500, incumbent: 500 };
  // 500 of A's 1,000 buy, 250 of them with both. 400 have B alone; half of them come at last, four tenths of 250 turn.
  expect(told.months[0]).toEqual({
    ...{ month: 0, closed },
    open: { buyers: 500, incumbent: 500, other: 0, new_buyers: 0, incumbent_share: 1 },
  });
  // After two months (√2 − 1) / 2 of either: 41.4 of 200 come, 20.7 of 100 turn.
  expect(told.months[2]).toMatchObject({ closed, open: { buyers: 541, incumbent: 479, other: 62, new_buyers: 41 } });
  // After four months one half: 100 come and 50 turn.
  expect(told.months[4]).toEqual({
    ...{ month: 4, closed },
    open: { buyers: 600, incumbent: 450, other: 150, new_buyers: 100, incumbent_share: 0.75 },
  });
  // After eight nine tenths: 180 come and 90 turn.
  expect(told.months[8]).toEqual({
    ...{ month: 8, closed },
    open: { buyers: 680, incumbent: 410, other: 270, new_buyers: 180, incumbent_share: 410 / 680 },
  });
  const words = (await whatIf(given)).out.split("\n");
  expect(words[0]).toBe("A + B − overlap: 1400 people.");
  expect(words.find((line) => /^\s+8 /.test(line))?.trim()).toMatch(/^8 +500 +680 +180 +270 +60\.3 %$/);
  expect((await whatIf(given, "zh_CN.UTF-8")).out).toContain("A + B − 重合：1400 人。");
});

type Circle = { x: number; r: number };
const circlesIn = (svg: string): Circle[] =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="[\d.]+" r="([\d.]+)"/g)].map(([, x, r]) => ({
    ...{ x: Number.parseFloat(x ?? ""), r: Number.parseFloat(r ?? "") },
  }));

/** Points of a fine grid that lie in all of the circles, which stand on one line. */
function gridIn(circles: readonly Circle[]): number {
  let n = 0;
  for (let x = 0; x < 640; x += 0.5)
    for (let y = -180; y < 180; y += 0.5) if (circles.every((one) => (x - one.x) ** 2 + y ** 2 < one.r ** 2)) n++;
  return n;
}

test("the two circles: areas and lens as the figures, in words too, and what is no text stays out", async () => {
  const file = join(home, "circles.svg");
  const names = ["--name-a", "Alipay", "--name-b", "We<script>"];
  expect((await whatIf([...given, ...names, "--svg", file])).code).toBe(0);
  const svg = readFileSync(file, "utf8");
  const circles = circlesIn(svg);
  const [one, two] = circles as [Circle, Circle];
  expect(circles.length).toBe(2);
  expect(gridIn([two]) / gridIn([one])).toBeCloseTo(0.9, 2);
  expect(gridIn(circles) / gridIn([one])).toBeCloseTo(0.5, 2);
  expect(svg).toContain("Alipay: 1,000 people; We&lt;script&gt;: 900; both: 500. Together they reach 1,400.</title>");
  expect(svg).not.toContain("<script");
});

test.each([
  [["--a", "many"], "--a is a number from 0 to 100000000000."],
  [["--a", "1.2.3"], "--a is a number from 0 to 100000000000."],
  [["--a", ""], "--a is a number from 0 to 100000000000."],
  [["--b", "-5"], "--b is a number from 0 to 100000000000."],
  [["--a", "10.5"], "--a is a whole number from 0 to 100000000000."],
  [["--a", "10", "--b", "9", "--overlap", "10"], "--overlap is a number from 0 to 9."],
  [["--adoption", "1.1"], "--adoption is a number from 0 to 1."],
  [["--half", "0"], "--half is a number from 0.1 to 600."],
  [["--svg", "/nowhere/at/all.svg"], "/nowhere/at/all.svg cannot be written."],
])("%j: one sentence, a way out, and no figures", async (options, sentence) => {
  const { code, out, said } = await whatIf([...options, "--json"]);
  expect([code, out]).toEqual([1, ""]);
  expect(said.trim().split("\n")).toEqual([
    expect.stringContaining(sentence),
    expect.stringContaining("Run npm run whatif -- --help."),
  ]);
});
