import { bucketValues } from "#db";
import { fen } from "#money";
import { author, must } from "../market.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;
type Move = readonly [days: number, wallet: "alipay" | "wechatpay", act: "add" | "take", minor: number, why: string];

const moves: readonly Move[] = [
  [320, "alipay", "add", 2_000_000, "开业：垫付与补偿的周转金"],
  [210, "wechatpay", "add", 800_000, "微信支付开通，存入周转金"],
  [150, "alipay", "take", 600_000, "半年复核：周转金多余部分收回"],
  [70, "alipay", "add", 400_000, "双十一前补足"],
];

/** The platform's own money over the year: put in and taken out by two, given to stores, advanced for one's refund. */
export async function ownMoney(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { finance, approver } = market.staff;
  const { settlement } = rooms;
  const at = daysBefore(now);
  const propose = async ([, wallet, act, minor, why]: Move): Promise<string> => {
    const place = { marketplace: market.marketplace, wallet_account: market.accounts[wallet] ?? "" };
    return must(await settlement.proposeFunds(finance.id, { ...place, act, why, amount: fen(minor) }, null)).id;
  };
  for (const move of moves)
    await rooms.in(at(move[0]), async () => {
      must(await settlement.decideFunds(approver.id, await propose(move), true));
    });
  await rooms.in(at(30), async () => {
    const id = await propose([30, "alipay", "take", 900_000, "临时调拨"]);
    must(await settlement.decideFunds(approver.id, id, false));
  });
  await compensate(scene);
  await advance(scene);
  await rooms.in(at(0.6), async () => {
    await propose([0.6, "alipay", "take", 500_000, "年末收回多余周转金"]);
  });
}

/** Two stores whose appeals stood; the disputes are of last spring and no more on any desk. */
async function compensate({ rooms, market, now }: Scene): Promise<void> {
  const { marketplace, accounts } = market;
  for (const [n, days, minor] of [
    [2, 190, 12_600],
    [5, 118, 8_900],
  ] as const) {
    const store = market.stores[n];
    if (!store) continue;
    const place = { marketplace, store: store.id, wallet_account: accounts["alipay"] ?? "" };
    await rooms.in(daysBefore(now)(days), async () => {
      const dispute = rooms.ids.next("dsp");
      if (!(await rooms.settlement.compensate({ dispute, ...place, amount: fen(minor) })))
        throw new Error("The demo year: there was nothing to compensate out of.");
    });
  }
}

/** A refund after the release that the store's balance cannot pay any more: the platform advances what it lacks. */
async function advance({ rooms, market, sales, now }: Scene): Promise<void> {
  const account = market.accounts["alipay"] ?? "";
  const rows = await rooms.db.read<{ store: string; balance: bigint }>(
    `select book as store, credits - debits as balance from accounts
     where bucket = any($1) and code = 'balance' and held_at = $2 and book = any($3)`,
    [bucketValues, account, market.stores.map((store) => store.id)],
  );
  const balances = new Map(rows.map((row) => [row.store, row.balance]));
  const short = sales.filter(({ store, wallet, refund, amount, at }) => {
    const age = now.getTime() - at.getTime();
    const has = balances.get(store.id) ?? 0n;
    return wallet === "alipay" && refund === null && age > 8 * dayMs && age < 60 * dayMs && amount.minor > has;
  });
  const seen = new Set<string>();
  for (const sale of short) {
    if (seen.has(sale.store.id) || seen.size === 3) continue;
    seen.add(sale.store.id);
    await rooms.in(daysBefore(now)(1.2), async () => {
      const asked = { payment: sale.payment, amount: sale.amount, reason: "过了收货期，店家同意退货" };
      must(await rooms.payments.createRefund(author, asked, null));
    });
  }
}
