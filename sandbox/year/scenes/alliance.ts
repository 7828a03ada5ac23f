import { fen } from "#money";
import { must } from "../market.ts";
import { makeDice } from "../plan.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;

/** What seeding sells, in sums alone: two contracts, rows of two kinds, runs that ended well or below the crowd. */
export async function ally({ rooms, market, from, now }: Scene): Promise<void> {
  const { alliance } = rooms;
  const { marketplace } = market;
  const { operator } = market.staff;
  const at = daysBefore(now);
  const terms = { marketplace, partner: "xiaohongshu", purposes: ["conversion"], agreement: null };
  const rules = { clip: fen(20_000), crowd: 50, epsilon_milli: 1000, padding: 20 };
  const span = { starts_at: new Date(from.getTime() + 240 * dayMs), ends_at: new Date(now.getTime() + 200 * dayMs) };
  const contract = await rooms.in(at(90), async () => {
    const title = "种草与成交（模拟）";
    const input = { ...terms, ...rules, ...span, title, modes: ["size", "sum"] as const, budget: 12 };
    return must(await alliance.createContract(operator, input, null)).id;
  });
  await rooms.in(at(60), async () => {
    const input = { ...terms, ...rules, ...span, title: "双十一专项（模拟）", modes: ["size"] as const, budget: 3 };
    must(await alliance.createContract(operator, { ...input, crowd: 200 }, null));
  });
  const dataset = await rooms.in(at(89), async () => {
    const rows = { marketplace, title: "已成交买家", purposes: ["conversion"], basis: "买家同意（模拟）" };
    return must(await alliance.createDataset(operator, rows, null)).id;
  });
  await rooms.in(at(40), async () => {
    const rows = { marketplace, title: "收藏未购买家", purposes: ["reach"], basis: "买家同意（模拟）" };
    const { id } = must(await alliance.createDataset(operator, rows, null));
    must(await alliance.withdrawDataset(id));
  });
  const dice = makeDice(31);
  for (const [n, days] of [80, 66, 52, 38, 24, 12].entries())
    await rooms.in(at(days), async () => {
      const mode = n % 3 === 1 ? "size" : "sum";
      const run = must(await alliance.createRun(operator, { contract, dataset, purpose: "conversion", mode }, null));
      must(await alliance.tellProgress(run.id, { step: "blinding", done: 1, of: 3 }));
      const people = 180 + Math.floor(dice() * 220);
      const end =
        n === 4
          ? { outcome: "below_crowd" as const, people: null, total: null, why: null }
          : { outcome: "done" as const, people, total: mode === "sum" ? BigInt(people * 12_350) : null, why: null };
      must(await alliance.endRun(operator, run.id, end));
    });
}
