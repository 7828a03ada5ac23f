import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Db, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase } from "../../tests/database.ts";
import {
  type AgreedRates,
  agreedFees,
  agreedRatesOf,
  type FeeRounding,
  listAgreedRates,
  setAgreedRate,
} from "./agreed-rates.ts";
import type { ReconciliationNeeds } from "./types.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "agreed rates test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const now = new Date("2026-11-22T08:00:00Z");
const needs = () =>
  ({
    ...{ db, clock: { now: () => now } },
    account: (id: string) => (id.startsWith("wac_") ? { id, marketplace: "mkt_1", wallet: "alipay" } : null),
  }) as unknown as ReconciliationNeeds;
const days = (n: number) => new Date(now.getTime() + n * 86_400_000);
const figures = (rate: number, rounding: FeeRounding, minimum = 0, refunds_return = false) => ({
  ...{ rate, rounding, minimum: fen(minimum), refunds_return },
});
const paid = (amount: number, fee: number, more: { method?: string; at?: Date } = {}) => ({
  ...{ kind: "payment" as const, amount: BigInt(amount), fee: BigInt(fee) },
  ...{ method: more.method ?? "qr", paidAt: (more.at ?? now).getTime() },
});
async function agreed(account: string, rate: ReturnType<typeof figures>): Promise<AgreedRates> {
  const given = { wallet_account: account, method: "*", starts_at: days(-10), figures: rate };
  expect(await setAgreedRate(needs(), "per_a", given)).toMatchObject({ ok: true });
  const rates = await agreedRatesOf(db, account);
  if (!rates) throw new Error("Something was agreed.");
  return rates;
}

describe("what a wallet may keep", () => {
  test("rounding by name: down, up, halves away from zero, halves to even, either way", async () => {
    // 0.6 % of 12.50 yuan is 7.5 fen; of 4.17 yuan 2.502.
    const by = async (rounding: FeeRounding) => {
      const rates = await agreed(`wac_${rounding}`, figures(600, rounding));
      return [rates(paid(1250, 0)), rates(paid(417, 0)), rates(paid(1000, 0))];
    };
    expect(await by("down")).toEqual([7n, 2n, 6n]);
    expect(await by("up")).toEqual([8n, 3n, 6n]);
    expect(await by("half_up")).toEqual([8n, 3n, 6n]);
    expect(await by("half_even")).toEqual([8n, 3n, 6n]);
    const even = await agreed("wac_even", figures(600, "half_even"));
    // 2.5 fen and 1.5 fen: both to 2.
    expect([even(paid(417 - 417 + 250, 0)), even(paid(1750, 0))]).toEqual([2n, 10n]);
    const either = await agreed("wac_either", figures(600, "either"));
    expect([6, 7, 8, 9].map((fee) => either(paid(1250, fee)) === BigInt(fee))).toEqual([false, true, true, false]);
    expect(either(paid(1000, 7))).toBe(6n);
  });

  test("the fee of what was paid is known before its bill, by account and method; of others nothing is said", async () => {
    await agreed("wac_paid", figures(600, "either"));
    const own = { wallet_account: "wac_paid", method: "app", starts_at: days(-5), figures: figures(300, "down") };
    expect(await setAgreedRate(needs(), "per_a", own)).toMatchObject({ ok: true });
    const one = (id: string, method: string, at: Date, wallet_account = "wac_paid") => ({
      ...{ id, wallet_account, method, amount: fen(12_345), paid_at: at },
    });
    const asked = [one("a", "qr", now), one("b", "app", now), one("c", "app", days(-6)), one("d", "qr", days(-11))];
    const fees = await agreedFees(db, [...asked, one("e", "qr", now, "wac_nothing")]);
    expect([...fees]).toEqual([
      ["a", fen(74)],
      ["b", fen(37)],
      ["c", fen(74)],
    ]);
  });

  test("the smallest fee is of payments; a refund gives back what was agreed, or nothing", async () => {
    const least = await agreed("wac_least", figures(600, "half_up", 5, true));
    expect([least(paid(100, 0)), least(paid(10_000, 0))]).toEqual([5n, 60n]);
    const back = { ...paid(10_000, 0), kind: "refund" as const };
    expect(least(back)).toBe(-60n);
    expect((await agreed("wac_kept", figures(600, "half_up")))(back)).toBe(0n);
  });

  test("a method's own goes before, each from its instant on; an end gives way to what holds for all", async () => {
    const wallet_account = "wac_dates";
    const set = (method: string, starts_at: Date, rate: number | null) =>
      setAgreedRate(needs(), "per_a", {
        ...{ wallet_account, method, starts_at, figures: rate === null ? null : figures(rate, "half_up") },
      });
    await set("*", days(-5), 600);
    await set("qr", days(-3), 380);
    await set("qr", days(-1), null);
    await set("*", days(2), 1000);
    expect(await set("*", days(2), 900)).toMatchObject({ ok: false, fault: "agreed_rate_taken" });
    const rates = await agreedRatesOf(db, wallet_account);
    const of = (method: string, n: number) => rates?.(paid(10_000, 0, { method, at: days(n) }));
    expect([-6, -4, -2, 0, 3].map((n) => of("qr", n))).toEqual([null, 60n, 38n, 60n, 100n]);
    expect(of("jump", -2)).toBe(60n);
    expect((await listAgreedRates(needs(), wallet_account)).map((one) => [one.method, one.rate])).toEqual([
      ...[
        ["*", 1000],
        ["qr", null],
        ["qr", 380],
        ["*", 600],
      ],
    ]);
    expect(await agreedRatesOf(db, "wac_nothing")).toBe(null);
    expect(await setAgreedRate(needs(), "per_a", { ...given(), wallet_account: "acc_unknown" })).toMatchObject({
      fault: "not_found",
    });
  });
});

const given = () => ({ wallet_account: "wac_x", method: "*", starts_at: now, figures: figures(1, "down") });
