import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fen, fromDecimalText } from "#money";
import { accountOf } from "#payments/testing";
import {
  billed,
  type CampaignsRig,
  clicked,
  earned,
  makeCampaignsRig,
  newCampaign,
  platformBook,
} from "./testing/rig.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/books.md"), "utf8");
const table = guide.split("\n").filter((line) => line.startsWith("|"));
const from = table.findIndex((line) => line.startsWith("| step | S balance | S ads_held"));
const cells = (line: string): string[] =>
  line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());
const head = cells(table[from] ?? "");
const rows = table.slice(from + 2, from + 8).map(cells);

let rig: CampaignsRig;
afterAll(() => rig.end());

test("the guide's advertisements are what the books hold, step by step", async () => {
  rig = await makeCampaignsRig();
  const payer = rig.stores[0] as string;
  const price = { pricing: "click", price: fen(100), share_bp: null } as const;
  let [campaign, payout] = ["", ""];
  const place = { wallet_account: accountOf("red"), host: "wechat" };
  const steps = [
    () => earned(rig, 1000),
    async () => {
      campaign = (await newCampaign(rig, { ...price, payer, budget: { total: fen(400), day: null } })).id;
    },
    async () => {
      const found = await rig.campaigns.getCampaign(campaign);
      for (let n = 0; n < 3; n++) await clicked(rig, found?.placements[0]?.id as string);
      await billed(rig, campaign);
    },
    async () => {
      const bank = { holder: "腾讯", bank: "招商银行", number: "755900000000123" };
      await rig.campaigns.setPayee("per_1", { ...place, ...bank });
      const asked = await rig.campaigns.askPayout("per_1", { ...place, amount: fen(300) }, null);
      payout = asked.ok ? asked.value.id : "";
    },
    () => rig.campaigns.confirmPayout("per_2", payout),
    async () => {
      await rig.campaigns.moveCampaign("per_1", campaign, "ended");
      rig.advance(3601 + 86_400);
      await rig.campaigns.tick();
    },
  ];
  expect(rows.length).toBe(steps.length);
  for (const [n, step] of steps.entries()) {
    await step();
    const books = { S: await platformBook(rig, payer), P: await platformBook(rig) };
    const held = head.map((name) => {
      const [book, account] = name.split(" ") as ["S" | "P", string];
      return BigInt(books[book][account] ?? 0);
    });
    const told = (rows[n] ?? []).map((cell) => (cell === "" ? 0n : fromDecimalText(cell, "CNY").minor));
    expect([n, held]).toEqual([n, told]);
  }
});
