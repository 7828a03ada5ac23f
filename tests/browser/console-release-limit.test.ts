import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { picture } from "./buyers.ts";
import { expectSound, hasChromium } from "./cashier-rig.ts";
import { type Desk, openDesk } from "./console-rig.ts";

/** By when an order's money is released by itself, on the order's page. */
describe.skipIf(!hasChromium)("a release's time limit at the console", { timeout: 120_000 }, () => {
  let desk: Desk;
  let sent = "";
  let unsent = "";

  beforeAll(async () => {
    desk = await openDesk(["support"]);
    const { flow } = desk;
    const { settlement } = flow.house;
    const terms = { release_after_days: 10, commission_bp: 0, release_from: "shipment" } as const;
    const { marketplace } = flow;
    await settlement.setTerms("per_boss", marketplace, terms);
    flow.advance(1);
    ({ order: sent } = await desk.order({ number: "L-1", wallet: "wechatpay" }));
    ({ order: unsent } = await desk.order({ number: "L-2", wallet: "wechatpay" }));
    const teller = { by: "key_carrier", marketplace, store: desk.store, by_store: false };
    const parcel = { carrier: "SF", number: "SF1", state: "picked_up", place: "杭州", parcels: null } as const;
    await settlement.tellShipment(teller, { order: sent, ...parcel, at: flow.now() });
    await flow.settle();
  }, 180_000);
  afterEach(() => desk.browsers.lookOver());
  afterAll(() => desk?.close());

  test("what is sent says when, from what and since when; in Chinese, at a desk", async () => {
    const page = await desk.enter("support");
    await desk.open(page, `/orders/${sent}`);
    await page.getByRole("heading", { name: "担保与放款期限" }).waitFor();
    await page.getByText("起算于", { exact: true }).waitFor();
    await page.getByText("订单已全部发货").first().waitFor();
    await picture(page, "limit-desk");
    await expectSound(page);
  });

  test("what is not sent says that nothing is released before; in English, on a phone, in the dark", async () => {
    const page = await desk.enter("operator", { locale: "en-GB", size: "phone", dark: true });
    await desk.open(page, `/orders/${unsent}`);
    await page.getByText("not before it is sent").waitFor();
    await page.getByText("To be sent by").waitFor();
    await picture(page, "limit-phone");
    await expectSound(page);
  });
});
