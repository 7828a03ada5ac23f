import { bucketValues, relayEvents } from "#db";
import { money } from "#money";
import { caller, makeRig, newCheckout } from "../../src/payments/testing/rig.ts";
import { makeDice } from "../dice.ts";
import { makeScheduler } from "../scheduler.ts";
import { makeWatch, verdict } from "./model.ts";
import { bootCaps, isDeath, type Limits, openPools, type Process, type Scene } from "./scene.ts";
import { capSteps } from "./steps.ts";

/** What a run did and what was wrong in it. The same seed gives the same of both. */
export type CapsRun = { seed: number; story: string[]; faults: string[]; deaths: number; started: number };

/** What a run is heavy on. `late`: money after the end, often, and hardly a limit but the day's total. */
export type Kind = "all" | "late";

const bagOf = (kind: Kind) =>
  capSteps.flatMap(([weight, name, step]) => {
    const length = kind === "late" && (name === "late" || name === "close") ? 10 : weight;
    return Array.from({ length }, () => ({ name, step }));
  });
const bags = { all: bagOf("all"), late: bagOf("late") };
const limitsOf: Record<Kind, Limits> = {
  all: { payment: 440n, buyer: 800n, store: 750n, total: 1700n },
  late: { payment: 440n, buyer: 1_000_000n, store: 1_000_000n, total: 1700n },
};
const never = Number.MAX_SAFE_INTEGER;

/**
 * Caps of all four kinds under two processes, each with a pool of its own, whose every contact with the database and
 * the wallet is one of an order that the dice choose. A process dies before or after any contact and another takes its
 * place; limits move; days end. After each contact the model is asked, and at rest it must be met to the fen.
 * `plant`: done to the database before anything happens.
 */
export async function simulateCaps(
  seed: number,
  turns = 45,
  plant: (ownerUrl: string) => Promise<void> = async () => {},
  kind: Kind = "all",
): Promise<CapsRun> {
  const dice = makeDice(seed);
  // 23:40 in Shanghai, so that a day ends early in every run.
  const rig = await makeRig({ random: dice.bytes, startAt: new Date("2026-11-30T15:40:00Z") });
  await plant(rig.owner);
  const watch = makeWatch(() => scene);
  const scene: Scene = {
    ...{ rig, dice, scheduler: makeScheduler(dice), opening: rig.ids.next("opn"), started: [], late: 0n, story: [] },
    limitsAt: new Map([[0n, limitsOf[kind]]]),
    pools: openPools(rig, watch.look),
  };
  const run: CapsRun = { seed, story: scene.story, faults: watch.faults, deaths: 0, started: 0 };
  try {
    const processes = [0, 1].map((pool) => boot(scene, pool));
    for (let turn = 0; turn < turns && run.faults.length === 0; turn++) {
      rig.advance(dice.chance(5) ? 4 * 3600 : dice.below(90));
      trouble(scene);
      await Promise.all(Array.from({ length: 1 + dice.below(5) }, () => play(scene, run, processes, bags[kind])));
    }
    run.started = scene.started.length;
    if (run.faults.length === 0) await rest(scene, run);
  } finally {
    for (const pool of scene.pools) await pool.close();
    await rig.end();
  }
  return run;
}

function boot(scene: Scene, pool: number): Process {
  return bootCaps(scene, pool, scene.dice.chance(80) ? 1 + scene.dice.below(40) : never);
}

async function play(scene: Scene, run: CapsRun, processes: Process[], bag: ReturnType<typeof bagOf>): Promise<void> {
  const at = scene.dice.below(processes.length);
  if (processes[at]?.died()) {
    run.deaths++;
    processes[at] = boot(scene, at);
  }
  const by = processes[at] as Process;
  const { name, step } = scene.dice.pick(bag) as (typeof bag)[number];
  try {
    scene.story.push(`${at} ${name}: ${await step(scene, by)}`);
  } catch (fault) {
    const died = isDeath(fault, by);
    scene.story.push(`${at} ${name}: ${died ? "died" : String(fault)}`);
    if (!died) run.faults.push(`${name} threw ${fault instanceof Error ? fault.stack : String(fault)}`);
  }
}

/** What the wallet does in this turn. */
function trouble({ rig, dice }: Scene): void {
  const mostly = <T>(good: T, ...bad: T[]): T => (dice.chance(75) ? good : (dice.pick(bad) as T));
  rig.toys.red.knobs = {
    start: mostly("ok", "lost_before", "lost_after", "refused"),
    ask: mostly("ok", "unknown"),
    close: mostly("ok", "unproven"),
    refund: mostly("ok", "processing", "lost_after"),
  };
}

/** Everything answers; what was cut off is made up for; then the model must be met, and the whole rest be there. */
async function rest(scene: Scene, run: CapsRun): Promise<void> {
  const { rig } = scene;
  rig.toys.red.knobs = { start: "ok", ask: "ok", close: "ok", refund: "ok" };
  const [heir, other] = [bootCaps(scene, 0, never), bootCaps(scene, 1, never)];
  for (const one of [heir, other]) await one.refresh();
  // No notice comes again: what was not heard is asked for, and what nobody counted is found by who follows.
  for (let turn = 0; turn < 12; turn++) {
    rig.advance(turn < 6 ? 301 : 3601);
    // Both sweep at once: what one makes up for, the other finds as it was before, or done.
    while ((await Promise.all([heir.caps.sweep(), other.caps.sweep()])).some((count) => count > 0)) rig.advance(1);
    await relayEvents(rig.db, bucketValues, 500);
    while ((await heir.payments.noteEnded()) > 0);
    while ((await heir.payments.workDue()) > 0);
  }
  run.faults.push(...(await verdict(scene)));
  if (run.faults.length === 0) run.faults.push(...(await wholeDay(scene, heir)));
}

/** A new day has its whole limit, whatever was lent and died on the days before; and on none is one fen more. */
async function wholeDay({ rig, limitsAt, dice }: Scene, heir: Process): Promise<string[]> {
  rig.advance(86_400);
  const total = heir.limits().total;
  const all = { payment: total, buyer: total, store: total, total };
  for (const version of limitsAt.keys()) limitsAt.set(version, all);
  const faults: string[] = [];
  const pay = async (amount: bigint) => {
    const input = { ...newCheckout([dice.pick(rig.stores) as string]), buyer: { reference: "ann" } };
    input.orders = [{ ...(input.orders[0] as (typeof input.orders)[number]), amount: money(amount, "CNY"), lines: [] }];
    const made = await heir.payments.createCheckout(caller, input, null);
    if (!made.ok) return made.fault;
    const how = { wallet: "red", method: "qr", device: "desktop", buyer: {}, by_friend: false } as const;
    const done = await heir.payments.startPayment(caller, { checkout: made.value.checkout.id, ...how }, null);
    return done.ok ? "ok" : done.fault;
  };
  const first = total / 3n;
  for (const amount of [first, total - first]) if ((await pay(amount)) !== "ok") faults.push(`${amount} did not fit`);
  if ((await pay(1n)) !== "wallet_not_offered") faults.push("one fen more than the whole day's total went through");
  return faults;
}
