import { must } from "../market.ts";
import type { MoneyYear } from "../money.ts";
import { openDay } from "../plan.ts";
import type { Tell } from "../progress.ts";
import { accept } from "./acceptance.ts";
import { ally } from "./alliance.ts";
import { advertise } from "./campaigns.ts";
import { counters } from "./codes.ts";
import { drill } from "./drill.ts";
import { transfer } from "./hub.ts";
import { applyNow } from "./joining.ts";
import { license } from "./licences.ts";
import { share } from "./links.ts";
import { ownMoney } from "./own-money.ts";
import { partners } from "./partners.ts";

const dayMs = 86_400_000;

export type Scene = MoneyYear & {
  /** By capability and partner. */
  openings: ReadonlyMap<string, string>;
};

/** Something in every room that people look at, each by the room's own functions. */
export async function playScenes(scene: Scene, told: Tell): Promise<void> {
  await scene.rooms.refresh();
  // Alone: while it lasts, a wallet answers nobody.
  await drill(scene);
  const scenes = [applyNow, advertise, ally, counters, transfer, partners, license, share, measure, accept, ownMoney];
  let over = 0;
  await Promise.all(
    scenes.map(async (play) => {
      await play(scene);
      told(++over, scenes.length);
    }),
  );
  await pauseData(scene);
}

/** What the second wallet brought while half of the buyers had it, and the other half did not yet. */
async function measure({ rooms, market, openings, from }: Scene): Promise<void> {
  const opening = openings.get("payment wechatpay") ?? "";
  const asked = { opening, kind: "stage" as const, n: 1, incumbent: "alipay", start: null };
  const span = { before_days: 30, after_days: 40 };
  const at = new Date(from.getTime() + ((openDay["wechatpay"] ?? 0) + 50) * dayMs);
  await rooms.in({ at }, async () =>
    must(await rooms.reach.makeReport(market.staff.operator, { ...asked, ...span }, null)),
  );
}

/** Data was open for months; some days ago two figures did not agree. */
async function pauseData({ rooms, market, openings, now }: Scene): Promise<void> {
  const id = openings.get("data xiaohongshu") ?? "";
  const at = new Date(now.getTime() - 5 * dayMs);
  const pause = () => rooms.openings.moveOpening(market.staff.operator, id, "pause", "双方合计数对不上，先停", null);
  await rooms.in({ at }, async () => must(await pause()));
}
