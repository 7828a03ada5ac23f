import { beforeEach, expect, test } from "vitest";
import type { Answer, Api, Failure } from "./api.ts";
import { skew } from "./api.ts";
import type { Bill, BuyerAction, PaymentView } from "./contract.ts";
import { createController } from "./controller.ts";
import { accessFrom, openidFrom, openMemory } from "./memory.ts";
import { safeToLeaveFor } from "./shop.ts";
import { pickLocale } from "./words.ts";

const now = Date.parse("2024-09-12T10:00:00Z");
const cny = { currency: "CNY", minor: "100" };
const jump = { kind: "jump", url: "https://wallet.test/pay" } as const;
const payment: PaymentView = {
  id: "pay_1",
  order: "ord_1",
  wallet: "alipay",
  method: "jump",
  amount: cny,
  state: "waiting",
  wallet_ref: null,
  action: jump,
  stage: null,
  reason: null,
  combined: null,
  by_friend: false,
  expires_at: "2024-09-12T10:15:00Z",
  created_at: "2024-09-12T10:00:00Z",
  paid_at: null,
};
const bill: Bill = {
  id: "chk_1",
  state: "open",
  amount: cny,
  orders: [{ id: "ord_1", store: "sto_1", title: "tea", amount: cny, state: "unpaid" }],
  payments: [],
  offers: [],
  locale: "en",
  expires_at: "2024-09-12T10:15:00Z",
};
const way = { wallet: "alipay", method: "jump", order: null, amount: cny } as const;

let world: {
  bill: Bill;
  action: BuyerAction;
  keys: string[];
  checks: number;
  left: string[];
  failures: Failure[];
  serial: number;
};
const shelves = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  };
};
let tab: ReturnType<typeof shelves>;

beforeEach(() => {
  world = { bill, action: jump, keys: [], checks: 0, left: [], failures: [], serial: 0 };
  tab = shelves();
});

const fine = <T>(value: T): Answer<T> => ({ ok: true, value, skewMs: 0 });
const api: Api = {
  read: async () => fine(world.bill),
  check: async () => {
    world.checks += 1;
    return fine(world.bill);
  },
  start: async (_input, key) => {
    world.keys.push(key);
    const failure = world.failures.shift();
    return failure ? { ok: false, failure } : fine({ payments: [payment], action: world.action });
  },
  askFriend: async () => fine({ url: "https://house.test/pay/friend/fl_1", expires_at: bill.expires_at }),
  wallets: async () => fine({ data: [] }),
  eventsUrl: () => null,
};
const page = () =>
  createController({
    api,
    viewer: "buyer",
    invited: true,
    memory: openMemory(
      () => tab,
      () => tab,
    ),
    around: { device: "phone", userAgent: "", openid: null },
    clock: () => now,
    key: () => `key-${++world.serial}`,
    leave: (url, form) => world.left.push(form ? `${url} ${new URLSearchParams(form)}` : url),
    invoke: async () => "done",
    known: () => undefined,
    openLive: () => ({ start() {}, nudge() {}, stop() {} }),
  });
const unreachable: Failure = { kind: "unreachable", code: "network", words: null, requestId: null };
const refused: Failure = { kind: "refused", code: "wallet_not_offered", words: null, requestId: null };

test("a start that got no answer is repeated under the same key; a refused one is a new intention", async () => {
  const { boot, start, state } = page();
  await boot();
  world.failures = [unreachable, refused];
  await start(way);
  expect(state().notice).toMatchObject({ kind: "failed" });
  await start(way);
  await start(way);
  expect(world.keys).toEqual(["key-1", "key-1", "key-2"]);
});

test("leaves for the wallet, and a page that is loaded again asks what came of it", async () => {
  const first = page();
  await first.boot();
  await first.start(way);
  expect(world.left).toEqual([jump.url]);

  world.bill = { ...bill, payments: [payment] };
  const second = page();
  await second.boot();
  await Promise.resolve();
  expect(second.state().attempt).toMatchObject({ payments: ["pay_1"], returned: true });
  expect(world.checks).toBe(1);
});

test("posts a form where the wallet's gateway takes nothing else", async () => {
  world.action = { ...jump, form: { merId: "777", txnAmt: "1230" } };
  const { boot, start } = page();
  await boot();
  await start(way);
  expect(world.left).toEqual([`${jump.url} merId=777&txnAmt=1230`]);
});

test("back from the wallet to a paid checkout: the page saw it, and will return to the shop", async () => {
  const first = page();
  await first.boot();
  await first.start(way);
  world.bill = { ...bill, state: "complete", payments: [{ ...payment, state: "paid", action: null }] };
  const second = page();
  await second.boot();
  expect(second.state().witnessed).toBe(true);
});

test("the wallet that is open already is shown again instead of started twice", async () => {
  world.bill = { ...bill, payments: [payment] };
  const again = page();
  await again.boot();
  await again.start(way);
  again.back();
  await again.start(way);
  expect(world.keys).toEqual([]);
  expect(world.left.length).toBeGreaterThan(0);
});

test("the way in: the hash, else what the tab remembers; a friend's token from the path", () => {
  const memory = openMemory(
    () => tab,
    () => tab,
  );
  expect(accessFrom("/pay/chk_1", "", memory)).toBeNull();
  const buyer = accessFrom("/pay/chk_1", "#cs_abc&openid=o_1", memory);
  expect(buyer).toEqual({ kind: "buyer", checkout: "chk_1", secret: "cs_abc" });
  expect(openidFrom("#cs_abc&openid=o_1")).toBe("o_1");
  if (buyer) memory.keepAccess(buyer);
  expect(accessFrom("/pay/chk_1", "", memory)).toEqual(buyer);
  expect(accessFrom("/pay/chk_2", "", memory)).toBeNull();
  const friend = accessFrom("/pay/friend/fl_1", "", memory);
  expect(friend).toEqual({ kind: "friend", checkout: null, token: "fl_1" });
  if (friend) memory.keepAccess({ ...friend, checkout: "chk_3" });
  expect(accessFrom("/pay/chk_3", "", memory)).toEqual({ kind: "friend", checkout: "chk_3", token: "fl_1" });
});

test("a browser without storage still works", () => {
  const refuse = (): never => {
    throw new Error("SecurityError");
  };
  const memory = openMemory(refuse, refuse);
  memory.keepWallet("alipay");
  expect(memory.lastWallet()).toBeNull();
});

test.each([
  ["https://wallet.test/pay", true],
  ["alipays://platformapi/startapp?appId=1", true],
  ["weixin://wxpay/x", true],
  ["javascript:alert(1)", false],
  [" JaVaScRiPt:alert(1)", false],
  ["data:text/html,x", false],
  ["/relative", false],
])("may leave for %s: %s", (url, safe) => {
  expect(safeToLeaveFor(url)).toBe(safe);
});

test("the reader's choice beats the address, which beats the checkout, which beats the browser", () => {
  const all = { kept: "en", query: "zh-CN", checkout: "zh-CN", browser: "zh-CN" };
  expect(pickLocale(all)).toBe("en");
  expect(pickLocale({ ...all, kept: null, query: "en" })).toBe("en");
  expect(pickLocale({ ...all, kept: null, query: "xx", checkout: "en" })).toBe("en");
  expect(pickLocale({ kept: null, query: null, checkout: null, browser: "zh-TW" })).toBe("zh-CN");
  expect(pickLocale({ kept: null, query: null, checkout: null, browser: "fr-FR" })).toBe("en");
});

test("the server's clock is read from whole seconds as well as it can be", () => {
  expect(skew("Thu, 12 Sep 2024 10:00:10 GMT", now, now + 400)).toBe(10_300);
  expect(skew(null, now, now)).toBeNull();
});
