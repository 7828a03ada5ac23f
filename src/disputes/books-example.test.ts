import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chartOfAccounts, postingKinds } from "#chart";
import { bucketValues, relayEvents } from "#db";
import { readBook } from "#ledger";
import { fen, fromDecimalText } from "#money";
import { accountOf } from "#payments/testing";
import { paidOrder, refund } from "#settlement/testing";
import { type DisputesRig, makeDisputesRig } from "./testing/rig.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/books.md"), "utf8");

let rig: DisputesRig;
beforeAll(async () => {
  rig = await makeDisputesRig();
});
afterAll(() => rig.end());

const red = accountOf("red");
const store = () => rig.stores[0] as string;
const person = (id: string) => ({ kind: "person", id, marketplace: "mkt_test", store: null });
const said = { why: "because", evidence: [] };

async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    rig.advance(61);
    const relayed = await relayEvents(rig.db, bucketValues, 500);
    if (relayed.length + (await rig.settlement.tick()) + (await rig.disputes.tick()) === 0) return;
  }
}

async function withdraw(): Promise<string> {
  const input = { marketplace: "mkt_test", store: store(), wallet_account: red, amount: fen(7840) };
  const asked = await rig.settlement.askWithdrawal("per_a", input, null);
  if (!asked.ok) throw new Error(asked.fault);
  return asked.value.id;
}

async function addFunds(): Promise<void> {
  const input = { marketplace: "mkt_test", wallet_account: red, act: "add", amount: fen(5000), why: "own" } as const;
  const asked = await rig.settlement.proposeFunds("per_a", input, null);
  if (asked.ok) await rig.settlement.decideFunds("per_b", asked.value.id, true);
}

async function disputed(order: string): Promise<string> {
  const buyer = { kind: "checkout", id: "chk", marketplace: "mkt_test", store: null };
  const input = { order, kind: "refund_only", amount: fen(500), reason: "torn", ...said } as const;
  const opened = await rig.disputes.open(buyer, input, null);
  if (!opened.ok) throw new Error(opened.fault);
  await rig.disputes.agree(person("key_store"), opened.value.id, said);
  return opened.value.id;
}

async function overturned(id: string): Promise<void> {
  await rig.disputes.appeal(person("key_store"), id, said);
  await rig.disputes.propose(person("per_a"), id, { verdict: "overturned", ...said });
  await rig.disputes.decide(person("per_b"), id, { approve: true, verdict: "overturned", why: "agreed" });
}

/** The guide's steps, in the order of its table. */
function makeSteps(): (() => Promise<unknown>)[] {
  let [a, b] = [
    { order: "", payment: "" },
    { order: "", payment: "" },
  ];
  let [withdrawal, dispute] = ["", ""];
  return [
    async () => (a = await paidOrder(rig, 10_000)),
    () => refund(rig, a.payment, 2000),
    () => rig.settlement.confirmReceipt("key", a.order, null),
    async () => (withdrawal = await withdraw()),
    () => rig.settlement.confirmWithdrawal("per_b", withdrawal),
    addFunds,
    () => refund(rig, a.payment, 3000),
    async () => (b = await paidOrder(rig, 4000)),
    () => rig.settlement.confirmReceipt("key", b.order, null),
    rest,
    async () => (dispute = await disputed(b.order)),
    () => overturned(dispute),
  ];
}

const cells = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The table of the worked example: its head, and its rows. */
function table(): { head: string[]; rows: string[][] } {
  const lines = guide
    .slice(guide.indexOf("## Worked example"))
    .split("\n")
    .filter((line) => line.startsWith("| "));
  const [head = "", , ...rows] = lines;
  return { head: cells(head).slice(1), rows: rows.map(cells) };
}

test("the worked example of docs/guides/books.md, step by step, to the fen", async () => {
  await rig.settlement.setTerms("key", "mkt_test", { release_after_days: 10, commission_bp: 200 });
  await rig.settlement.setCard("per", store(), { holder: "Li", bank: "ICBC", number: "6222020200112233445" });
  rig.advance(86_401);
  const { head, rows } = table();
  const steps = makeSteps();
  expect(rows.length).toBe(steps.length);
  for (const [index, [what, ...figures]] of rows.entries()) {
    await steps[index]?.();
    const held = new Map((await readBook(rig.db, store())).map((one) => [one.code, one.balance.minor]));
    held.set("funds", (await rig.settlement.platformBook(red)).funds.minor);
    const wanted = figures.map((text) => (text === "" ? 0n : fromDecimalText(text, "CNY").minor));
    expect([what, ...head.map((code) => held.get(code) ?? 0n)]).toEqual([what, ...wanted]);
  }
  expect(await rig.books()).toEqual([]);
}, 60_000);

test("the guide explains every account of the chart, and names no kind of transfer that it does not have", () => {
  const explained = [...guide.matchAll(/^\| `([a-z_]+)` \|/gm)].map((match) => match[1]);
  expect([...new Set(explained)].sort()).toEqual(Object.keys(chartOfAccounts).sort());
  const named = [...guide.matchAll(/`((?:refund|advance|compensation|store|withdrawal|payment|order)_[a-z_]+)`/g)];
  const known = [...Object.keys(postingKinds), ...Object.keys(chartOfAccounts)];
  expect(named.map((match) => match[1]).filter((name) => !known.includes(name as string))).toEqual([]);
});
