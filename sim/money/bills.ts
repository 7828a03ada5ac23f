import type { Scene } from "./scene.ts";
import { type WalletName, walletNames } from "./town.ts";

/** What a bill of today has wrong, and what the house must say of it. */
const wrongs = [
  { knob: "bill_drop", class: "ours_only" },
  { knob: "bill_extra", class: "theirs_only" },
  { knob: "bill_wrong_amount", class: "amount" },
  { knob: "bill_wrong_state", class: "state" },
] as const;

export type Planted = { wallet: WalletName; knob: string; class: string } | null;

/** Now and then a wallet's bills of this morning are wrong in one line a day. */
export function plant({ dice, town, misled, story }: Scene): Planted {
  const wallet = dice.pick(walletNames) as WalletName;
  const wrong = dice.pick(wrongs);
  if (!wrong || !dice.chance(35)) return null;
  town.fakes[wallet].setFaults({ [wrong.knob]: 1 });
  misled.add(wallet);
  story.push(`bills: ${wallet} ${wrong.knob}`);
  return { wallet, ...wrong };
}

/** Each day with a payment has the break that was planted, no other wallet any; two people then end them all. */
export async function judgeBreaks(scene: Scene, planted: Planted): Promise<string[]> {
  const { town, people, done } = scene;
  const { reconciliation } = town.calm;
  const page = { after: null, limit: 100 };
  const { data } = await reconciliation.listBreaks({ marketplace: null }, page);
  const open = data.filter((one) => one.state !== "closed");
  const faults = open
    .filter((one) => planted === null || one.wallet_account !== town.accounts[planted.wallet])
    .map((one) => `break: ${one.class} ${one.subject} ${one.says}`);
  if (planted === null || faults.length > 0) return faults;
  const runs = (await reconciliation.listRuns({ marketplace: null }, page)).data;
  const today = runs.filter(
    (run) =>
      run.wallet_account === town.accounts[planted.wallet] &&
      run.imported_at.getTime() === town.clock.now().getTime() &&
      run.totals.payments !== "0",
  );
  for (const run of today)
    if (!open.some((one) => one.run === run.id && one.class === planted.class))
      faults.push(`${planted.knob} of ${planted.wallet} on ${run.day} was not found as ${planted.class}`);
  const person = (id: string) => ({ kind: "person", id, marketplace: town.marketplace });
  for (const { id } of open) {
    const asked = await reconciliation.proposeEnd(person(people.ann), id, { act: "accept", why: "simulated" });
    const seen = { approve: true, why: "simulated", proposed_at: (asked.ok && asked.value.proposed_at) || new Date(0) };
    const ended = await reconciliation.decideEnd(person(people.bob), id, seen);
    if (!asked.ok || !ended.ok || ended.value.state !== "closed") faults.push(`${id} could not be ended`);
    else done.set(`break ${planted.class}`, (done.get(`break ${planted.class}`) ?? 0) + 1);
  }
  return faults;
}
