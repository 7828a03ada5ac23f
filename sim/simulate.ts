import { bucketValues, relayEvents } from "#db";
import { Dead, makeMortal } from "../src/payments/testing/mortal.ts";
import { accountOf, makeRig } from "../src/payments/testing/rig.ts";
import { type Dice, makeDice } from "./dice.ts";
import { makeScheduler, type Scheduler } from "./scheduler.ts";
import { type Scene, steps } from "./steps.ts";
import { verdict } from "./verdict.ts";
import { makeWorld } from "./world.ts";

/** What a run did, in order, and what was wrong at its end. The same seed gives the same of both. */
export type Run = { seed: number; story: string[]; faults: string[] };

const turnsDefault = 60;

/**
 * Plays the payments room, as several processes over one database, against two wallets that lose calls and answers. In
 * each turn up to three things happen at once, in some of them a process dies half way. Then the world heals, and
 * what must be true in the end is checked.
 */
export async function simulate(seed: number, turns = turnsDefault): Promise<Run> {
  const dice = makeDice(seed);
  const rig = await makeRig({ random: dice.bytes });
  const { clock } = rig;
  const worlds = { red: makeWorld(rig.toys.red, dice, clock.now), blue: makeWorld(rig.toys.blue, dice, clock.now) };
  const scheduler = makeScheduler(dice);
  const db = scheduler.db(rig.db);
  const scene: Scene = { rig, db, dice, worlds, checkouts: [], payments: [], post: [], keys: 0 };
  const run: Run = { seed, story: [], faults: [] };
  try {
    const play = makeStage(scene, scheduler, run);
    for (let turn = 0; turn < turns; turn++) {
      rig.advance(passing(dice));
      await Promise.all(Array.from({ length: 1 + dice.below(3) }, () => play()));
    }
    await heal(scene);
    run.faults.push(...(await verdict(scene)));
  } finally {
    await rig.end();
  }
  return run;
}

/** Seconds that pass: mostly few, now and then an hour; clocks are set back, too. */
function passing(dice: Dice): number {
  if (dice.chance(5)) return -dice.below(10);
  if (dice.chance(2)) return 3600;
  return dice.chance(25) ? dice.below(120) : dice.below(5);
}

const bag = steps.flatMap(([weight, ...step]) => Array.from({ length: weight }, () => step));

function drawn(dice: Dice): (typeof bag)[number] {
  return dice.pick(bag) as (typeof bag)[number];
}

function makeStage(scene: Scene, scheduler: Scheduler, run: Run) {
  const { rig, db, dice, worlds } = scene;
  const wallets = { red: scheduler.wallet(worlds.red.wallet), blue: scheduler.wallet(worlds.blue.wallet) };
  const walletOf = (account: string) => (account === accountOf("red") ? wallets.red : wallets.blue);
  const processes = [0, 1].map(() => rig.boot({ db, wallet: async (account) => walletOf(account) }));
  return async (): Promise<void> => {
    const [name, step] = drawn(dice);
    const mortal = dice.chance(20) ? makeMortal(1 + dice.below(14), dice.chance(50) ? "before" : "after") : null;
    const room = mortal
      ? rig.boot({ db: mortal.db(db), wallet: async (account) => mortal.wallet(walletOf(account)) })
      : (dice.pick(processes) as (typeof processes)[number]);
    try {
      run.story.push(`${name}: ${await step(scene, room)}`);
    } catch (fault) {
      const died = fault instanceof Dead || mortal?.died() === true;
      run.story.push(`${name}: ${died ? "died" : String(fault)}`);
      if (!died) run.faults.push(`${name} threw ${fault instanceof Error ? fault.stack : String(fault)}`);
    }
  };
}

/** Everything answers again, what is in the post arrives, and the workers come to their end. */
async function heal(scene: Scene): Promise<void> {
  const { rig, worlds } = scene;
  worlds.red.heal();
  worlds.blue.heal();
  const wallet = async (account: string) => (account === accountOf("red") ? worlds.red : worlds.blue).wallet;
  const room = rig.boot({ wallet });
  for (const one of scene.post.splice(0))
    await room.takeNotice(one.wallet, accountOf(one.wallet), rig.toys[one.wallet].notice(one.payment));
  for (let hour = 0; hour < 30; hour++) {
    rig.advance(3601);
    for (let turn = 0; (await room.workDue()) > 0; turn++) if (turn > 100) throw new Error("The work never ends.");
  }
  while ((await relayEvents(rig.db, bucketValues, 500)).length > 0);
}
