import { domainToASCII } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Lists, screenUrl } from "./screen-url.ts";

const lists: Lists = {
  allowed: ["taobao.com", "shop.hutong.test"],
  blocked: new Map([["evil.example", { code: "blocked_phishing", zh: "钓鱼", en: "Phishing" }]]),
};
const codes = (text: string, redirects: string[] = []) =>
  screenUrl(text, lists, redirects).reasons.map((one) => one.code);
const ascii = (host: string) => domainToASCII(host);

describe("a corpus of evasions is refused, each with its reason", () => {
  const corpus: readonly (readonly [string, string])[] = [
    // Poses as a known name.
    ["https://taoba0.com/item", "look_alike"],
    ["https://taobao.com.evil-shop.cn/login", "brand_in_name"],
    ["https://taobao-com.top/", "brand_in_name"],
    ["https://www.taobao.com-secure.cn/", "brand_in_name"],
    ["https://login-taobao.com/", "brand_in_name"],
    ["https://taobaoo.com/", "look_alike"],
    ["https://taobo.com/", "look_alike"],
    ["https://toabao.com/", "look_alike"],
    ["https://tao-bao.com/", "look_alike"],
    ["https://taobao.net/", "look_alike"],
    ["https://ta\u043ebao.com/", "mixed_scripts"],
    [`https://${ascii("ta\u043ebao.com")}/`, "mixed_scripts"],
    [`https://${ascii("аlipay.com")}/`, "mixed_scripts"],
    [`https://${ascii("аӏірау.com")}/`, "look_alike"],
    ["https://täobao.com/", "look_alike"],
    ["https://weix1n.qq.com.pay.top/", "brand_in_name"],
    ["https://a1ipay.com/", "look_alike"],
    ["https://alipay.com.cn.help.xyz/", "brand_in_name"],
    ["https://do-uyin.com/", "look_alike"],
    // One letter off one known name, and poses as another.
    ["https://www.alipay.com.wechot.com/", "brand_in_name"],
    // Hides where it leads.
    ["https://taobao.com@evil.top/", "user_in_url"],
    ["https://taobao.com:x@evil.top/", "user_in_url"],
    ["https://taobao.com\\@evil.top/", "url_unreadable"],
    ["https:\\\\evil.top", "url_unreadable"],
    ["https://tao\u200bbao.com/", "hidden_characters"],
    ["https://taobao.com/\u202egnp.exe", "hidden_characters"],
    ["https://taobao.com\u00ad/", "hidden_characters"],
    ["https://192.168.1.1/pay", "host_is_number"],
    ["https://3232235777/pay", "host_is_number"],
    ["https://0xc0a80101/", "host_is_number"],
    ["https://0300.0250.1.1/", "host_is_number"],
    ["https://[::1]/", "host_is_number"],
    ["https://[::ffff:10.0.0.1]/", "host_is_number"],
    ["javascript:alert(1)//taobao.com", "scheme_refused"],
    ["data:text/html,taobao.com", "scheme_refused"],
    ["file:///etc/passwd", "scheme_refused"],
    ["intent://taobao.com#Intent;scheme=https;end", "scheme_refused"],
    // Blocked by name, however it is written.
    ["https://evil.example/", "blocked_phishing"],
    ["https://EVIL.example./a", "blocked_phishing"],
    ["https://a.b.evil.example/", "blocked_phishing"],
    ["https://ｅｖｉｌ.example/", "blocked_phishing"],
    ["https://evil。example/", "blocked_phishing"],
    ["https://ev%69l.example/", "blocked_phishing"],
    // Carried in the query of a good host.
    ["https://s.taobao.com/jump?url=https%3A%2F%2Fevil.example%2F", "blocked_phishing"],
    ["https://s.taobao.com/jump?url=https%253A%252F%252Fevil.example", "blocked_phishing"],
    ["https://s.taobao.com/jump?u=//evil.example/x", "blocked_phishing"],
    ["https://s.taobao.com/jump?u=https://s.taobao.com/jump?u=https://evil.example/", "blocked_phishing"],
    ["https://s.taobao.com/#https://evil.example/", "blocked_phishing"],
    ["https://s.taobao.com/jump?u=javascript:alert(1)", "scheme_refused"],
  ];
  test.each(corpus)("%s", (address, code) => {
    const { verdict, reasons } = screenUrl(address, lists);
    expect([verdict, reasons.map((one) => one.code)]).toEqual(["refused", expect.arrayContaining([code])]);
    for (const one of reasons) expect([one.zh.length > 1, one.en.length > 3]).toEqual([true, true]);
  });

  test("redirects: each hop is screened; circles and long chains are refused", () => {
    expect(codes("https://t.cn/abc", ["https://evil.example/"])).toContain("blocked_phishing");
    expect(codes("https://t.cn/abc", ["https://item.taobao.com/1"])).toEqual([]);
    expect(codes("https://t.cn/a", ["https://t.cn/b", "https://t.cn/a"])).toContain("redirect_loop");
    const long = Array.from({ length: 6 }, (_, i) => `https://item.taobao.com/${i}`);
    expect(codes("https://t.cn/a", long)).toContain("too_many_redirects");
  });
});

test("an address full of others is refused after the first few, and costs no more than those", () => {
  const full = (count: number): string =>
    `https://s.taobao.com/?${Array.from({ length: count }, (_, n) => `u=//a${n}.example`).join("&")}`;
  expect(codes(full(20))).toEqual(["carries_address"]);
  expect(codes(full(21))).toEqual(["carries_address", "too_many_redirects"]);
  const ms = (count: number): number => {
    const [text, began] = [full(count), performance.now()];
    screenUrl(text, lists);
    return performance.now() - began;
  };
  ms(21);
  const [few, many] = [21, 4000].map((count) => Math.min(...Array.from({ length: 5 }, () => ms(count))));
  expect(many).toBeLessThan((few ?? 0) * 20 + 20);
});

describe("honest addresses stay", () => {
  test.each([
    ...["https://item.taobao.com/item.htm?id=1", "https://www.jd.com/", "https://mp.weixin.qq.com/s/abc"],
    ...[
      "https://pay.weixin.qq.com/",
      "https://shop.hutong.test/茶?a=1#b",
      "https://example.org/",
      "https://中国移动.中国/",
    ],
    ...[
      "https://tao.com/",

      "https://www.gov.cn/zhengce",
      "http://news.cn/",
      "HTTPS://TAOBAO.COM/",
    ],
    ...["taobao.com/item", "https://s.taobao.com/jump?url=https%3A%2F%2Fitem.taobao.com%2F"],
  ])("%s", (address) => expect(screenUrl(address, lists)).toEqual({ verdict: "clear", reasons: [] }));

  test("one letter off a known name is asked about", () => {
    expect(screenUrl("https://baobao.com/", lists)).toMatchObject({
      verdict: "suspect",
      reasons: [{ code: "near_name" }],
    });
  });

  test("a shortened address and an unknown one carried along are only suspect", () => {
    expect(screenUrl("https://t.cn/abc", lists).verdict).toBe("suspect");
    expect(screenUrl("https://item.taobao.com:8443/", lists).verdict).toBe("suspect");
    expect(screenUrl("https://s.taobao.com/jump?u=https://example.org/", lists).verdict).toBe("suspect");
  });
});

test("whatever the text, screening answers, and what is refused says why", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 200 }), fc.webUrl({ withQueryParameters: true }));
  fc.assert(
    fc.property(text, (address) => {
      const { verdict, reasons } = screenUrl(address, lists);
      expect(verdict === "clear").toBe(reasons.length === 0);
    }),
    { numRuns: 2000 },
  );
});

test("one letter of a known name exchanged for one that looks like it is never let in", () => {
  const twins: Record<string, string> = { a: "аɑäạ", o: "οо0öọ", b: "ЬḅƄ", t: "тṭ" };
  const name = "taobao";
  const at = fc.nat(name.length - 1);
  fc.assert(
    fc.property(at, fc.nat(10), (i, n) => {
      const choices = [...(twins[name[i] ?? ""] ?? "0")];
      const fake = name.slice(0, i) + choices[n % choices.length] + name.slice(i + 1);
      expect(screenUrl(`https://${fake}.com/`, lists).verdict).toBe("refused");
    }),
  );
});
