import jsQR from "jsqr";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
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
  phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0) Version/15.0 Mobile Safari/604.1",
  desk: "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0",
};
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
  const guide = await tap(link.url, "wechat");
  expect([guide.statusCode, guide.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(guide.headers["content-security-policy"]).toContain("default-src 'none'");
  for (const words of [link.code, "在浏览器打开", "Open in browser", "Not opened on this marketplace."])
    expect(guide.body).toContain(words);
  expect(guide.body).not.toContain("<b>");
  expect(guide.body).not.toContain(target);

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
  expect((await tap(link.url, "alipay")).statusCode).toBe(200);
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

test("its QR code reads back as the short link; taken back, link, code and QR are gone", async () => {
  const path = new URL(link.url).pathname;
  const png = PNG.sync.read((await flow.house.app.inject(`${path}/qr.png`)).rawPayload);
  const read = jsQR as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  expect(read(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(link.url);
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
  for (const agent of ["phone", "desk", "wechat", "alipay"] as const)
    expect([agent, (await tap(gone.url, agent)).statusCode]).toEqual([agent, 404]);
  await call("PUT", settings, before);
  expect((await tap(gone.url, "phone")).headers["location"]).toBe(target);
});
