import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketOf } from "#db";
import { draft, move, newMarketplace, type OpeningsRig, ok, openRig, operator } from "./test-rig.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig({
    storesOf: (side) => (side === rig.marketplace ? [elector] : []),
  });
});
afterAll(() => rig.end());

const elector = { id: "", merchant: "", tags: {}, signedUpAt: null };

async function stores(marketplace: string, count: number): Promise<string[]> {
  const merchant = rig.ids.next("mer");
  await rig.db.read(
    `insert into merchants (id, marketplace, name_zh, name_en, created_at, version) values ($1, $2, '商', 'M', $3, 1)`,
    [merchant, marketplace, rig.now],
  );
  const ids = Array.from({ length: count }, (_, n) => rig.ids.next("sto", n % 64));
  await rig.db.read(
    `insert into stores (id, bucket, marketplace, merchant, name_zh, name_en, tags, state, created_at, version)
     select id, bucket, $1, $2, '店', 'Store', '{}', 'open', $3, 1
     from unnest($4::text[], $5::int[]) as u (id, bucket)`,
    [marketplace, merchant, rig.now, ids, ids.map(bucketOf)],
  );
  elector.id = ids[0] as string;
  elector.merchant = merchant;
  return ids;
}

const page = { after: null, limit: 50 };
const toldTo = async (store: string | null, marketplace = rig.marketplace) =>
  (await rig.openings.listNotifications({ marketplace, store }, page)).data;
const toldAll = async () => {
  while ((await rig.openings.tellStores()) > 0);
};

test("every store is told of an announcement, in both languages, once; two workers tell as one", async () => {
  const ids = await stores(rig.marketplace, 5100);
  const other = await newMarketplace(rig);
  const [stranger = ""] = await stores(other, 1);
  const { id } = await draft(rig, {});
  const skip = { why: "x", effective_at: null, skip_consultation: "x" };
  ok(await rig.openings.announceOpening(operator, id, skip, null));
  const elsewhere = rig.boot();
  await Promise.all([toldAll(), elsewhere.tellStores(), elsewhere.tellStores()]);
  await toldAll();
  const [count] = await rig.db.read<{ stores: bigint; rows: bigint }>(
    "select count(distinct store) as stores, count(*) as rows from notifications where subject = $1 and store <> ''",
    [id],
  );
  expect(count).toEqual({ stores: BigInt(ids.length), rows: BigInt(ids.length) });
  expect(await toldTo(stranger, other)).toEqual([]);
  const [told] = await toldTo(ids.at(-1) as string);
  expect(told).toMatchObject({ type: "opening.announce", subject: id, store: ids.at(-1) });
  expect(told?.words.zh).toContain("2024年9月12日");
  expect(told?.words.en).toContain("12 September 2024");
  expect((await toldTo(null))[0]).toMatchObject({ type: "opening.announce", store: null });
  const events = await rig.db.read<{ data: object }>("select data from outbox where type = 'opening.stores_told'");
  expect(events.map((one) => one.data)).toEqual([{ opening: id, version: 2, move: "announce", stores: ids.length }]);
});

test("a consultation is told only to those who are asked; a withdrawn draft to nobody", async () => {
  const marketplace = rig.marketplace;
  const { id } = await draft(rig, { capability: "link", partner: "wechat", methods: ["open"] });
  const rule = { quorum: 0, share: 5000, weighting: "stores" } as const;
  const [first = "", second = ""] = await stores(marketplace, 2);
  const deadline = new Date(rig.now.getTime() + 3_600_000);
  ok(await rig.openings.consultStores(operator, id, { why: "x", deadline, rule }, null));
  await toldAll();
  expect((await toldTo(first)).map((one) => one.type)).toEqual(["opening.consult"]);
  expect(await toldTo(second)).toEqual([]);
  const other = await draft(rig, { capability: "link", partner: "wechat", methods: ["copy"] });
  ok(await move(rig, other.id, "withdraw"));
  await toldAll();
  expect((await toldTo(second)).filter((one) => one.subject === other.id)).toEqual([]);
});

test("a payment is complained about once; a repeat is the same complaint; guards get an event", async () => {
  const payment = { id: rig.ids.next("pay"), marketplace: rig.marketplace, store: "sto_1", wallet: "wechatpay" };
  const repeat = { caller: "key_1", route: "POST /v1/complaints", key: "k", requestHash: "h" };
  const input = { payment, code: "not_received", says: "没有收到" };
  const made = ok(await rig.openings.takeComplaint(operator, input, repeat));
  const again = await rig.openings.takeComplaint(operator, input, repeat);
  expect(again).toEqual({ ok: true, value: made, repeated: true });
  expect(await rig.openings.takeComplaint(operator, input, { ...repeat, requestHash: "other" })).toMatchObject({
    fault: "idempotency_key_reused",
  });
  expect(await rig.openings.takeComplaint(operator, input, { ...repeat, key: "k2" })).toMatchObject({
    fault: "complaint_exists",
  });
  const events = await rig.db.read("select subject from outbox where type = 'complaint.received'");
  expect(events).toEqual([{ subject: payment.id }]);
});
