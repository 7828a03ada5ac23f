import { afterEach, expect, test } from "vitest";
import { isListed } from "#directory";
import { fakeDirectory } from "./test-rig/directory.ts";
import { as, openRig, people, type Rig } from "./test-rig/index.ts";

const office = ["203.0.113.0/24", "2001:db8::/32"];
let rig: Rig | null = null;
afterEach(async () => {
  await rig?.app.close();
  rig = null;
});

/** The house behind a proxy of its own, or without one, where the east market's key has a list. */
async function open(config: Parameters<typeof openRig>[0] = {}) {
  const directory = fakeDirectory();
  const { authenticate } = directory;
  directory.authenticate = async (hash, address) => {
    const bearer = await authenticate(hash, address);
    return bearer?.id !== people.east.bearer.id || isListed(office, address)
      ? bearer
      : { kind: "elsewhere", id: people.east.bearer.id, address };
  };
  rig = await openRig({ ...config, parts: { directory } });
  return rig.app;
}

const proxied = { config: { trustProxy: "loopback, linklocal, uniquelocal" } };
const ask = (forwarded: string | null, remoteAddress: string, language = "en") => ({
  ...{ method: "GET" as const, url: "/v1/orders", remoteAddress },
  headers: {
    ...{ ...as(people.east), "accept-language": language },
    ...(forwarded === null ? {} : { "x-forwarded-for": forwarded }),
  },
});

test("without a proxy the socket's own address counts, whatever a header says", async () => {
  const app = await open();
  expect((await app.inject(ask(null, "203.0.113.9"))).statusCode).toBe(200);
  expect((await app.inject(ask(null, "::ffff:203.0.113.9"))).statusCode).toBe(200);
  const answer = await app.inject(ask("203.0.113.9", "198.51.100.4"));
  expect([answer.statusCode, answer.json()]).toMatchObject([
    ...[403, { code: "address_not_allowed", context: { address: "198.51.100.4" } }],
  ]);
});

test("behind a proxy of ours the last address that is not a proxy's counts; one that a client adds does not", async () => {
  const app = await open(proxied);
  const codes = async (forwarded: string | null, remote: string) =>
    (await app.inject(ask(forwarded, remote))).statusCode;
  expect(await codes("203.0.113.9", "127.0.0.1")).toBe(200);
  expect(await codes("2001:db8::7, 10.0.0.3", "127.0.0.1")).toBe(200);
  expect(await codes("203.0.113.9, 198.51.100.4", "127.0.0.1")).toBe(403);
  expect(await codes("203.0.113.9", "198.51.100.4")).toBe(403);
  expect(await codes("nonsense", "127.0.0.1")).toBe(403);
});

test("the refusal names the address in both languages' words, and comes before the body is read", async () => {
  const app = await open(proxied);
  const zh = await app.inject(ask("198.51.100.4", "127.0.0.1", "zh-CN"));
  expect(zh.json()).toMatchObject({ title: "此密钥不允许从该地址使用", context: { address: "198.51.100.4" } });
  const headers = { ...as(people.east), "content-type": "application/json", "x-forwarded-for": "198.51.100.4" };
  const broken = { method: "POST" as const, url: "/v1/refunds", headers, payload: "{" };
  expect((await app.inject(broken)).json()).toMatchObject({ code: "address_not_allowed" });
});

test("a key from elsewhere is counted by its address, and uses nothing of the key's own minute up", async () => {
  const app = await open({ config: { ...proxied.config, limits: { bearer: 3, visitor: 2 } } });
  const codes: number[] = [];
  for (let i = 0; i < 4; i++) codes.push((await app.inject(ask("198.51.100.4", "127.0.0.1"))).statusCode);
  expect(codes).toEqual([403, 403, 429, 429]);
  for (let i = 0; i < 3; i++) expect((await app.inject(ask("203.0.113.9", "127.0.0.1"))).statusCode).toBe(200);
});

test("anybody who reads keys may ask from where the house sees them", async () => {
  const app = await open(proxied);
  const own = async (query: string) =>
    (await app.inject({ ...ask("::ffff:203.0.113.9", "127.0.0.1"), url: `/v1/own-address${query}` })).json();
  const address = "203.0.113.9";
  expect(await own("")).toEqual({ address, listed: true, wrong: [] });
  expect(await own("?addresses=203.0.113.0/24,::1")).toEqual({ address, listed: true, wrong: [] });
  expect(await own("?addresses=198.51.100.0/24,here")).toEqual({ address, listed: false, wrong: ["here"] });
});
