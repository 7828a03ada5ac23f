import type { FaultKnobs } from "#wallets/fake-protocol";
import { isKnobFault, readKnobs } from "../faults.ts";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";
import { namedWallet } from "./which-wallet.ts";

export type FaultsByWallet = Record<string, FaultKnobs>;

export function knobsOf(mounted: readonly MountedWallet[]): FaultsByWallet {
  return Object.fromEntries(mounted.map(({ wallet, fake }) => [wallet.id, fake.faults()]));
}

/** `{wallet?: id | "all", clear?: true, set?: {knob: value}}`: clears first, then sets; answers how all knobs stand. */
export function turnKnobs(mounted: readonly MountedWallet[], asked: Record<string, unknown>): FaultsByWallet {
  const name = asked["wallet"] ?? "all";
  const meant = name === "all" ? mounted : [namedWallet(mounted, name)];
  const set = asked["set"] ?? {};
  if (typeof set !== "object" || Array.isArray(set) || (asked["set"] === undefined && asked["clear"] !== true))
    throw new Refusal(400, "nothing_to_do", {
      en: 'Say what to do: {"set": {"notice_drop": 0.5}} or {"clear": true}, with "wallet" for one wallet only.',
      zh: '请说明要做什么：{"set": {"notice_drop": 0.5}} 或 {"clear": true}；只对一个钱包时加上 wallet。',
    });
  const knobs = readKnobs(set as Record<string, unknown>);
  if (isKnobFault(knobs)) throw new Refusal(400, knobs.code, { en: knobs.en, zh: knobs.zh });
  for (const one of meant) {
    if (asked["clear"] === true) one.fake.clearFaults();
    one.fake.setFaults(knobs);
    one.touched();
  }
  return knobsOf(mounted);
}
