import { must } from "../market.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;

/** Works that others may stream or cut: what was granted, what was begun under it, what was taken back. */
export async function license({ rooms, market, now }: Scene): Promise<void> {
  const { licences } = rooms;
  const { marketplace } = market;
  const { operator } = market.staff;
  const day = (days: number) => new Date(now.getTime() - days * dayMs);
  const grants = [
    ["tea_road", "茶路（模拟纪录片）", "The Tea Road", null, ["stream", "clip"], 180, -185],
    ["four_seasons_show", "四季集市年会（模拟）", "Four Seasons Gala", "tea_sister", ["stream"], 120, -60],
    ["paper_lantern", "纸灯记（模拟动画）", "Paper Lantern", null, ["recut", "clip"], 90, null],
  ] as const;
  const made: string[] = [];
  for (const [work, zh, en, streamer, scopes, since, until] of grants) {
    const input = { marketplace, work, title: { zh, en: `${en} (simulated)` }, host: "douyin", streamer, scopes };
    const span = { starts_at: day(since), ends_at: until === null ? null : day(until) };
    const moment = { at: day(since) };
    made.push(
      await rooms.in(
        moment,
        async () => must(await licences.grantLicence(operator.id, { ...input, ...span }, null)).id,
      ),
    );
  }
  await licences.refresh();
  for (let n = 0; n < 12; n++) {
    const [work, , , streamer, [scope]] = grants[n % 3] ?? grants[0];
    const moment = { at: day(60 - 4 * n) };
    const asked = { marketplace, work, host: "douyin", streamer: streamer ?? `host_${n}`, scope };
    await rooms.in(moment, async () => must(await licences.useLicence(operator.id, asked, null)));
  }
  const last = made[2] ?? "";
  const end = { at: day(8) };
  await rooms.in(end, async () => must(await licences.revokeLicence(operator.id, last, "合同到期未续（模拟）")));
}
