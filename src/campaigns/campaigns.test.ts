import { afterAll, beforeAll, expect, test } from "vitest";
import { fen } from "#money";
import { exampleCampaigns } from "./index.ts";
import {
  addFunds,
  billed,
  booksOf,
  type CampaignsRig,
  clicked,
  makeCampaignsRig,
  marketplace,
  newCampaign,
  paidWith,
  platformBook,
  quiet,
  refunded,
  shop,
} from "./testing/rig.ts";

let rig: CampaignsRig;
beforeAll(async () => {
  rig = await makeCampaignsRig();
});
afterAll(() => rig.end());

const only = (campaign: { placements: readonly { id: string }[] }) => campaign.placements[0]?.id as string;
const funnel = async (id: string) => {
  const found = await rig.campaigns.readFunnel(id);
  if (!found) throw new Error("no funnel");
  const { clicks, opened, paid, refunded: back, credited, taken_back, fees } = found;
  return { clicks, opened, paid, back, credited: credited.minor, taken: taken_back.minor, fees: fees.minor };
};

test("a click survives the jump, the order is credited, a refund takes it back, to the fen and in the books", async () => {
  await addFunds(rig, 100_000);
  const campaign = await newCampaign(rig);
  const click = await clicked(rig, only(campaign));
  rig.advance(60);
  await rig.campaigns.tellOpened(click as string);
  const payment = await paidWith(rig, click, 1999);
  await quiet(rig);
  expect(await funnel(campaign.id)).toEqual({
    ...{ clicks: 1, opened: 1, paid: 1, back: 0, credited: 1999n, taken: 0n, fees: 99n },
  });
  await billed(rig, campaign.id);
  expect(await platformBook(rig)).toMatchObject({ funds: 99_901, media_due: 99 });
  await refunded(rig, payment, 999);
  await quiet(rig);
  expect(await funnel(campaign.id)).toMatchObject({ back: 1, credited: 1999n, taken: 999n, fees: 50n });
  await billed(rig, campaign.id);
  expect(await platformBook(rig)).toMatchObject({ funds: 99_950, media_due: 50 });
  await refunded(rig, payment, 1000);
  await quiet(rig);
  expect(await funnel(campaign.id)).toMatchObject({ taken: 1999n, fees: 0n });
  expect(await billed(rig, campaign.id)).toEqual([-50n]);
  expect(await billed(rig, campaign.id)).toEqual([]);
  expect(await booksOf(rig)).toEqual([]);
});

test("the fraud floor: a repeat goes on with the first one's id and costs nothing; a machine's speed counts nothing", async () => {
  const price = { pricing: "click", price: fen(80), share_bp: null } as const;
  const campaign = await newCampaign(rig, {
    ...price,
    placements: Array.from({ length: 7 }, (_, n) => ({
      ...{ host: "wechat", surface: "feed", target: "store" as const, url: `${shop}/s/${n}`, store: null },
    })),
  });
  const [first] = campaign.placements.map((one) => one.id) as [string];
  const one = await clicked(rig, first, null, "10.9.9.9");
  expect(await clicked(rig, first, null, "10.9.9.9")).toBe(one);
  rig.advance(31);
  const again = await clicked(rig, first, null, "10.9.9.9");
  expect(again).not.toBe(one);
  for (const placement of campaign.placements) await clicked(rig, placement.id, null, "10.9.9.8");
  const found = await rig.campaigns.readFunnel(campaign.id);
  expect(found).toMatchObject({ clicks: 7, repeats: 1, too_fast: 2, fees: fen(560) });
});

test("twenty clicks of one visitor at once are one click", async () => {
  const campaign = await newCampaign(rig, { pricing: "click", price: fen(80), share_bp: null });
  const rooms = [rig.campaigns, rig.bootCampaigns()] as const;
  const jumps = Array.from({ length: 20 }, (_, n) =>
    rooms[n % 2]?.jump(only(campaign), { address: "10.8.8.8", browser: "b", before: null }),
  );
  const ids = (await Promise.all(jumps)).map((one) => one?.ok && one.value.click);
  expect(new Set(ids).size).toBe(1);
  expect(await rig.campaigns.readFunnel(campaign.id)).toMatchObject({ clicks: 1, repeats: 19, fees: fen(80) });
});

test("nothing is jumped to but the allow list, and nothing at all where the openings say no", async () => {
  const placement = {
    host: "wechat",
    surface: "feed",
    target: "store" as const,
    url: "https://evil.example/",
    store: null,
  };
  for (const url of [
    "https://evil.example/",
    "https://shop.example.evil.example/",
    "javascript:alert(1)",
    "//evil.example",
  ]) {
    const tried = rig.campaigns.createCampaign(
      "per_1",
      { ...(await newCampaign(rig)), budget: { total: null, day: null }, placements: [{ ...placement, url }] },
      null,
    );
    expect(await tried).toMatchObject({ ok: false, fault: "jump_target_not_allowed" });
  }
  const campaign = await newCampaign(rig);
  const visitor = { address: "10.7.7.7", browser: "b", before: "https://evil.example" };
  const jumped = await rig.campaigns.jump(only(campaign), visitor);
  expect(jumped.ok && new URL(jumped.value.to).origin).toBe(shop);
  rig.opening.open = false;
  expect(await rig.campaigns.jump(only(campaign), visitor)).toMatchObject({ ok: false, fault: "ad_shut" });
  rig.opening.open = true;
  await rig.campaigns.setJumpTargets("per_1", marketplace, ["https://other.example"]);
  expect(await rig.campaigns.jump(only(campaign), visitor)).toMatchObject({ fault: "jump_target_not_allowed" });
  await rig.campaigns.setJumpTargets("per_1", marketplace, [shop]);
});

test("Star Cube is settled by result over the whole way; Spark by the order; a click carried on keeps its way", async () => {
  const placed = (name: "star_cube" | "spark") =>
    exampleCampaigns[name].placements.map((one) => ({ ...one, url: `${shop}/618`, store: null }));
  const dates = { starts_at: rig.clock.now(), ends_at: null };
  const cube = await newCampaign(rig, { ...exampleCampaigns.star_cube, ...dates, placements: placed("star_cube") });
  const spark = await newCampaign(rig, { ...exampleCampaigns.spark, ...dates, placements: placed("spark") });
  const seen = await clicked(rig, only(spark));
  rig.advance(10);
  const read = await clicked(rig, cube.placements[0]?.id as string, seen);
  rig.advance(10);
  const stream = await clicked(rig, cube.placements[1]?.id as string, read);
  rig.advance(10);
  // Only the last click's id is carried into the checkout: the way before it is known.
  const payment = await paidWith(rig, stream, 10_001);
  await quiet(rig);
  expect(await funnel(cube.id)).toMatchObject({ paid: 1, credited: 6000n, fees: 300n });
  expect(await funnel(spark.id)).toMatchObject({ paid: 1, credited: 4001n, fees: 120n });
  await refunded(rig, payment, 5000);
  await quiet(rig);
  expect(await funnel(spark.id)).toMatchObject({ fees: 120n });
  await refunded(rig, payment, 5001);
  await quiet(rig);
  expect([(await funnel(cube.id)).fees, (await funnel(spark.id)).fees]).toEqual([0n, 0n]);
  expect(await booksOf(rig)).toEqual([]);
});

test("a bill without funds moves nothing; two at once make one; events that are read twice count once", async () => {
  const campaign = await newCampaign(rig, { wallet_account: "wac_01JDREDRED01REDREDREDREDRX".replace("RX", "RE") });
  const click = await clicked(rig, only(campaign));
  rig.advance(60);
  const payment = await paidWith(rig, click, 9_000_000);
  await refunded(rig, payment, 1000);
  const rooms = [rig.campaigns, rig.bootCampaigns(), rig.bootCampaigns()];
  await quiet(rig, rooms);
  expect(await funnel(campaign.id)).toMatchObject({ paid: 1, credited: 9_000_000n, taken: 1000n });
  const proposed = await Promise.all(rooms.map((room) => room.proposeBills("per_1", campaign.id)));
  const bills = proposed.flatMap((one) => (one.ok ? one.value : []));
  expect(bills.map((one) => [one.amount.minor, one.state])).toEqual([[449_950n, "proposed"]]);
  const bill = bills[0]?.id as string;
  const approve = (by: string, room = rig.campaigns) => room.decideBill(by, bill, true);
  expect(await approve("per_1")).toEqual({ ok: false, fault: "second_person_needed" });
  expect(await approve("per_2")).toEqual({ ok: false, fault: "campaign_funds_short" });
  await addFunds(rig, 1_000_000);
  const before = await platformBook(rig);
  const decided = await Promise.all(rooms.map((room) => approve("per_2", room)));
  expect(decided.filter((one) => one.ok).length).toBe(1);
  expect((await platformBook(rig))["media_due"]).toBe((before["media_due"] ?? 0) + 449_950);
  expect(await booksOf(rig)).toEqual([]);
});

test("clicks of another marketplace, unknown ones and ones that came too late are credited nothing", async () => {
  const campaign = await newCampaign(rig, { window_seconds: 60 });
  const click = await clicked(rig, only(campaign));
  rig.advance(61);
  await paidWith(rig, `${click} clk_01JDREDRED01REDREDREDREDRE nonsense`, 5000);
  await quiet(rig);
  expect(await funnel(campaign.id)).toMatchObject({ clicks: 1, paid: 0, credited: 0n });
});
