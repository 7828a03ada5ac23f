import { bucketValues, relayEvents } from "#db";
import { fen } from "#money";
import { judgeOne, tellSent } from "./after.ts";
import { judgeBreaks, plant } from "./bills.ts";
import type { Scene } from "./scene.ts";
import { type WalletName, walletNames } from "./town.ts";

/** Everything answers again, and the workers come to their end; hours pass. */
export async function comeToRest(scene: Scene, waits: readonly number[] = [0, 1, 5, 20, 60, 130]): Promise<void> {
  const { town } = scene;
  for (const wallet of walletNames) town.fakes[wallet].clearFaults();
  for (const request of scene.unanswered.splice(0))
    scene.story.push(`${request.name}: ${await request.ask(town.calm)}`);
  for (const minutes of waits) {
    town.advance(minutes * 60);
    await drain(scene);
    await retryAbnormal(scene);
  }
}

/** Where the wallet has a call for another account, there; else once more. */
async function retryAbnormal({ town }: Scene): Promise<void> {
  const rows = await town.db.read<{ id: string; wallet: WalletName }>(
    `select r.id, p.wallet from refunds r join payments p on p.bucket = r.bucket and p.id = r.payment
     where r.state = 'abnormal' order by r.id`,
  );
  for (const { id, wallet } of rows)
    await town.calm.payments.retryRefund(id, ...(wallet === "alipay" ? [] : [{ kind: "store_account" } as const]));
  if (rows.length > 0) await drain({ town });
}

async function drain({ town }: Pick<Scene, "town">): Promise<void> {
  const { calm, fakes, db } = town;
  for (let turn = 0; turn < 200; turn++) {
    let done = 0;
    for (const wallet of walletNames) done += await fakes[wallet].deliverDue();
    done += (await relayEvents(db, bucketValues, 500)).length + (await calm.payments.workDue());
    done += (await calm.settlement.tick()) + (await calm.disputes.tick());
    if (done === 0) return;
  }
  throw new Error("The work never ends.");
}

/** The next day at half past ten of Shanghai: the bills are there, and each wallet's day is held against ours. */
export async function nextMorning(scene: Scene): Promise<string[]> {
  const { town } = scene;
  const now = town.clock.now().getTime();
  const begins = Math.floor((now + 8 * 3_600_000) / 86_400_000 + 1) * 86_400_000 - 8 * 3_600_000;
  town.advance((begins + 10.5 * 3_600_000 - now) / 1000);
  // What fell due overnight is done, and what it began at a wallet has ended.
  for (const minutes of [0, 1, 10, 60]) {
    town.advance(minutes * 60);
    await drain(scene);
    await retryAbnormal(scene);
  }
  const planted = plant(scene);
  while ((await town.calm.reconciliation.tick()) > 0);
  await drain(scene);
  for (const wallet of walletNames) town.fakes[wallet].clearFaults();
  const { data } = await town.calm.reconciliation.listDays({ marketplace: null }, { after: null, limit: 100 });
  // Alipay's word for "not yet" is the one for "none": of a day on which nothing moved it may stand a day longer.
  const late = data.filter((one) => one.state !== "done" && (one.code !== "bill_not_ready" || moved(scene, one)));
  // Where the line that was left out was the day's only one, there is no bill at all: it is asked for again.
  const isEmptied = (one: (typeof late)[number]): boolean =>
    planted?.knob === "bill_drop" && one.wallet === planted.wallet && one.code === "bill_missing";
  return [
    ...late
      .filter((one) => !isEmptied(one))
      .map((one) => `the day ${one.day} of ${one.wallet} is ${one.state}: ${one.code} ${one.says}`),
    ...(await judgeBreaks(scene, planted)),
  ];
}

function moved({ town }: Scene, { wallet, day }: { wallet: string; day: string }): boolean {
  const { payments, refunds } = town.fakes[wallet as WalletName].ledger();
  const times = [...payments.flatMap((one) => one.paid_at ?? []), ...refunds.map((one) => one.at)];
  return times.some((at) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().startsWith(day));
}

/** Enough money for everything that is owed, every dispute decided, days pass until nobody waits any more. */
export async function comeToTheEnd(scene: Scene): Promise<void> {
  const { town, people, model } = scene;
  for (const wallet of walletNames) {
    const ask = { marketplace: town.marketplace, wallet_account: town.accounts[wallet], act: "add" } as const;
    const amount = fen(10_000_000);
    const asked = await town.calm.settlement.proposeFunds(people.ann, { ...ask, amount, why: "end" }, null);
    if (!asked.ok) throw new Error(asked.fault);
    await town.calm.settlement.decideFunds(people.bob, asked.value.id, true);
    model.funds.set(asked.value.id, { wallet, amount: amount.minor });
  }
  // Two of three are sent, at last where they were not; what nobody ever sends stays in escrow to the end.
  for (const order of [...model.orders.values()].filter((_, n) => n % 3 > 0))
    await tellSent(scene, town.calm, order, { state: "in_transit", at: town.clock.now() });
  for (let day = 0; day < 8; day++) {
    for (const id of model.disputes) await judgeOne(scene, town.calm, id);
    town.advance(86_400);
    await comeToRest(scene, [0, 5, 60]);
    while ((await town.calm.reconciliation.tick()) > 0);
  }
}
