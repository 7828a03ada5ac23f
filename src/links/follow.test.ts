import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "#public-address";
import { type FollowAnswer, type FollowNetwork, type FollowRule, followUrl } from "./follow.ts";
import type { Lists } from "./screen-url.ts";

const lists: Lists = {
  allowed: ["taobao.com"],
  blocked: new Map([["evil.example", { code: "blocked_phishing", zh: "钓鱼", en: "Phishing" }]]),
};
const internet: FollowRule = { where: "internet", tls: false };

type Page = Partial<FollowAnswer> & { takesMs?: number };
type Web = { names?: Record<string, readonly string[][]>; pages: Record<string, Page>; namesTakeMs?: number };

/** A web that exists here alone: what names say, one answer after another, and what stands where. */
function webOf({ names = {}, pages, namesTakeMs = 0 }: Web) {
  let now = Date.parse("2024-01-01T00:00:00Z");
  const asked: { url: string; address: string }[] = [];
  const turns = new Map<string, number>();
  const network: FollowNetwork = {
    async lookup(host, timeoutMs) {
      now += Math.min(namesTakeMs, timeoutMs);
      if (namesTakeMs > timeoutMs) throw new Error("It takes too long.");
      const all = names[host] ?? [["93.184.216.34"]];
      const turn = turns.get(host) ?? 0;
      turns.set(host, turn + 1);
      const told = all[Math.min(turn, all.length - 1)] ?? [];
      if (told.length === 0) throw new Error("No such name.");
      return told;
    },
    async get({ url, address, timeoutMs, mostBytes }) {
      asked.push({ url: url.href, address });
      const page = pages[url.href];
      if (page === undefined) throw new Error("Nobody answers.");
      now += Math.min(page.takesMs ?? 1, timeoutMs);
      if ((page.takesMs ?? 1) > timeoutMs) throw new Error("It takes too long.");
      const { status = 200, location = null, refresh = null, contentType = "text/html", body = "" } = page;
      return { status, location, refresh, contentType, body: body.slice(0, mostBytes) };
    },
  };
  const began = now;
  const follow = (url: string, rule = internet) =>
    followUrl(network, { now: () => new Date(now) }, { url, lists, rule });
  return { follow, asked, tookMs: () => now - began };
}
const to = (location: string, status = 302): Page => ({ status, location });
const short = "https://t.cn/x";

test("through redirects of every kind to the page that stays, stop by stop", async () => {
  const web = webOf({
    pages: {
      [short]: to("https://a.example/1", 301),
      "https://a.example/1": to("/2", 308),
      "https://a.example/2": { refresh: "0; url=https://b.example/" },
      "https://b.example/": { body: `<META content="0;URL='https://c.example/?a=1&amp;b=2'" http-equiv=Refresh>` },
      "https://c.example/?a=1&b=2": { body: `<script>window.location.href = "https://d.example/shop"</script>` },
      "https://d.example/shop": { body: "<!-- <meta http-equiv=refresh content='0;url=https://never.example/'> -->" },
    },
  });
  const { hops, ended } = await web.follow(short);
  expect(ended).toBe("page");
  expect(hops.map(({ url, by }) => [by, url])).toEqual([
    ["asked", short],
    ["location", "https://a.example/1"],
    ["location", "https://a.example/2"],
    ["refresh", "https://b.example/"],
    ["meta", "https://c.example/?a=1&b=2"],
    ["script", "https://d.example/shop"],
  ]);
  expect(hops.every((hop) => hop.status !== null && hop.address === "93.184.216.34")).toBe(true);
});

test.each([
  ["a number of seconds", { body: `<meta http-equiv=refresh content="300">` }],
  ["a number in a header", { refresh: "30" }],
  ["its own address", { body: `<meta http-equiv=refresh content="5;url=${short}">` }],
  ["its own address in a script", { body: `<script>location.href = "${short}"</script>` }],
])("a page that loads itself anew stays: %s", async (_, page) => {
  const { hops, ended } = await webOf({ pages: { [short]: page } }).follow(short);
  expect([hops.length, ended]).toEqual([1, "page"]);
});

describe("what is not followed, and who is then never asked", () => {
  const inside = [
    ...["127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"],
    ...["::1", "::", "fe80::1", "fc00::5", "fd12:3456::1", "::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::a00:1"],
    ...["2002:a00:1::", "2001:db8::1", "ff02::1", "168.63.129.16", "224.0.0.1", "255.255.255.255", "198.18.0.7"],
  ];
  test.each(inside)("a name that leads to %s", async (address) => {
    const names = { "in.example": [[address]], "both.example": [["93.184.216.34", address]] };
    for (const host of Object.keys(names)) {
      const web = webOf({ names, pages: { [short]: to(`https://${host}/admin`), [`https://${host}/admin`]: {} } });
      const { hops, ended } = await web.follow(short);
      expect([ended, hops.at(-1)?.url]).toEqual(["private_address", `https://${host}/admin`]);
      expect(web.asked.map((one) => one.url)).toEqual([short]);
    }
  });

  test("a name that changes its mind between look-up and call: the call goes where was looked", async () => {
    const names = { "rebind.example": [["93.184.216.34"], ["127.0.0.1"]] };
    const web = webOf({ names, pages: { "https://rebind.example/": { body: "fine" } } });
    expect((await web.follow("https://rebind.example/")).ended).toBe("page");
    expect(web.asked).toEqual([{ url: "https://rebind.example/", address: "93.184.216.34" }]);
    // The second time its name is looked up anew, and it is refused.
    expect((await web.follow("https://rebind.example/")).ended).toBe("private_address");
    expect(web.asked.length).toBe(1);
  });

  const first = (location: string): Web["pages"] => ({ [short]: to(location) });
  const cases: readonly (readonly [string, Web["pages"], string])[] = [
    ["a redirect to itself", { [short]: to(short) }, "loop"],
    ["a circle", { [short]: to("https://a.example/"), "https://a.example/": to(short) }, "loop"],
    ["another scheme", first("ftp://a.example/x"), "scheme"],
    ["a file", first("file:///etc/passwd"), "scheme"],
    ["script as an address", first("javascript:alert(1)"), "scheme"],
    ["data as an address", first("data:text/html,x"), "scheme"],
    ["a number for a name", first("https://2130706433/"), "refused"],
    ["a number in another notation", first("https://0x7f.1/"), "refused"],
    ["a literal address", first("https://[::ffff:7f00:1]/"), "refused"],
    ["the metadata of a cloud", first("http://169.254.169.254/latest/meta-data/"), "refused"],
    ["a name of the machine itself", first("http://localhost/"), "private_address"],
    ["another service's port", first("http://a.example:6379/"), "port"],
    ["a user's name in the address", first("https://taobao.com@a.example/"), "refused"],
    ["a host that is kept out", first("https://pay.evil.example/"), "refused"],
    ["a look-alike", first("https://ta0bao.com/"), "refused"],
    ["a name that nobody has", first("https://gone.example/"), "unresolved"],
    ["nobody at home", first("https://quiet.example/"), "no_answer"],
  ];
  test.each(cases)("%s", async (_what, pages, ended) => {
    const names = { "gone.example": [[]], localhost: [["127.0.0.1"]] };
    const web = webOf({ names, pages });
    expect((await web.follow(short)).ended).toBe(ended);
    expect(web.asked.every(({ address }) => isPublicAddress(address))).toBe(true);
  });

  test("more stops than anybody honest needs; and a stop that never ends", async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`https://a.example/${n}`, to(`https://a.example/${n + 1}`)]),
    );
    const web = webOf({ pages });
    expect((await web.follow("https://a.example/0")).ended).toBe("too_many");
    expect(web.asked.length).toBeLessThanOrEqual(6);
    const slow = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [`https://a.example/${n}`, { ...to(`/${n + 1}`), takesMs: 3900 }]),
    );
    const crawled = webOf({ pages: slow });
    expect((await crawled.follow("https://a.example/0")).ended).toBe("no_answer");
    expect(crawled.asked.length).toBe(3);
    expect((await webOf({ pages: { [short]: { takesMs: 60_000 } } }).follow(short)).ended).toBe("no_answer");
  });

  test("without TLS where the rule asks for it; outside of the sandbox in the sandbox", async () => {
    const web = webOf({ pages: { [short]: to("http://a.example/"), "http://a.example/": {} } });
    expect((await web.follow(short, { where: "internet", tls: true })).ended).toBe("no_tls");
    expect((await web.follow(short)).ended).toBe("page");
    const sandbox: FollowRule = { where: "sandbox", tls: false };
    const names = { localhost: [["127.0.0.1"]] };
    const pages = { "http://localhost:3499/s": to(short), [short]: {} };
    const home = webOf({ names, pages });
    expect((await home.follow("http://localhost:3499/s", sandbox)).ended).toBe("not_followed");
    expect(home.asked.map((one) => one.url)).toEqual(["http://localhost:3499/s"]);
  });

  test("an address of more than 2,000 characters is kept by its beginning and not followed", async () => {
    const long = `https://long.example/?a=${"x".repeat(5000)}`;
    const web = webOf({ pages: { [short]: to(long), [long]: {} } });
    const { hops, ended } = await web.follow(short);
    expect([ended, hops.at(-1)?.url]).toEqual(["not_followed", long.slice(0, 2000)]);
    expect(web.asked.map((one) => one.url)).toEqual([short]);
    // Whose it is, and whether it is kept out, its beginning says.
    const bad = webOf({ pages: { [short]: to(`https://pay.evil.example/?a=${"x".repeat(5000)}`) } });
    expect((await bad.follow(short)).hops.at(-1)?.url).toContain("https://pay.evil.example/");
  });

  test("names that are slow count: the ten seconds hold for all of it", async () => {
    const pages = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [
        `https://h${n}.example/`,
        { ...to(`https://h${n + 1}.example/`), takesMs: 900 },
      ]),
    );
    const slow = webOf({ pages, namesTakeMs: 2500 });
    expect((await slow.follow("https://h0.example/")).ended).toBe("no_answer");
    expect(slow.tookMs()).toBeLessThanOrEqual(10_000);
    expect((await webOf({ pages, namesTakeMs: 3001 }).follow("https://h0.example/")).ended).toBe("unresolved");
  });

  test("a lead behind more bytes than are read is not seen", async () => {
    const lead = `<meta http-equiv=refresh content="0;url=https://b.example/">`;
    const late = webOf({ pages: { [short]: { body: `${" ".repeat(70_000)}${lead}` } } });
    expect((await late.follow(short)).hops.length).toBe(1);
    const near = webOf({ pages: { [short]: { body: `${" ".repeat(60_000)}${lead}` }, "https://b.example/": {} } });
    expect((await near.follow(short)).hops.length).toBe(2);
  });
});

describe("a page that leads on in more than one way", () => {
  const page = (script: string, meta: string): Page => ({
    body: `<script>location="${script}"</script><meta http-equiv=refresh content="0;url=${meta}">`,
  });
  const [a, b, c, d] = [
    "https://a.example/",
    "https://b.example/",
    "https://c.example/",
    "https://d.example/",
  ] as const;

  test("each is followed to its end, and each stop says what led there", async () => {
    const web = webOf({ pages: { [short]: page(a, b), [a]: to(c), [c]: {}, [b]: {} } });
    const { hops, ended } = await web.follow(short);
    expect([ended, ...hops.map(({ url, by, from }) => [url, by, from])]).toEqual([
      "page",
      [short, "asked", null],
      [a, "script", 0],
      [c, "location", 1],
      [b, "meta", 0],
    ]);
  });

  test("the worst of them is the end, whichever comes first", async () => {
    const bad = "https://pay.evil.example/";
    for (const one of [page(a, bad), page(bad, a)])
      expect((await webOf({ pages: { [short]: one, [a]: {} } }).follow(short)).ended).toBe("refused");
    const names = { "in.example": [["10.0.0.1"]] };
    const inside = webOf({ names, pages: { [short]: page(a, "https://in.example/"), [a]: {} } });
    expect((await inside.follow(short)).ended).toBe("private_address");
  });

  test("where one way is mute the others are followed, and it is no clear end", async () => {
    const web = webOf({ pages: { [short]: page(a, b), [b]: to(c), [c]: {} } });
    const { hops, ended } = await web.follow(short);
    expect([ended, hops.map((one) => one.url)]).toEqual(["no_answer", [short, a, b, c]]);
  });

  test("two ways to one place are one, and no circle; a way back is one", async () => {
    const web = webOf({ pages: { [short]: page(a, b), [a]: to(c), [b]: to(c), [c]: {} } });
    expect((await web.follow(short)).ended).toBe("page");
    expect(web.asked.length).toBe(4);
    expect((await webOf({ pages: { [short]: page(a, b), [a]: {}, [b]: to(short) } }).follow(short)).ended).toBe("loop");
  });

  test("however many ways there are, no more than six stops are asked, and what is left open is said", async () => {
    const pages = Object.fromEntries(
      [short, a, b, c, d].map((url, n) => [url, page(`https://x${n}.example/`, `/y${n}`)]),
    );
    const wide = webOf({
      pages: { ...pages, ...Object.fromEntries([0, 1, 2].map((n) => [`https://x${n}.example/`, page(a, b)])) },
    });
    const { hops, ended } = await wide.follow(short);
    expect([hops.length <= 7, wide.asked.length <= 6, ["not_followed", "too_many", "loop"].includes(ended)]).toEqual([
      ...[true, true, true],
    ]);
    const ways = {
      [short]: page(a, d),
      [a]: page(b, c),
      [b]: to("/1"),
      "https://b.example/1": {},
      [c]: to("/2"),
      "https://c.example/2": {},
      [d]: {},
    };
    const many = webOf({ pages: ways });
    expect((await many.follow(short)).ended).toBe("not_followed");
    expect(many.asked.map((one) => one.url)).not.toContain(d);
  });
});

test("whatever pages say, no stop is asked but at a public address, and there is an end", async () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("10.0.0.1", "127.0.0.1", "93.184.216.34"));
  const hosts = ["a.example", "b.example", "c.example"];
  const urls = hosts.flatMap((host) => [`https://${host}/`, `http://${host}/x`]);
  const lead = fc.oneof(fc.constantFrom(...urls), fc.webUrl(), fc.string());
  const page = fc.oneof(
    lead.map((location): Page => to(location)),
    lead.map((one): Page => ({ refresh: `0;url=${one}` })),
    lead.map((one): Page => ({ body: `<meta http-equiv="refresh" content="0; url=${one}">` })),
    fc.string().map((body): Page => ({ body })),
  );
  const run = fc.asyncProperty(
    fc.tuple(...urls.map(() => page)),
    fc.tuple(...hosts.map(() => fc.array(fc.array(address, { maxLength: 3 }), { minLength: 1, maxLength: 3 }))),
    async (pages, names) => {
      const web = webOf({
        pages: Object.fromEntries(urls.map((url, i) => [url, pages[i] as Page])),
        names: Object.fromEntries(hosts.map((host, i) => [host, names[i] as string[][]])),
      });
      const { hops } = await web.follow(urls[0] as string);
      expect(hops.length).toBeLessThanOrEqual(7);
      expect(web.asked.every((one) => isPublicAddress(one.address))).toBe(true);
    },
  );
  await fc.assert(run, { numRuns: 300 });
});
