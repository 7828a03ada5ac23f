import { bucketValues, relayEvents } from "#db";
import { disputeChecks } from "#disputes";
import { checkBooks, ledgerChecks } from "#ledger";
import { fen } from "#money";
import { paymentChecks } from "#payments";
import { reconciliationChecks } from "#reconciliation";
import { settlementChecks } from "#settlement";
import { makeDice } from "./dice.ts";
import * as after from "./money/after.ts";
import * as buying from "./money/buying.ts";
import { compare } from "./money/compare.ts";
import { makeModel } from "./money/model.ts";
import { makeLife, type Rooms } from "./money/process.ts";
import { comeToRest, comeToTheEnd, nextMorning } from "./money/rest.ts";
import { put, type Scene } from "./money/scene.ts";
import { makeTown, type Town, walletNames } from "./money/town.ts";
import { countTransfers } from "./money/watchman.ts";

export type MoneyRun = { seed: number; story: string[]; faults: string[]; done: Map<string, number>; crashes: number };

/** Each as often as its number says. */
const acts: readonly (readonly [weight: number, act: buying.Act])[] = [
  ...([
    [26, buying.buy],
    [5, buying.changeWallet],
    [5, buying.payOld],
    [24, buying.notices],
  ] as const),
  ...([
    [1, buying.endCheckout],
    [5, buying.look],
    [14, buying.refund],
  ] as const),
  ...([
    [18, after.receipt],
    [2, after.longer],
    [14, after.ship],
    [9, after.dispute],
    [7, after.judge],
    [4, after.fund],
  ] as const),
  ...([
    [3, after.sayTo("agree")],
    [3, after.sayTo("contest")],
    [2, after.sayTo("withdraw")],
  ] as const),
  ...([
    [4, after.sayTo("appeal")],
    [9, after.askWithdrawal],
    [9, after.confirmWithdrawal],
  ] as const),
  ...([
    [2, after.cancelWithdrawal],
    [2, after.retryAbnormal],
  ] as const),
  [12, work("payments", async (rooms) => await rooms.payments.workDue())],
  [14, work("settlement", async (rooms) => await rooms.settlement.tick())],
  [6, work("disputes", async (rooms) => await rooms.disputes.tick())],
  [8, work("relay", async (rooms) => (await relayEvents(rooms.db, bucketValues, 60)).length)],
];
const bag = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

/** A chore of some process. */
function work(name: string, chore: (rooms: Rooms) => Promise<number>): buying.Act {
  return (scene) => put(scene, { name, ask: async (rooms) => `${await chore(rooms)} done`, once: true });
}

/**
 * Plays the real house as two processes over one database, between the strict fakes of both wallets, some days long.
 * Chance decides who buys, pays, refunds, complains, releases and withdraws, what wallets and banks lose or refuse, and
 * where a process dies. After each turn every book sums to zero and nothing guarded is below it, counted from the
 * transfers alone. Each morning the wallets' bills are held against the books, and every order and account against a
 * model of plain maps and against what the wallets themselves have.
 */
export async function simulateMoney(seed: number, days = 3, turns = 24): Promise<MoneyRun> {
  const dice = makeDice(seed);
  const town = await makeTown(dice, dice.chance(50) ? "held" : "plain");
  const scene: Scene = {
    ...{ town, dice, model: makeModel(), processes: [], unanswered: [], codes: [], keys: 0, story: [], faults: [] },
    ...{ done: new Map(), crashes: 0, misled: new Set(), people: await prepare(town) },
  };
  const { story, faults } = scene;
  try {
    town.advance(86_401);
    for (let day = 0; day < days && scene.faults.length === 0; day++) {
      await playDay(scene, turns);
      if (scene.faults.length > 0) break;
      await judgeDay(scene, `day ${day}`, false);
    }
    if (scene.faults.length === 0) {
      await comeToTheEnd(scene);
      // The last refunds stand in the bill of one day more.
      await judgeDay(scene, "the end", false);
      if (faults.length === 0) await judgeDay(scene, "after the end", true);
      scene.faults.push(...(await checks(town)));
    }
    story.push(...(await eventsOf(town, faults)));
  } finally {
    await town.end();
  }
  return { seed, story, faults, done: scene.done, crashes: scene.crashes };
}

/** What the house itself tells of the things that a fault names. */
async function eventsOf({ db }: Town, faults: readonly string[]): Promise<string[]> {
  const named = [...new Set(faults.flatMap((fault) => fault.match(/\b[a-z]{3}_[0-9A-Z]{26}\b/g) ?? []))].slice(0, 20);
  if (named.length === 0) return [];
  const rows = await db.read<{ at: Date; type: string; subject: string; data: object }>(
    `select at, type, subject, data from events where subject = any($1) or data::text ~ $2 order by at, type`,
    [named, named.join("|")],
  );
  return rows.map(({ at, type, subject, data }) => `${at.toISOString()} ${type} ${subject} ${JSON.stringify(data)}`);
}

/** People, bank cards, rules and rates; a card may be used a day later. */
async function prepare({ calm, stores, marketplace }: Town): Promise<Scene["people"]> {
  const [ann, bob] = [await person(calm, "Ann"), await person(calm, "Bob")];
  for (const store of stores) {
    await calm.settlement.setCard(ann, store, { holder: "李", bank: "招商银行", number: "6222020200112233445" });
    await calm.disputes.setRating(ann, { id: store, marketplace }, 250);
  }
  const rules = { automatic_max: fen(300), person_above: fen(700), rating_below: 300, store_hours: 30, appeal_days: 4 };
  await calm.disputes.setRules(ann, marketplace, rules);
  const terms = { release_after_days: 2, release_from: "shipment", ship_within_days: 1, commission_bp: 0 } as const;
  await calm.settlement.setTerms(ann, marketplace, terms);
  await calm.refresh();
  return { ann, bob };
}

async function person({ directory }: Town["calm"], name: string): Promise<string> {
  const made = await directory.createPerson({ name }, null);
  if (!made.ok) throw new Error(made.fault);
  const role = { person: made.value.id, marketplace: null, merchant: null, store: null, role: "approver" } as const;
  const given = await directory.addMembership(made.value.id, role);
  if (!given.ok) throw new Error(given.fault);
  return made.value.id;
}

async function playDay(scene: Scene, turns: number): Promise<void> {
  const { town, dice } = scene;
  // From nine in the evening on, over midnight.
  const hour = (town.clock.now().getTime() / 3_600_000 + 8) % 24;
  town.advance(Math.round(((21 - hour + 24) % 24) * 3600));
  await setRates(scene);
  for (let turn = 0; turn < turns && scene.faults.length === 0; turn++) {
    town.advance(1 + dice.below(dice.chance(20) ? 1500 : 200));
    await stand(scene);
    trouble(scene);
    const again = dice.chance(60) ? scene.unanswered.splice(0) : [];
    const some = Array.from({ length: 1 + dice.below(4) }, () => dice.pick(bag) as buying.Act);
    await Promise.all([...again.map((request) => put(scene, request)), ...some.map((act) => act(scene))]);
    const { faults } = await countTransfers(town.db);
    scene.faults.push(...faults.map((fault) => `turn ${turn}: ${fault}`));
  }
}

/** Whoever died is started again. */
async function stand(scene: Scene): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const old = scene.processes[i];
    if (old && !old.life.died()) continue;
    if (old) scene.crashes++;
    scene.processes[i] = await scene.town.boot();
  }
  const up = () => scene.processes.filter((one) => !one.life.died());
  scene.town.place.front = () => scene.dice.pick(up()) ?? null;
}

async function setRates({ dice, town, model, people }: Scene): Promise<void> {
  const store = dice.chance(50) ? (dice.pick(town.stores) as string) : null;
  const [commission_bp, fixed] = [dice.below(900), fen(dice.below(20))];
  const card = { marketplace: town.marketplace, store, starts_at: null, commission_bp, fixed };
  if (!(await town.calm.settlement.setRateCard(people.ann, card)).ok) return;
  const from = Math.floor(town.clock.now().getTime() / 1000) * 1000;
  model.cards.push({ store, from, rates: { bp: BigInt(commission_bp), fixed: fixed.minor } });
}

/** What the wallets and the banks do in this turn. */
function trouble({ town, dice }: Scene): void {
  const now = (percent: number) => dice.chance(percent);
  for (const wallet of walletNames)
    town.fakes[wallet].setFaults({
      ...{ timeout_after_success: now(40) ? 0.25 : 0, server_error: now(30) ? 0.2 : 0 },
      ...{ notice_drop: now(50) ? 0.4 : 0, notice_repeat: now(20) ? 1 : 0, notice_reorder: now(30) },
      ...{ refund_stuck: now(25), refund_abnormal: now(10), share_stuck: now(20), share_refused: now(5) },
      ...{ withdrawal_stuck: now(20), withdrawal_refused: now(12), withdrawal_returned: now(10) },
    });
}

async function judgeDay(scene: Scene, when: string, isEnd: boolean): Promise<void> {
  const { town } = scene;
  const forEver = makeLife();
  town.place.front = () => ({ rooms: town.calm, life: forEver });
  await comeToRest(scene);
  const faults = [...(await nextMorning(scene)), ...(await compare(scene, isEnd))];
  scene.faults.push(...faults.map((fault) => `${when}: ${fault}`));
}

async function checks(town: Town): Promise<string[]> {
  const rooms = [...paymentChecks, ...settlementChecks, ...disputeChecks, ...reconciliationChecks];
  const found = await checkBooks(town.db, [...ledgerChecks, ...rooms]);
  return found.map((fault) => `books: ${fault.check}: ${fault.about} ${fault.detail}`);
}
