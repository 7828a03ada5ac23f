import { afterAll, beforeAll, expect, test } from "vitest";
import { bare, bucketOf } from "#db";
import { idTime } from "./notifications.ts";
import { newMarketplace, type OpeningsRig, ok, openRig } from "./test-rig.ts";

let rig: OpeningsRig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.end());

/** Told `minutes` ago, to a store or (empty) to the marketplace's own people. */
async function tell(marketplace: string, store: string, minutes: number): Promise<string> {
  const at = new Date(rig.now.getTime() - minutes * 60_000);
  const id = `ntf_${idTime(at)}${bare(rig.ids.next("ntf")).slice(10)}`;
  await rig.db.read(
    `insert into notifications (bucket, id, marketplace, store, type, subject, zh, en, data, at)
     values ($1, $2, $3, $4, 'opening.announce', 'opn_x', '一', 'One', '{}', $5)`,
    [bucketOf(store === "" ? marketplace : store), id, marketplace, store, at],
  );
  return id;
}

const [li, han] = ["per_li", "per_han"];
const page = { after: null, limit: 200 };

test("one is marked, then all up to one; each reader for themselves, each place for itself", async () => {
  const marketplace = await newMarketplace(rig);
  const store = rig.ids.next("sto");
  const own = { marketplace, store: null };
  const [old = "", middle = "", newest = ""] = [
    ...[await tell(marketplace, "", 60 * 24 * 30), await tell(marketplace, "", 5), await tell(marketplace, "", 1)],
  ];
  await tell(marketplace, store, 3);
  const unread = async (reader: string, of: { marketplace: string; store: string | null } = own) =>
    (await rig.openings.countUnread({ ...of, reader })).unread;
  const read = async (reader: string) =>
    (await rig.openings.listNotifications({ ...own, reader }, page)).data.map((one) => one.read);
  expect([await unread(li), await unread(han), await unread(li, { marketplace, store })]).toEqual([3, 3, 1]);
  expect(ok(await rig.openings.markRead({ ...own, reader: li }, middle))).toEqual({ unread: 2, more: false });
  expect(ok(await rig.openings.markRead({ ...own, reader: li }, middle)).unread).toBe(2);
  expect(await read(li)).toEqual([false, true, false]);
  expect(await read(han)).toEqual([false, false, false]);
  // What came since the newest that was seen stays unread.
  const since = await tell(marketplace, "", 0);
  expect(ok(await rig.openings.markAllRead({ ...own, reader: li }, newest)).unread).toBe(1);
  expect(await read(li)).toEqual([false, true, true, true]);
  expect(ok(await rig.openings.markAllRead({ ...own, reader: li }, since)).unread).toBe(0);
  expect([await unread(han), await unread(li, { marketplace, store })]).toEqual([4, 1]);
  // An older word of the same thing takes nothing back.
  expect(ok(await rig.openings.markAllRead({ ...own, reader: li }, old)).unread).toBe(0);
});

test("what another place was told, or nobody, is not found", async () => {
  const [here, there] = [await newMarketplace(rig), await newMarketplace(rig)];
  const id = await tell(there, "", 1);
  const reader = { marketplace: here, store: null, reader: li };
  expect(await rig.openings.markRead(reader, id)).toEqual({ ok: false, fault: "not_found" });
  expect(await rig.openings.markRead({ ...reader, store: rig.ids.next("sto") }, id)).toMatchObject({ ok: false });
});

test("what is told late, with an older instant, is unread; old marks go under the floor; a hundred are counted as more", async () => {
  const marketplace = await newMarketplace(rig);
  const reader = { marketplace, store: null, reader: li };
  for (let n = 0; n < 130; n++) await tell(marketplace, "", 120 + n);
  expect(await rig.openings.countUnread(reader)).toEqual({ unread: 99, more: true });
  const newest = await tell(marketplace, "", 10);
  ok(await rig.openings.markRead(reader, newest));
  expect(ok(await rig.openings.markAllRead(reader, newest))).toEqual({ unread: 0, more: false });
  const [marks] = await rig.db.read<{ n: number }>(
    "select count(*)::int as n from notification_reads where bucket = $1 and reader = $2",
    [bucketOf(marketplace), li],
  );
  expect(marks?.n).toBe(1);
  // A move of twenty minutes ago, whose telling waited.
  await tell(marketplace, "", 20);
  expect((await rig.openings.countUnread(reader)).unread).toBe(1);
});

test("two at once mark as one", async () => {
  const marketplace = await newMarketplace(rig);
  const reader = { marketplace, store: null, reader: li };
  const id = await tell(marketplace, "", 1);
  const both = [0, 1, 2].map(() => rig.openings.markAllRead(reader, id));
  const each = [0, 1, 2].map(() => rig.openings.markRead(reader, id));
  const done = (await Promise.all([...both, ...each])).map((one) => one.ok);
  expect(done).toEqual([true, true, true, true, true, true]);
  expect((await rig.openings.countUnread(reader)).unread).toBe(0);
});
