import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { fen } from "#money";
import { runChore } from "../flows/house.ts";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const waits = {
  ...{ kind: "hub_change", id: "hch_1", n: null, marketplace: null, store: null, act: "hub_fee", why: "less" },
  ...{ about: null, amount: null, proposer: "per_1", proposer_name: "Lin", at: "2026-11-22T08:00:00.000Z" },
  yours: { may: false, why: "not_an_approver", until: null },
};

/** Pages that move by themselves, and what they say while nobody can tell them. */
describe.skipIf(!hasChromium)("the live stream of the console", { timeout: 150_000 }, () => {
  let desk: Desk;
  let opening = "";
  beforeAll(async () => {
    desk = await openDesk(["operator"]);
    const { flow } = desk;
    const made = await flow.house.openings.createOpening(
      flow.operator,
      {
        ...{ marketplace: flow.marketplace, capability: "code", partner: "wechat", methods: null, effective_at: null },
        ...{ caps: { per_payment: null }, terms: { zh: "互扫", en: "Shared codes" } },
        stages: [{ stores: { share: 500 }, caps: { per_payment: fen(50_000) } }, { buyers: { city_tiers: [3, 4] } }],
      },
      null,
    );
    if (!made.ok) throw new Error(made.fault);
    opening = made.value.id;
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test("an opening's page moves when another person acts, long before it would ask by itself", async () => {
    const page = await desk.enter("operator", { locale: "en-GB" });
    const other = await desk.enter("operator", { locale: "en-GB" });
    await desk.open(page, `/openings/${opening}`);
    await page.getByText("Draft").first().waitFor();
    await desk.open(other, `/openings/${opening}`);
    await desk.deed(other, "Withdraw", (dialogue) => dialogue.locator("textarea").fill("not now"));
    await page.getByText("Withdrawn").first().waitFor({ timeout: 6000 });
  });

  test("a gap's page moves when somebody else takes it; the inbox says when more waits than it shows", async () => {
    const { flow } = desk;
    const { order } = await desk.order({ number: "G-1" });
    const told = await flow.house.app.inject({
      ...{ method: "POST", url: "/v1/shipments" },
      headers: { authorization: `Bearer ${await flow.house.operatorToken()}`, "idempotency-key": "gap" },
      payload: { order, carrier: "SF", number: "SF1", state: "picked_up", at: flow.now().toISOString() },
    });
    expect(told.statusCode).toBeLessThan(300);
    for (let bucket = 0; bucket < 64; bucket++) await runChore(flow, "cases");
    const page = await desk.enter("operator", { locale: "en-GB" });
    await page.route("**/v1/approvals", async (route) => {
      await route.fulfill({ json: { data: [waits], next_cursor: null, more: true } });
    });
    const other = await desk.enter("operator", { locale: "en-GB" });
    await desk.open(page, "/cases");
    await page.getByText("Open", { exact: true }).first().waitFor();
    await desk.open(other, "/cases");
    await other.getByRole("button", { name: "Take", exact: true }).first().click();
    await other.getByRole("dialog").getByRole("button", { name: "Take", exact: true }).click();
    await page.getByText("Taken", { exact: true }).first().waitFor({ timeout: 6000 });
    await desk.open(page, "/approvals");
    await page.getByText(/the oldest 200 are shown/).waitFor();
    await expectSound(page);
    await picture(page, "approvals-more");
  });

  test.each(["desk", "phone"] as const)("anybody reads a stage's rules and takes the days along: %s", async (size) => {
    const page = await desk.browsers.page({ locale: "en-GB", ...(size === "phone" && { size }) });
    if (size === "desk") await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${desk.origin}/openness`);
    await page.locator("details.told", { hasText: "a payment ≤ ¥500.00" }).locator("summary").first().click();
    await page.getByText("a payment ≤ ¥500.00").waitFor();
    await page.getByText("buyers city tiers: 3, 4").waitFor();
    await page.getByText("No wallet was shut because its calls went wrong.").waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /day by day/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("hutong-openness-days.csv");
    await picture(page, `openness-${size}`);
    await expectSound(page);
  });

  test("a stream that is torn and refused is said politely, tried again, and heals", async () => {
    const page = await desk.enter("operator", { locale: "en-GB" });
    let refused = 0;
    await page.route("**/v1/changes/live", async (route) => {
      refused++;
      await route.fulfill({ status: 502, body: "no upstream" });
    });
    // A new document: its stream is answered by a proxy, and a browser gives such a stream up for good.
    await page.reload();
    const said = page.getByRole("status").getByText(/Connection lost/);
    await said.waitFor();
    await expectSound(page);
    await picture(page, "console-connection-lost");
    await expect.poll(() => refused, { timeout: 30_000 }).toBeGreaterThan(1);
    await page.unroute("**/v1/changes/live");
    await said.waitFor({ state: "detached", timeout: 30_000 });
  });
});
