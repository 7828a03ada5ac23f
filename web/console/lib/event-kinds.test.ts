import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventKinds, leastOf } from "./event-kinds.ts";

const root = join(import.meta.dirname, "../../../src");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("wallets"))
  .map((path) => readFileSync(join(root, path), "utf8"))
  .join("\n");

test("every kind that may be chosen is one that the house tells of, with words in both languages", () => {
  const unknown = eventKinds.filter(([kind]) => {
    if (kind === "*") return false;
    const [family = "", name = ""] = kind.split(".");
    const told = name === "*" ? [`"${family}.`, `\`${family}.$`] : [`"${kind}"`, `\`${family}.$`];
    return !told.some((text) => sources.includes(text));
  });
  expect(unknown).toEqual([]);
  for (const [kind, zh, en] of eventKinds) expect([kind, zh !== "", en !== ""]).toEqual([kind, true, true]);
  expect(new Set(eventKinds.map(([kind]) => kind)).size).toBe(eventKinds.length);
});

test("what a star covers is not sent beside it", () => {
  expect(leastOf(["payment.paid", "*", "refund.*"])).toEqual(["*"]);
  expect(leastOf(["payment.paid", "payment.*", "refund.refunded"])).toEqual(["payment.*", "refund.refunded"]);
  expect(leastOf(["link.*", "link_block.*"])).toEqual(["link.*", "link_block.*"]);
});
