import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fen, fromDecimalText } from "#money";
import type { BillLine } from "#wallets/protocol";
import { caller, type EntriesRig, line, makeEntriesRig, newPayment } from "./testing/entries-rig.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/books.md"), "utf8");
let rig: EntriesRig;
beforeAll(async () => {
  rig = await makeEntriesRig();
  rig.begin();
});
afterAll(() => rig.end());

const dayOf = (n: number): string => `2026-11-${`${n}`.padStart(2, "0")}`;
const noonOf = (n: number): Date => new Date(`${dayOf(n)}T12:00:00+08:00`);

/** Everything that is open about a day is proposed by one person and approved by another. */
async function enterAll(n: number, choice: "suspense" | "bear" = "suspense"): Promise<void> {
  const room = rig.roomOn(rig.db);
  rig.now = new Date(noonOf(n + 1).getTime() - 3_600_000);
  await rig.run(dayOf(n));
  for (const { id, state } of await rig.breaksOf(dayOf(n))) {
    if (state === "closed") continue;
    const proposed = await room.proposeEnd(caller("per_a"), id, { act: "enter", entry: choice, why: "seen" });
    if (!proposed.ok) throw new Error(proposed.fault);
    const seen = proposed.value.proposed_at ?? new Date(0);
    const done = await room.decideEnd(caller("per_b"), id, { approve: true, why: "agreed", proposed_at: seen });
    if (!done.ok) throw new Error(done.fault);
  }
}

/** A day with one payment of ours, and a bill made of its line. */
async function dayWith(n: number, bill: (own: BillLine) => BillLine[], state = "paid"): Promise<string> {
  const id = newPayment(noonOf(n));
  await rig.have(id, noonOf(n), state);
  rig.bills.set(dayOf(n), bill(line(id, noonOf(n))));
  return id;
}

const stranger = (n: number, change: Partial<BillLine>): BillLine =>
  line("pay_none", noonOf(n), { paymentId: "SOMEBODY-ELSES", walletRef: "w-nobody", amount: fen(500), ...change });

/** What moved the account on a day, as its file of funds has it. */
const moved = (n: number, ...amounts: [kind: "payment" | "fee" | "other", minor: number][]) =>
  rig.funds.set(
    dayOf(n),
    amounts.map(([kind, minor], i) => ({
      ...{ kind, walletRef: `f${n}-${i}`, ownRef: null, amount: fen(minor), at: noonOf(n), word: "其他" },
    })),
  );

/** The guide's steps, in the order of its table. */
function makeSteps(): (() => Promise<unknown>)[] {
  let lost = "";
  return [
    () => rig.addFunds(5000),
    async () => {
      await dayWith(2, (own) => [{ ...own, amount: fen(1001) }]);
      await enterAll(2);
    },
    async () => {
      await dayWith(3, (own) => [{ ...own, fee: fen(11) }]);
      await enterAll(3);
    },
    async () => {
      rig.bills.set(dayOf(4), [stranger(4, { fee: fen(3) })]);
      await enterAll(4);
    },
    async () => {
      rig.bills.set(dayOf(5), [stranger(5, { kind: "refund", walletRef: "w-back", fee: fen(-3) })]);
      await enterAll(5);
    },
    async () => {
      lost = await dayWith(6, () => []);
      await enterAll(6);
    },
    async () => {
      rig.bills.set(dayOf(7), [line(lost, noonOf(7))]);
      rig.now = noonOf(8);
      await rig.run(dayOf(7));
    },
    async () => {
      await dayWith(9, (own) => [{ ...own, state: "failed" }]);
      await enterAll(9, "bear");
    },
    async () => {
      await dayWith(10, (own) => [own], "waiting");
      await enterAll(10);
    },
    async () => {
      moved(11, ["other", 5]);
      await enterAll(11);
    },
    async () => {
      await dayWith(12, (own) => [own]);
      moved(12, ["payment", 1000], ["fee", -7]);
      await enterAll(12);
    },
  ];
}

const cells = (text: string): string[] =>
  text
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

test("differences with the bills in docs/guides/books.md, step by step, to the fen", async () => {
  const from = guide.indexOf("| step | P receivable | P bill_differences");
  const [head = "", , ...rows] = guide.slice(from, guide.indexOf("\n\n", from)).split("\n");
  const codes = cells(head)
    .slice(1)
    .map((name) => name.replace("P ", ""));
  const steps = makeSteps();
  expect(rows.length).toBe(steps.length);
  for (const [index, row] of rows.entries()) {
    await steps[index]?.();
    const [what, ...figures] = cells(row);
    const held = await rig.platform();
    const wanted = figures.map((text) => (text === "" ? 0n : fromDecimalText(text, "CNY").minor));
    expect([what, ...codes.map((code) => held[code] ?? 0n)]).toEqual([what, ...wanted]);
  }
  expect(await rig.books()).toEqual([]);
}, 60_000);
