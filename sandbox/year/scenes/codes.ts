import { fen } from "#money";
import { inTurn, must, type YearStore } from "../market.ts";
import { makeDice } from "../plan.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const apps = [
  ["alipay", "AlipayClient/10.6"],
  ["unionpay", "com.unionpay.chsp/10"],
] as const;

/** Shops with a counter: codes on it, for any amount or for one, and what was paid by them and at their tills. */
export async function counters(scene: Scene): Promise<void> {
  const shops = scene.market.stores.filter((_, n) => n % 24 === 0);
  await inTurn(shops.length, async (n) => {
    const store = shops[n];
    if (store) await counter(scene, store, n);
  });
}

async function counter({ rooms, market, now }: Scene, store: YearStore, n: number): Promise<void> {
  const { codes } = rooms;
  const owner = { kind: "person", id: store.owner, marketplace: market.marketplace, store: store.id };
  const at = daysBefore(now);
  const make = (days: number, title: string, amount: bigint | null) =>
    rooms.in(at(days), async () => {
      const input = { store: store.id, amount: amount === null ? null : fen(amount), title };
      return must(await codes.create(owner, input, null)).id;
    });
  const open = await make(120, "前台", null);
  const fixed = await make(95, "试饮套餐", 1_880n);
  const old = await make(118, "旧台卡", null);
  await rooms.in(at(90), async () => must(await codes.revoke(old)));
  const dice = makeDice(50 + n);
  for (let k = 0; k < 6; k++) {
    const [wallet, userAgent] = apps[store.wallets.includes("unionpay") ? k % 2 : 0] ?? apps[0];
    await rooms.in(at(5 + 14 * k + dice()), async () => {
      const amount = fen(600 + Math.floor(dice() * 8_000));
      const code = k % 3 === 2 ? fixed : open;
      const paid = { code, wallet, amount: code === fixed ? null : amount, userAgent };
      must(await codes.pay({ ...paid, key: codes.formKey(), ip: "203.0.113.9" }));
    });
    if (wallet !== "alipay") continue;
    await rooms.in(at(4.5 + 14 * k + dice()), async () => {
      const payer = `28${String(1e14 + (n * 97 + k) * 7919)
        .padStart(16, "0")
        .slice(-16)}`;
      const sale = { store: store.id, number: `T${n}${k}`, code: payer, amount: fen(900 + Math.floor(dice() * 4_000)) };
      must(await codes.charge(owner, sale, null));
    });
  }
}
