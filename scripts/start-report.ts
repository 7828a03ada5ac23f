import colours from "picocolors";
import type { Words } from "#start-fault";
import type { Sandbox, SelfCheck } from "./parts.ts";
import { inWords, table } from "./say.ts";

export type StartReport = {
  /** Milliseconds from the first line of the program to a finished self-check. */
  tookMs: number;
  houseUrl: string;
  urls: Sandbox["urls"];
  check: SelfCheck;
  migrated: readonly string[];
  built: readonly string[];
};

const words = {
  docs: { en: "API docs", zh: "接口文档" },
  api: { en: "API", zh: "接口" },
  migrated: { en: "Migrated", zh: "已执行迁移" },
  built: { en: "Built", zh: "已构建页面" },
  passed: { en: "Self-check passed: the books agree with the wallets, to the fen", zh: "自检通过：账目与钱包分文不差" },
  failed: { en: "Self-check FAILED", zh: "自检未通过" },
} as const satisfies Record<string, Words>;

/** What a person reads after a start: what was done, what was checked, where to go. */
export function startReport(report: StartReport): string {
  const seconds = (report.tookMs / 1000).toFixed(1);
  const done = [[words.migrated, report.migrated] as const, [words.built, report.built] as const].flatMap(
    ([what, names]) => (names.length > 0 ? [`  ${inWords(what)}: ${names.join(", ")}`] : []),
  );
  const steps = report.check.steps.map((step) => [
    step.ok ? colours.green("✓") : colours.red("✗"),
    inWords(step.what),
    `${step.ms} ms`,
    step.detail ?? "",
  ]);
  const urls = [
    ...report.urls.map(({ what, url }) => [inWords(what), url]),
    [inWords(words.api), `${report.houseUrl}/v1`],
    [inWords(words.docs), `${report.houseUrl}/docs`],
  ];
  const end = report.check.ok ? colours.green(inWords(words.passed)) : colours.red(inWords(words.failed));
  return ["", ...done, table(steps), "", `  ${end} (${seconds} s)`, "", table(urls), ""].join("\n");
}
