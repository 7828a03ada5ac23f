import { createHash } from "node:crypto";
import { fen } from "#money";
import { must, walletNames } from "../market.ts";
import { makeDice } from "../plan.ts";
import { daysBefore } from "../rooms.ts";
import type { Scene } from "./index.ts";

const dayMs = 86_400_000;
const hourMs = dayMs / 24;
const names = Object.keys(walletNames);

/** Wallets that send to each other: their funds and caps, three windows that were settled and one that is not. */
export async function transfer(scene: Scene): Promise<void> {
  const { rooms, market, now } = scene;
  const { transfers } = rooms;
  const { finance } = market.staff;
  const at = daysBefore(now);
  await rooms.in(at(40), async () => {
    for (const [name, title] of Object.entries(walletNames)) {
      await transfers.putParticipant({ name, title }, finance.id);
      await transfers.setCap(name, fen(1_000_000));
      await transfers.moveFunds(name, fen(1_500_000));
    }
  });
  const dice = makeDice(77);
  for (const [window, days] of [21, 14, 7].entries()) {
    await sendSome(scene, { dice, window, days, count: 24 });
    await rooms.in(at(days - 6), () => settleWindow(scene));
  }
  await sendSome(scene, { dice, window: 9, days: 0.8, count: 18 });
  await rooms.in(at(0.2), async () => {
    const change = { participant: "jdpay", rate: null, detail: {}, proposer: finance.id };
    const cap = { ...change, kind: "cap" as const, amount: fen(2_000_000), why: "节前转账增多" };
    must(await transfers.proposeChange(cap, null));
  });
}

type Some = { dice: () => number; window: number; days: number; count: number };

async function sendSome({ rooms, now }: Scene, { dice, window, days, count }: Some): Promise<void> {
  const { transfers } = rooms;
  const sha = (text: string | Buffer) => createHash("sha256").update(text).digest();
  for (let n = 0; n < count; n++) {
    const payer = names[Math.floor(dice() * 4)] ?? "";
    const payee = names[(names.indexOf(payer) + 1 + Math.floor(dice() * 3)) % 4] ?? "";
    const fulfilment = sha(`year ${window} ${n}`);
    const hex = sha(`id ${window} ${n}`).toString("hex");
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    const instant = new Date(now.getTime() - days * dayMs + n * (days < 1 ? 0.7 : 5) * hourMs);
    await rooms.in({ at: instant }, async () => {
      const amount = fen(2_000 + Math.floor(dice() ** 2 * 220_000));
      const ends = { condition: sha(fulfilment), expires_at: new Date(instant.getTime() + 60_000) };
      const asked = { id, payer, payee, amount, packet: "simulated", ...ends, requestHash: sha(id) };
      const said = await transfers.prepare(asked);
      if (said !== "reserved") throw new Error(`The demo year: a transfer was ${said}.`);
      // One in nine fails at the payee's wallet.
      const error = n % 9 === 4 ? { code: "5104", says: "收款方钱包拒绝收款（模拟）" } : null;
      await transfers.end({ id, source: payee, fulfilment: error === null ? fulfilment : null, error });
      await transfers.toldAll(id);
    });
  }
}

/** Closes the window; who owes pays, as one person says and another confirms; then who is owed receives. */
async function settleWindow({ rooms, market }: Scene): Promise<void> {
  const { transfers } = rooms;
  const { finance, approver } = market.staff;
  const { id, lines } = must(await transfers.closeWindow({ currency: "CNY", by: finance.id }, null));
  for (const { participant, due } of lines.filter((line) => line.due.minor > 0n)) {
    const change = { kind: "settle" as const, participant, amount: null, rate: null, why: "银行回单（模拟）" };
    const detail = { settle: { settlement: id, how: "paid" as const } };
    const made = must(await transfers.proposeChange({ ...change, detail, proposer: finance.id }, null));
    const yes = { approve: true, why: `已核对 ${due.minor} 分`, by: approver.id };
    must(await transfers.decideChange(made.id, yes, null));
  }
  for (const { participant } of lines.filter((line) => line.due.minor < 0n))
    must(await transfers.receiveLine({ settlement: id, participant, by: finance.id }, null));
}
