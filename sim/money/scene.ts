import type { Dice } from "../dice.ts";
import type { Model } from "./model.ts";
import { Dead, type Process, type Rooms } from "./process.ts";
import type { Town, WalletName } from "./town.ts";

/** A request that somebody made: asked again, the same, until it is answered. */
export type Request = {
  name: string;
  ask(rooms: Rooms): Promise<string>;
  /** True for a chore: whoever dies over it leaves what is left to the next turn. */
  once?: true;
};

export type Code = { wallet: WalletName; content: string };

export type Scene = {
  town: Town;
  dice: Dice;
  model: Model;
  processes: Process[];
  /** What nobody has answered yet, because the process died over it. */
  unanswered: Request[];
  /** What buyers may show to their phones. */
  codes: Code[];
  people: { ann: string; bob: string };
  keys: number;
  story: string[];
  faults: string[];
  /** How often each act was accepted. */
  done: Map<string, number>;
  crashes: number;
  /** Wallets of which a bill was ever wrong: what they say that they kept is no measure any more. */
  misled: Set<WalletName>;
};

/** Where chance decides which process hears it, and whether that one dies over it. */
export async function put(scene: Scene, request: Request): Promise<boolean> {
  const { dice, story, faults, done } = scene;
  const process = dice.pick(scene.processes.filter((one) => !one.life.died()));
  if (!process) return later(scene, request, "nobody is up");
  if (dice.chance(14)) process.life.dieAt(1 + dice.below(18), dice.chance(50) ? "before" : "after");
  try {
    const said = await request.ask(process.rooms);
    if (process.life.died()) return later(scene, request, "died before it answered");
    story.push(`${request.name}: ${said}`);
    if (/\bok$/.test(said)) done.set(request.name, (done.get(request.name) ?? 0) + 1);
    return true;
  } catch (fault) {
    if (process.life.died() || fault instanceof Dead) return later(scene, request, "died");
    faults.push(`${request.name} threw ${fault instanceof Error ? fault.stack : String(fault)}`);
    return false;
  }
}

function later(scene: Scene, request: Request, why: string): false {
  scene.story.push(`${request.name}: ${why}`);
  if (!request.once) scene.unanswered.push(request);
  return false;
}

/** A repeat key that nobody used; the same for every repeat of the request. */
export function key(scene: Scene, route: string) {
  const n = ++scene.keys;
  return { caller: "key_simulation", route, key: `k${n}`, requestHash: `${route} ${n}` };
}

/** Mostly one of the latest, where several things happen to the same. */
export function recent<T>({ dice }: Scene, all: Iterable<T>): T | undefined {
  const list = [...all];
  return dice.pick(dice.chance(75) ? list.slice(-6) : list);
}

export const nothing = "nothing to do";

export const told = (done: { ok: true } | { ok: false; fault: string }): string => (done.ok ? "ok" : done.fault);

export const walletOf = (dice: Dice): WalletName => (dice.chance(60) ? "wechatpay" : "alipay");

/** A part of an amount, from nothing to one fen less than all of it. */
export const belowOf = (dice: Dice, amount: bigint): number => dice.below(Number.parseInt(`${amount}`, 10));
