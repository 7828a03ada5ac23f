import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freshDatabase, type TestDatabase } from "../tests/database.ts";
import { type FlowHouse, makeFlowHouse } from "../tests/flows/house.ts";
import { seedTimeline } from "./seed-timeline.ts";

let database: TestDatabase;
let flow: FlowHouse;
let houseUrl: string;
const home = mkdtempSync(join(tmpdir(), "hutong-timeline-"));

beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  await flow.house.app.listen({ port: 0, host: "127.0.0.1" });
  houseUrl = `http://127.0.0.1:${(flow.house.app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

type Entry = {
  kind: string;
  date: string | null;
  move: string;
  what: { en: string };
  model: { name: string; motive?: string; initiator?: string } | null;
  openings: { id: string; state: string }[];
};

/**
 * Events that no opening can be: authorities' acts, which open or shut nothing themselves. They stand beside the
 * opening that they pressed for, whose motive is policy.
 */
const actsOfAuthorities: Readonly<Record<string, string>> = {
  "2019-08": "guidance on abuse of dominance: names no wall",
  "2021": "a fine under the Anti-Monopoly Law",
  "2024-08-30": "the end of a rectification",
};
/** What a wall's opening has come to after an event of the kind. */
const statesAfter: Readonly<Record<string, readonly string[]>> = {
  open: ["open"],
  renew: ["open"],
  // The wall of payment of 2013 was never opened; a share code is the answer to a shut one, and stays open.
  shut: ["withdrawn", "draft", "open"],
  pilot: ["announced"],
  consult: ["announced"],
  announce: ["announced"],
  effective: ["announced"],
  "still shut": ["draft"],
  rule: ["announced", "draft", "open"],
};

test("every past event is modelled by a real opening, made through the API, in the state that the event led to", async () => {
  const operatorToken = await flow.house.operatorToken();
  await seedTimeline({ home, houseUrl, operatorToken });
  const answer = await fetch(`${houseUrl}/v1/timeline`, { headers: { authorization: `Bearer ${operatorToken}` } });
  const { data } = (await answer.json()) as { data: Entry[] };
  const events = data.filter((one) => one.kind === "event");
  expect(events).toHaveLength(33);
  expect(events.filter((one) => one.openings.length !== 1).map((one) => one.what.en)).toEqual([]);
  for (const { date, move, model, openings } of events) {
    const state = openings[0]?.state ?? "";
    expect([model?.name, move, statesAfter[move]?.includes(state)]).toEqual([model?.name, move, true]);
    if (move === "rule" && date !== null && date in actsOfAuthorities) expect(model?.motive).toBe("policy");
  }
  const rules = events.filter((one) => one.move === "rule");
  const modelledRules = rules.filter((one) => !(`${one.date}` in actsOfAuthorities)).map((one) => one.model?.initiator);
  // The ministry's guidance and the central bank's plan say what is to open: openings of theirs model them.
  expect(modelledRules).toEqual(["PBOC", "MIIT"]);
  const answers = { share: events.find((one) => one.model?.name === "taobao_share_code")?.openings[0]?.state };
  expect(answers).toEqual({ share: "open" });
  const walls = events.filter((one) => one.move === "shut" && one.model?.name !== "taobao_share_code");
  expect(walls.map((one) => one.openings[0]?.state)).not.toContain("open");
  // Taote goes before Taobao and Tmall, by jump alone, and its own opening stands beside the event.
  const taote = events.find((one) => one.model?.name === "taote_payment_wechat");
  const made = await flow.house.openings.getOpening(taote?.openings[0]?.id ?? "");
  expect(made).toMatchObject({ models: "taote_payment_wechat", methods: ["jump"], capability: "payment" });

  // A second start makes nothing twice.
  await seedTimeline({ home, houseUrl, operatorToken });
  const again = await fetch(`${houseUrl}/v1/timeline`, { headers: { authorization: `Bearer ${operatorToken}` } });
  expect(((await again.json()) as { data: Entry[] }).data).toEqual(data);
}, 60_000);
