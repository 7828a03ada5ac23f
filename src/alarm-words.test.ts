import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alarmWords } from "./alarm-words.ts";

/** Where what is raised has no literal name at the call: the names that it can have there. */
const namedElsewhere: Readonly<Record<string, readonly string[]>> = {
  "src/alarms-waiting.ts": ["alarm_not_written"],
  "src/payments/apply.ts": ["payment_amount_differs", "payment_contradiction"],
  "src/reconciliation/watch.ts": ["wallet_success_unplaced", "bill_overdue", "bill_unmatched", "work_overdue"],
  "src/settlement/holds-ending.ts": ["wallet_hold_ending", "wallet_hold_ended"],
  // Hands on what another room raises.
  "src/voucher-money.ts": [],
  // What the breaker tells: src/drills/breaker.ts.
  "src/watch-room.ts": ["wallet_degraded", "wallet_recovered"],
};

const sources = globSync("src/**/*.ts").filter((path) => !/\.test\.ts$|\/testing\/|\/test-rig/.test(path));
/** A call of `alarm` or `alarms.raise`, wherever it hangs, and what it is given first; no declaration of one. */
const call = /\b(?:alarm|alarms\.raise)(?:\?\.)?\(\s*("[^"]*"|[^\s,():]+)\s*,/g;

const raises = sources.flatMap((path) =>
  [...readFileSync(path, "utf8").matchAll(call)].map(([, first = ""]) => ({ path, first })),
);

test("every alarm that the code can raise has words in both languages", () => {
  const literals = raises.flatMap(({ first }) => (first.startsWith('"') ? first.slice(1, -1) : []));
  const all = new Set([...literals, ...Object.values(namedElsewhere).flat()]);
  expect(all.size).toBeGreaterThan(60);
  const bare = [...all].filter((name) => {
    const { zh, en } = alarmWords(name);
    return zh === `告警：${name}` || !/[一-鿿]/.test(zh) || !/^[A-Z].*\.$/.test(en);
  });
  expect(bare).toEqual([]);
  expect([...all].filter((name) => !/^[a-z_]+$/.test(name))).toEqual([]);
});

test("what is raised without a literal name says here which it can be, and each of those is written there", () => {
  const others = raises.filter(({ first }) => !first.startsWith('"')).map(({ path }) => path);
  expect([...new Set(others)].sort()).toEqual(Object.keys(namedElsewhere).sort());
  const texts = sources.map((path) => readFileSync(path, "utf8")).join("\n");
  for (const name of Object.values(namedElsewhere).flat())
    expect(texts.includes(`"${name}"`) || name.startsWith("payment_"), name).toBe(true);
});
