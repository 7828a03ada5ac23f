import { afterAll, beforeAll, expect, test } from "vitest";
import { decided, draft, move, newMarketplace, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";
import type { NewOpening } from "./types.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

test("one opening over two marketplaces: it decides on each, and on each another that overlaps is refused", async () => {
  const other = await newMarketplace(rig);
  const both = await draft(rig, { sides: [rig.marketplace, other] });
  ok(await move(rig, both.id, "open"));
  for (const marketplace of [rig.marketplace, other]) {
    expect(decided(rig, { marketplace })).toMatchObject({ open: true, openingId: both.id });
    const rival = await draft(rig, { marketplace, methods: ["qr"] });
    expect(await move(rig, rival.id, "open")).toMatchObject({
      fault: "opening_overlaps",
      detail: { openings: both.id },
    });
  }
  // Who steers one of them alone steers nothing of both.
  const half = { ...operator, marketplace: other };
  expect(await rig.openings.moveOpening(half, both.id, "pause", "mine", null)).toMatchObject({ fault: "not_found" });
  ok(await move(rig, both.id, "pause"));
  for (const marketplace of [rig.marketplace, other])
    expect(decided(rig, { marketplace }).reasons.map(({ code }) => code)).toEqual(["paused"]);
  ok(await move(rig, both.id, "withdraw"));
  ok(await move(rig, (await draft(rig, { marketplace: other })).id, "open"));
  expect(decided(rig).reasons[0]?.code).toBe("withdrawn");
});

test("between two wallets, and over several host apps: sides by name, overlaps refused side by side", async () => {
  const transfer = (sides: string[], more: Partial<NewOpening> = {}) =>
    draft(rig, { capability: "transfer", partner: "alipay", sides, ...more });
  const asked = (marketplace: string, partner = "alipay") =>
    decided(rig, { marketplace, store: marketplace, capability: "transfer", partner, method: "send" });
  const many = await transfer(["wechatpay", "unionpay"]);
  ok(await move(rig, many.id, "open"));
  for (const side of ["wechatpay", "unionpay"]) expect(asked(side)).toMatchObject({ open: true, openingId: many.id });
  expect(asked("jdpay").reasons[0]?.code).toBe("not_opened");
  // One side in common is enough; none is none. The way back is another opening.
  expect(await move(rig, (await transfer(["jdpay", "unionpay"])).id, "open")).toMatchObject({
    fault: "opening_overlaps",
  });
  ok(await move(rig, (await transfer(["jdpay"])).id, "open"));
  ok(await move(rig, (await transfer(["alipay"], { partner: "wechatpay" })).id, "open"));
  expect(asked("alipay", "wechatpay").open).toBe(true);
  // Of many at once with one side in common, one opens.
  const rivals = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      draft(rig, { capability: "link", partner: "wechat", sides: ["qq", `app_${n}`] }),
    ),
  );
  const opened = await Promise.all(rivals.map(({ id }) => move(rig, id, "open")));
  expect(opened.filter((one) => one.ok)).toHaveLength(1);
});
