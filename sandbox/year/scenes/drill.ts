import { must } from "../market.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;

/** Two outage drills of the last weeks, with their reports: the stand-in falls silent, and comes back. */
export async function drill({ rooms, market, now }: Scene): Promise<void> {
  const { phone, watch } = rooms;
  const [, store] = market.stores;
  if (!store) return;
  watch.drills.connect({
    async faults(wallet, set) {
      if (set !== null && set["server_error"] === 1) phone.mute.add(wallet);
      else phone.mute.delete(wallet);
    },
    pay: async (_, code) => void phone.paid.add(code.slice(code.lastIndexOf("/") + 1)),
  });
  for (const [wallet, days] of [
    ["wechatpay", 26],
    ["alipay", 9],
  ] as const) {
    const at = new Date(now.getTime() - days * dayMs);
    await rooms.in({ at, mood: "scans" }, async () => {
      must(await watch.drills.startDrill(market.staff.operator.id, { store: store.id, wallet }));
      await watch.drills.settled();
    });
  }
}
