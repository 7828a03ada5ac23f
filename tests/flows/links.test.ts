import jsQR from "jsqr";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkKinds } from "#links";
import { freshDatabase, type TestDatabase } from "../database.ts";
import { type FlowHouse, makeFlowHouse } from "./house.ts";

let database: TestDatabase;
let flow: FlowHouse;
let operator: string;
let keys = 0;
beforeAll(async () => {
  database = await freshDatabase();
  flow = await makeFlowHouse({ databaseUrl: database.appUrl, stores: 1 });
  operator = await flow.house.operatorToken();
});
afterAll(async () => {
  await flow.house.close();
  await database.drop();
});

async function call(method: "GET" | "POST" | "PUT", url: string, payload?: object) {
  const answer = await flow.house.app.inject({
    ...{ method, url, ...(payload ? { payload } : {}) },
    headers: { authorization: `Bearer ${operator}`, "idempotency-key": `links-${++keys}` },
  });
  expect([url, answer.statusCode < 300, answer.body]).toEqual([url, true, answer.body]);
  return answer.json();
}
const agents = {
  wechat: "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0) Mobile MicroMessenger/8.0.16",
  alipay: "Mozilla/5.0 (Linux; Android 12) Mobile AlipayClient/10.3.0",
  douyin: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile aweme_30.5.0 JsSdk/2.0",
  phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0) Version/15.0 Mobile Safari/604.1",
  desk: "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0",
};
const names = { wechat: "微信", alipay: "支付宝", douyin: "抖音" } as const;
const tap = (url: string, agent: keyof typeof agents, from = "singlemessage") =>
  flow.house.app.inject({ url: `${new URL(url).pathname}?from=${from}`, headers: { "user-agent": agents[agent] } });
const target = "https://shop.bazaar.test/tea?id=1";
let link: { url: string; code: string; id: string };

test("a link sends each device the right way, as an opening on an agreement says, until that lapses", async () => {
  const { marketplace, stores } = flow;
  await call("PUT", `/v1/marketplaces/${marketplace}/link-settings`, {
    hosts: ["bazaar.test"],
    android: [{ package: "test.bazaar.app", fingerprints: [Array(32).fill("AB").join(":")] }],
    ios: ["ABCDE12345.test.bazaar"],
  });
  link = await call("POST", "/v1/links", { store: stores[0], kind: "product", target, title: `<b>"龙井"</b>` });
  for (const agent of ["phone", "desk"] as const)
    expect([agent, (await tap(link.url, agent)).headers["location"]]).toEqual([agent, target]);
  for (const agent of ["wechat", "alipay", "douyin"] as const) {
    const guide = await tap(link.url, agent);
    expect([agent, guide.statusCode, guide.headers["cache-control"]]).toEqual([agent, 200, "no-store"]);
    expect(guide.headers["content-security-policy"]).toContain("default-src 'none'");
    for (const words of [link.code, names[agent], "在浏览器打开", "Open in browser", "Not opened on this marketplace."])
      expect(guide.body).toContain(words);
    expect(guide.body).not.toContain("<b>");
    expect(guide.body).not.toContain(target);
  }

  const ends = new Date(flow.now().getTime() + 86_400_000).toISOString();
  const agreement = await call("POST", "/v1/agreements", {
    ...{ marketplace, title: { zh: "链接互通", en: "Links" }, parties: [marketplace, "wechat"], scopes: ["traffic"] },
    ...{ rung: "links", ends_at: ends, notice_days: 0, why: "flow" },
  });
  const opening = await call("POST", "/v1/openings", {
    ...{ marketplace, capability: "link", partner: "wechat", methods: ["chat"], terms: { zh: "开放", en: "Open" } },
    requires: [{ kind: "agreement", id: agreement.id }],
  });
  await call("POST", `/v1/openings/${opening.id}/open`, { why: "flow" });
  await flow.house.refresh();
  expect((await tap(link.url, "wechat")).headers["location"]).toBe(target);
  expect((await tap(link.url, "wechat", "groupmessage")).statusCode).toBe(200);
  expect((await tap(link.url, "wechat", "unheard")).statusCode).toBe(200);
  for (const other of ["alipay", "douyin"] as const)
    expect([other, (await tap(link.url, other)).statusCode]).toEqual([other, 200]);
  const ladder = await call("GET", `/v1/partnerships?marketplace=${marketplace}`);
  expect(ladder.data.find((one: { partner: string }) => one.partner === "wechat")).toMatchObject({
    ...{ rung: "links", next: "payment", open: ["link"] },
  });

  flow.advance(86_400);
  await flow.settle();
  expect((await call("GET", `/v1/openings/${opening.id}`)).state).toBe("paused");
  const told = await call("GET", "/v1/events?type=opening.prerequisite_lost");
  expect(told.data[0].data).toMatchObject({ opening: opening.id, lost: { kind: "agreement", id: agreement.id } });
  expect((await tap(link.url, "wechat")).statusCode).toBe(200);
});

/** What the QR code of a short link holds. */
async function qrOf(path: string): Promise<string | undefined> {
  const png = PNG.sync.read((await flow.house.app.inject(`${path}/qr.png`)).rawPayload);
  const read = jsQR as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  return read(new Uint8ClampedArray(png.data), png.width, png.height)?.data;
}

/** A friend-pay page of the house itself is the one target that no marketplace has to register. */
async function friendPage(): Promise<string> {
  const amount = { currency: "CNY", minor: "4200" };
  const lines = [{ title: "龙井", quantity: 1, amount }];
  const { id } = await call("POST", "/v1/checkouts", {
    ...{ marketplace: flow.marketplace, success_url: "https://bazaar.test/ok", cancel_url: "https://bazaar.test/no" },
    orders: [{ store: flow.stores[0], number: "L-1", title: "龙井", amount, lines }],
  });
  return (await call("POST", `/v1/checkouts/${id}/friend-links`)).url;
}

test.each(linkKinds)(
  "%s: made, found by code, by pasted text and by QR code, and led to as its device asks",
  async (kind) => {
    const to = kind === "friend_pay" ? await friendPage() : `https://shop.bazaar.test/${kind}/7`;
    if (kind === "friend_pay") expect(to).toContain("http://house.test/pay/friend/");
    const made = await call("POST", "/v1/links", { store: flow.stores[0], kind, target: to, title: `一个 ${kind}` });
    expect(await call("GET", `/v1/links/${made.id}`)).toMatchObject({ kind, target: to, state: "live" });
    expect(await qrOf(new URL(made.url).pathname)).toBe(made.url);
    for (const text of [`复制这段话 ${made.code} 打开`, `看看 ${made.url}`]) {
      const { data } = await call("POST", "/v1/link-resolutions", { text });
      expect(data).toMatchObject([{ kind, title: `一个 ${kind}`, code: made.code, url: made.url, state: "live" }]);
      expect(JSON.stringify(data)).not.toContain(to);
    }
    for (const agent of ["phone", "desk"] as const)
      expect([agent, (await tap(made.url, agent)).headers["location"]]).toEqual([agent, to]);
    for (const agent of ["wechat", "alipay", "douyin"] as const) {
      const guide = await tap(made.url, agent);
      expect([agent, guide.statusCode, guide.body.includes(made.code)]).toEqual([agent, 200, true]);
    }
    if (kind !== "friend_pay") return;
    // Its address still is the friend's proof.
    const asked = await flow.house.app.inject(`/v1/friend-links/${to.split("/").at(-1)}`);
    expect([asked.statusCode, asked.body.includes("4200")]).toEqual([200, true]);
  },
);

test("its QR code reads back as the short link; taken back, link, code and QR are gone", async () => {
  const path = new URL(link.url).pathname;
  expect(await qrOf(path)).toBe(link.url);
  expect((await flow.house.app.inject(`${path}/qr.svg`)).body).toContain("<svg");
  await call("POST", `/v1/links/${link.id}/revoke`, { why: "flow" });
  expect((await tap(link.url, "phone")).statusCode).toBe(404);
  expect((await flow.house.app.inject(`${path}/qr.png`)).statusCode).toBe(404);
  expect((await tap("http://house.test/l/0000000000000", "phone")).statusCode).toBe(404);
});

test("what apps ask the host about, and the report for everybody", async () => {
  const android = await flow.house.app.inject("/.well-known/assetlinks.json");
  expect(android.json()[0].target).toMatchObject({ namespace: "android_app", package_name: "test.bazaar.app" });
  const apple = await flow.house.app.inject("/.well-known/apple-app-site-association");
  expect([apple.statusCode, apple.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  expect(apple.json().applinks.details[0]).toEqual({
    appIDs: ["ABCDE12345.test.bazaar"],
    components: [{ "/": "/l/*" }],
  });
  const block = { host: "evil.top", code: "phishing", why: { zh: "仿冒", en: "Poses" }, marketplace: flow.marketplace };
  await call("POST", "/v1/link-blocks", block);
  await flow.house.links.flush();
  const report = await flow.house.app.inject(`/v1/link-reports/${flow.marketplace}`);
  expect(report.json().blocks).toEqual([{ code: "phishing", blocked: 1, appealed: 0, upheld: 0, lifted: 0 }]);
  expect(report.json().links.some((one: { action: string }) => one.action === "copy")).toBe(true);
  const page = await flow.house.app.inject(`/transparency/${flow.marketplace}`);
  expect(page.body).toContain("互通集市：链接透明度报告");
  expect(page.body).not.toContain("evil.top");
});

test("a host that is taken out of the list, or blocked, is led to no more, by no link and from no device", async () => {
  const settings = `/v1/marketplaces/${flow.marketplace}/link-settings`;
  const { marketplace: _, ...before } = await call("GET", settings);
  const left = { kind: "product", target: "https://left.test/1", title: "Left" };
  await call("PUT", settings, { ...before, hosts: [...before.hosts, "left.test"] });
  const made = await call("POST", "/v1/links", { marketplace: flow.marketplace, ...left });
  expect((await tap(made.url, "phone")).headers["location"]).toBe(left.target);
  const block = { host: "left.test", code: "fraud", why: { zh: "欺诈", en: "Fraud" }, marketplace: flow.marketplace };
  await call("POST", "/v1/link-blocks", block);
  expect((await tap(made.url, "phone")).statusCode).toBe(404);
  const inApp = await tap(made.url, "wechat");
  expect([inApp.statusCode, inApp.body.includes("Fraud"), inApp.body.includes(left.target)]).toEqual([
    200,
    true,
    false,
  ]);
  const gone = await call("POST", "/v1/links", { marketplace: flow.marketplace, ...left, target });
  await call("PUT", settings, { ...before, hosts: ["elsewhere.test"] });
  for (const agent of ["phone", "desk", "wechat", "alipay", "douyin"] as const)
    expect([agent, (await tap(gone.url, agent)).statusCode]).toEqual([agent, 404]);
  await call("PUT", settings, before);
  expect((await tap(gone.url, "phone")).headers["location"]).toBe(target);
});
