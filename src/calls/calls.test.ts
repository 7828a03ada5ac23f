import { AsyncResource } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketOf, type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import type { Http, RawResponse, ShownCall, Wallet, WireCall } from "#wallets/protocol";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeGather } from "./gather.ts";
import { createCalls } from "./index.ts";
import { makeRecorder } from "./record.ts";
import type { Act } from "./types.ts";

let database: TestDatabase;
let db: Db;
let now = new Date("2026-11-22T08:00:00Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);
let counted: [number, number][] = [];

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(() => {
  counted = [];
});

type Change = Partial<Parameters<typeof createCalls>[0]>;
function roomOf(change: Change = {}) {
  const count = (kept: number, dropped: number) => void counted.push([kept, dropped]);
  const rest = { turn: async () => {}, monotonicMs: () => now.getTime(), counted: count, keep: true };
  return createCalls({ db, clock, ids, ...rest, ...change });
}

const plain = (body: Buffer | string | null) => ({ form: "text", bytes: body?.length ?? 0, json: '"shown"' }) as const;
const show = ({ path, request, response }: WireCall): ShownCall => {
  return { path, request: plain(request), response: plain(response?.body ?? null) };
};

/** A wallet that asks over the network as often as it is told, and says what it is told. */
function wallet(http: Http, given: { times?: number; show?: Wallet["show"]; outcome?: object } = {}): Wallet {
  const ask = async (): Promise<never> => {
    for (let n = 0; n < (given.times ?? 1); n++)
      await http({ method: "POST", url: `https://wallet.test/ask?n=${n}`, headers: {}, body: "{}", timeoutMs: 1 });
    return (given.outcome ?? { kind: "waiting" }) as never;
  };
  const shows = given.show === undefined ? { show } : { show: given.show };
  const readNotice = async () => ({ kind: "ignored", noticeId: "1", type: "x" }) as const;
  return { start: ask, ask, close: ask, refund: ask, askRefund: ask, readNotice, ...shows } as Wallet;
}

const place = { wallet: "red", account: "wac_1" };
const answer: RawResponse = { status: 200, headers: {}, body: Buffer.from("{}") };
const network: Http = async () => answer;
const subject = () => {
  const id = ids.next("pay");
  const paymentId = id.slice(4);
  return { id, asked: { paymentId, method: "qr", amount: fen(1), expiresAt: now } as const };
};

test("an act's calls stand under what it is about, and its last one says what it came to", async () => {
  const room = roomOf();
  const red = room.watch(wallet(room.http(network), { times: 2, outcome: { kind: "refused", code: "NO" } }), place);
  const { id, asked } = subject();
  await red.ask(asked);
  expect((await room.list([id], { after: null, limit: 9 })).data).toEqual([]);
  await room.flush();
  const { data } = await room.list([id], { after: null, limit: 9 });
  expect(data.map((one) => [one.path, one.act, one.status, one.verdict, one.why])).toEqual([
    ["/ask?n=1", "ask", 200, "refused", "NO"],
    ["/ask?n=0", "ask", 200, null, null],
  ]);
  expect(counted).toEqual([[2, 0]]);
});

test("what is not about a payment is not kept, nor a number that is none of ours", async () => {
  const room = roomOf();
  const http = room.http(network);
  await http({ method: "GET", url: "https://wallet.test/bill", headers: {}, timeoutMs: 1 });
  const red = room.watch(wallet(http), place);
  await red.ask({ ...subject().asked, paymentId: "not ours" });
  await room.flush();
  expect(counted).toEqual([]);
});

test("two acts at once keep their calls apart", async () => {
  const room = roomOf();
  const slow: Http = async () => {
    await new Promise((done) => setImmediate(done));
    return answer;
  };
  const red = room.watch(wallet(room.http(slow), { times: 3 }), place);
  const all = [subject(), subject(), subject()];
  await Promise.all(all.map(({ asked }) => red.ask(asked)));
  await room.flush();
  for (const { id } of all) {
    const { data } = await room.list([id], { after: null, limit: 9 });
    expect(data.map((one) => one.path)).toEqual(["/ask?n=2", "/ask?n=1", "/ask?n=0"]);
  }
});

test("no answer is an answer too: the act fails as it would have, and the row says why", async () => {
  const room = roomOf();
  const broken = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const red = room.watch(wallet(room.http(() => Promise.reject(broken))), place);
  const { id, asked } = subject();
  await expect(red.ask(asked)).rejects.toBe(broken);
  await room.flush();
  const [one] = (await room.list([id], { after: null, limit: 9 })).data;
  expect(one).toMatchObject({ status: null, fault: "ECONNREFUSED", verdict: "failed", response: { bytes: 0 } });
});

test("U+0000, halves of surrogates and bytes that are no text are written, and a list that throws shows nothing", async () => {
  const room = roomOf();
  const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from("\u0000x")]);
  const strange: Http = async () => ({ status: 200, headers: {}, body: bytes });
  const shows: Wallet["show"][] = [
    (call) => ({
      ...show(call),
      path: "/\u0000\ud800\u001e\u001d",
      response: { form: "text", bytes: 1, json: JSON.stringify("\u0000\ud800\u001e\u001d") },
    }),
    () => {
      throw new Error("no list");
    },
  ];
  for (const one of shows) {
    const outcome = { kind: "unknown", cause: "said \u0000 \udfff \u001e" };
    const red = room.watch(wallet(room.http(strange), { show: one, outcome }), place);
    const { id, asked } = subject();
    await red.ask(asked);
    await room.flush();
    expect((await room.list([id], { after: null, limit: 9 })).data).toHaveLength(1);
  }
});

test("what finds no room is dropped and counted; the money path hears nothing of it", async () => {
  const room = roomOf({ room: { calls: 2, bytes: 1_000_000 } });
  const red = room.watch(wallet(room.http(network), { times: 5 }), place);
  expect(await red.ask(subject().asked)).toEqual({ kind: "waiting" });
  await room.flush();
  expect(counted).toEqual([[2, 3]]);
  const heavy = roomOf({ room: { calls: 99, bytes: 1000 } });
  const long: Http = async () => ({ status: 200, headers: {}, body: Buffer.alloc(900) });
  await heavy.watch(wallet(heavy.http(long)), place).ask(subject().asked);
  await heavy.flush();
  expect(counted.at(-1)).toEqual([0, 1]);
});

test("a database that does not answer holds up no payment: the batch is tried three times, then counted as dropped", async () => {
  let down = true;
  const read: Db["read"] = (sql, values) => (down ? Promise.reject(new Error("down")) : db.read(sql, values));
  const room = roomOf({ db: { read } });
  const red = room.watch(wallet(room.http(network)), place);
  const [first, second] = [subject(), subject()];
  expect(await red.ask(first.asked)).toEqual({ kind: "waiting" });
  for (let n = 0; n < 3; n++) await expect(room.write()).rejects.toThrow("down");
  expect(counted).toEqual([[0, 1]]);
  await red.ask(second.asked);
  await expect(room.write()).rejects.toThrow("down");
  down = false;
  await room.flush();
  expect((await room.list([second.id], { after: null, limit: 9 })).data).toHaveLength(1);
});

test("an answer to a write that was lost is no second row", async () => {
  let lost = true;
  const read: Db["read"] = async (sql, values) => {
    const rows = await db.read(sql, values);
    if (!lost) return rows as never;
    lost = false;
    throw new Error("connection lost");
  };
  const room = roomOf({ db: { read } });
  const { id, asked } = subject();
  await room.watch(wallet(room.http(network)), place).ask(asked);
  await expect(room.write()).rejects.toThrow("lost");
  await room.flush();
  expect((await roomOf().list([id], { after: null, limit: 9 })).data).toHaveLength(1);
});

test("where nothing is to be kept, network and wallet are handed back as they are", () => {
  const room = roomOf({ keep: false });
  const red = wallet(network);
  expect([room.http(network) === network, room.watch(red, place) === red]).toEqual([true, true]);
});

test("a notice stands under what it says once it is proven, with what we answered; an unproven one stands nowhere", async () => {
  const room = roomOf();
  const { id, asked } = subject();
  const outcome = { kind: "closed", code: "X" } as const;
  const readings = [
    { kind: "payment", noticeId: "n", paymentId: asked.paymentId, outcome },
    { kind: "not_genuine", why: "forged" },
  ] as const;
  for (const reading of readings) {
    const red = room.watch({ ...wallet(network), readNotice: async () => reading }, place);
    const take = room.takeNotice(async (_wallet, _account, raw) => {
      await red.readNotice(raw);
      return answer;
    });
    const raw = { method: "POST", path: "/notices/red/wac_1", headers: {}, body: Buffer.from("x") };
    expect(await take("red", "wac_1", raw)).toBe(answer);
  }
  await room.flush();
  const { data } = await room.list([id], { after: null, limit: 9 });
  expect(data).toMatchObject([{ direction: "in", act: "notice", status: 200, verdict: "closed", why: "X" }]);
  expect(counted).toEqual([[1, 0]]);
});

test("pages go by time, then by what was done first within a millisecond, over several subjects", async () => {
  const room = roomOf();
  const red = room.watch(wallet(room.http(network), { times: 2 }), place);
  const [one, other] = [subject(), subject()];
  await red.ask(one.asked);
  now = new Date(now.getTime() + 1);
  await red.ask(other.asked);
  await room.flush();
  const both = [one.id, other.id];
  const whole = await room.list(both, { after: null, limit: 9 });
  expect(whole.data.map(({ subject: of }) => of)).toEqual([other.id, other.id, one.id, one.id]);
  const first = await room.list(both, { after: null, limit: 3 });
  const rest = await room.list(both, { after: first.next, limit: 3 });
  expect([...first.data, ...rest.data]).toEqual(whole.data);
  expect(rest.next).toBeNull();
  await db.read("delete from wire_calls where bucket = $1 and id = $2", [bucketOf(one.id), first.next]);
  expect((await room.list(both, { after: first.next, limit: 3 })).data).toEqual([]);
});

test("an act that has ended holds nothing, whatever still goes over a socket that it opened", async () => {
  const recorder = makeRecorder(clock, () => 0, makeGather({ calls: 9, bytes: 9999 }));
  const http = recorder.http(network);
  const request = { method: "GET", url: "https://wallet.test/x", headers: {}, timeoutMs: 1 } as const;
  const act: Act = { name: "ask", ...place, subject: subject().id, show, exchanges: [] };
  let later: () => Promise<unknown> = async () => {};
  const work = async () => {
    later = AsyncResource.bind(() => http(request));
    await http(request);
  };
  await recorder.during(act, work, () => ({ verdict: "waiting", why: null }));
  expect(act.exchanges).toEqual([]);
  await later();
  expect(act.exchanges).toEqual([]);
});

test("many are redacted a few at a time and written by one statement; rows of which nothing is known are looked for", async () => {
  const said: { sql: string; rows: number }[] = [];
  let [turns, lost] = [0, false];
  const read: Db["read"] = async (sql, values) => {
    const rows = await db.read(sql, values);
    said.push({ sql, rows: String(values?.[0]).split("\u001e").length });
    if (lost) {
      lost = false;
      throw new Error("connection lost");
    }
    return rows as never;
  };
  const turn = async () => {
    turns += 1;
  };
  const room = roomOf({ db: { read }, turn });
  const { id, asked } = subject();
  await room.watch(wallet(room.http(network), { times: 300 }), place).ask(asked);
  lost = true;
  await expect(room.write()).rejects.toThrow("lost");
  await room.flush();
  expect(said.map(({ sql, rows }) => [rows, sql.includes("on conflict")])).toEqual([
    [256, false],
    [256, true],
    [44, false],
  ]);
  expect(turns).toBe(3);
  expect((await room.list([id], { after: null, limit: 400 })).data).toHaveLength(300);
});

test("whoever asks while a batch is under way writes no row twice, and counts none twice", async () => {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const room = roomOf({ turn });
  const { id, asked } = subject();
  await room.watch(wallet(room.http(network), { times: 150 }), place).ask(asked);
  await Promise.all([room.write(), room.flush(), room.write()]);
  expect((await room.list([id], { after: null, limit: 400 })).data).toHaveLength(150);
  expect(counted.reduce((sum, [kept]) => sum + kept, 0)).toBe(150);
});

test("a batch of long texts ends early: what waits for the database twice over is a few megabytes", async () => {
  const sizes: number[] = [];
  const read: Db["read"] = async (sql, values) => {
    sizes.push(String(values?.[0]).split("\u001e").length);
    return await db.read(sql, values);
  };
  const text = JSON.stringify("x".repeat(15_000));
  const long: Wallet["show"] = (call) => ({ ...show(call), request: { form: "text", bytes: 15_002, json: text } });
  const room = roomOf({ db: { read } });
  await room.watch(wallet(room.http(network), { times: 200, show: long }), place).ask(subject().asked);
  await room.flush();
  expect(sizes).toEqual([128, 72]);
});

test("what a kill takes away is what was not written: at most what one may wait, never a word of it in the open", async () => {
  const secret = "sk-of-the-wallet";
  const said: unknown[] = [];
  const read: Db["read"] = async (sql, values) => {
    said.push(values);
    return await db.read(sql, values);
  };
  const room = roomOf({ db: { read }, room: { calls: 3, bytes: 1_000_000 } });
  const told: Http = async () => ({ status: 200, headers: {}, body: Buffer.from(secret) });
  const { id, asked } = subject();
  await room.watch(wallet(room.http(told), { times: 2 }), place).ask(asked);
  // Killed here, a house has written nothing of the two; another one finds nothing, and nothing raw either.
  expect((await roomOf().list([id], { after: null, limit: 9 })).data).toEqual([]);
  expect(said).toEqual([]);
  await room.flush();
  expect((await roomOf().list([id], { after: null, limit: 9 })).data).toHaveLength(2);
  expect(JSON.stringify(said)).not.toContain(secret);
});
