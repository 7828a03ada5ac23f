import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

const month = 31 * 86_400;

/** The map of the walls: at any past position of its slider our own bricks read as they do today. */
describe.skipIf(!hasChromium)("the map of the walls", { timeout: 120_000 }, () => {
  let desk: Desk;

  async function announce(capability: string, partner: string): Promise<void> {
    const { flow } = desk;
    const rest = { methods: null, effective_at: null, caps: {}, stages: [], notice_days: 0 };
    const terms = { zh: "开放", en: "Opened" };
    const draft = { marketplace: flow.marketplace, capability, partner, terms, ...rest };
    const made = await flow.house.openings.createOpening(flow.operator, draft, null);
    if (!made.ok) throw new Error(made.fault);
    const asked = { why: "a test", skip_consultation: "a test asks nobody", effective_at: null };
    const moved = await flow.house.openings.announceOpening(flow.operator, made.value.id, asked, null);
    if (!moved.ok) throw new Error(moved.fault);
    await flow.settle();
  }

  beforeAll(async () => {
    desk = await openDesk([], new Date(Date.now() - 3 * month * 1000));
    await announce("code", "wechat");
    await announce("transfer", "wechat");
    desk.flow.advance(month);
    await announce("link", "wechat");
    desk.flow.advance(2 * month);
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test("each of our bricks keeps its platform, partner, capability and depth while the slider goes back", async () => {
    const page = await desk.enter("operator", { locale: "en-GB" });
    await desk.open(page, "/map");
    const own = page.locator(".stratum[data-wall=moderate] .brick-link");
    await expect.poll(() => own.count()).toBe(3);
    const today = await own.allTextContents();
    expect(new Set(today).size).toBe(3);
    for (const name of today) expect(name).toMatch(/^\S.* ⇄ WeChat \((Shared codes|Transfers|Links)\)$/);
    const platform = today[0]?.split(" ⇄ ")[0] ?? "";
    expect(platform).not.toMatch(/^mkt_/);
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => own.allTextContents()).toHaveLength(2);
    const past = await own.allTextContents();
    expect(past.toSorted()).toEqual([`${platform} ⇄ WeChat (Shared codes)`, `${platform} ⇄ WeChat (Transfers)`]);
    // What happened is told of those two alone: nothing of the third is left standing.
    await expect.poll(() => page.locator(".story li", { hasText: "Opened" }).count()).toBe(2);
    await picture(page, "map-past");
    await expectSound(page);
  });
});
