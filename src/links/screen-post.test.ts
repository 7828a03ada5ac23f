import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import encodeQR from "qr";
import { describe, expect, test } from "vitest";
import { codesInPicture } from "./pictures.ts";
import { readPicture } from "./read-picture.ts";
import { leadsIn, linksIn, walletIdsIn } from "./screen-post.ts";

const lists = { allowed: ["shop.example"], blocked: new Map() };

/** A picture of goods with codes on it: noise, and each code where it was put. */
function picture(texts: readonly string[]): { width: number; height: number; data: Buffer } {
  const codes = texts.map((text) => encodeQR(text, "raw", { border: 4 }));
  const scale = 4;
  const side = Math.max(1, ...codes.map((code) => code.length)) * scale;
  const [width, height] = [Math.max(200, side * Math.max(1, codes.length) + 40), side + 60];
  const data = Buffer.alloc(width * height * 4, 200);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  codes.forEach((code, n) => {
    for (let y = 0; y < code.length * scale; y += 1)
      for (let x = 0; x < code.length * scale; x += 1) {
        const dark = code[Math.trunc(y / scale)]?.[Math.trunc(x / scale)] === true;
        const at = ((y + 30) * width + x + 20 + n * side) * 4;
        data.fill(dark ? 0 : 255, at, at + 3);
      }
  });
  return { width, height, data };
}
const png = (texts: readonly string[]) => {
  const made = picture(texts);
  const image = new PNG({ width: made.width, height: made.height });
  image.data = made.data;
  return PNG.sync.write(image);
};

describe("pictures", () => {
  const wechat = "https://u.weixin.qq.com/MBs8h2Kf0";
  test("a QR code is found in PNG and JPEG, in a worker thread", async () => {
    expect(await codesInPicture(png([wechat]))).toEqual({ ok: true, codes: [wechat] });
    expect(await codesInPicture(Buffer.from(jpeg.encode(picture([wechat]), 80).data))).toEqual({
      ok: true,
      codes: [wechat],
    });
  });
  test("two codes in one picture are both found, and four; none gives none", async () => {
    const all = [wechat, "https://qr.alipay.com/fkx1", "wxp://f2f0abc", "weixin://dl/1234"];
    for (const texts of [all.slice(0, 2), all]) {
      const read = await readPicture(png(texts));
      expect(read.ok && new Set(read.codes)).toEqual(new Set(texts));
    }
    expect(await readPicture(png([]))).toEqual({ ok: true, codes: [] });
  });
  test("what is no picture, cut off or too large is said to be so and never unpacked", async () => {
    expect(await readPicture(randomBytes(200))).toEqual({ ok: false, why: "unreadable" });
    expect(await readPicture(png([wechat]).subarray(0, 300))).toEqual({ ok: false, why: "unreadable" });
    const bomb = png([wechat]);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(await readPicture(bomb)).toEqual({ ok: false, why: "too_large" });
    expect(await codesInPicture(Buffer.alloc(0))).toEqual({ ok: false, why: "unreadable" });
  });
  test("a picture with a side longer than the reader takes is read in pieces that overlap", async () => {
    // Each lies across the end of a piece.
    const codes = [wechat, "https://qr.alipay.com/fkx1"].map((text) => encodeQR(text, "raw", { border: 4 }));
    const [width, height, scale] = [9000, 200, 4];
    const image = new PNG({ width, height });
    image.data.fill(255);
    const drawAt = (code: boolean[][], left: number): void => {
      for (let y = 0; y < code.length * scale; y += 1)
        for (let x = 0; x < code.length * scale; x += 1)
          if (code[Math.trunc(y / scale)]?.[Math.trunc(x / scale)])
            image.data.fill(0, ((y + 20) * width + left + x) * 4, ((y + 20) * width + left + x) * 4 + 3);
    };
    codes.forEach((code, n) => {
      drawAt(code, n === 0 ? 3950 : 8840);
    });
    const read = await readPicture(PNG.sync.write(image));
    expect(read.ok && new Set(read.codes)).toEqual(new Set([wechat, "https://qr.alipay.com/fkx1"]));
    const line = new PNG({ width: 1_000_000, height: 1 });
    expect(await readPicture(PNG.sync.write(line))).toEqual({ ok: true, codes: [] });
  });
  test("a code that is drawn in nothing but what shows through is found, on white and on black", async () => {
    for (const ink of [0, 255]) {
      const made = picture([wechat]);
      const image = new PNG({ width: made.width, height: made.height });
      for (let at = 0; at < made.data.length; at += 4) {
        image.data.fill(ink, at, at + 3);
        image.data[at + 3] = made.data[at] === 0 ? 255 : 0;
      }
      expect([ink, await readPicture(PNG.sync.write(image))]).toEqual([ink, { ok: true, codes: [wechat] }]);
    }
  });
  test("a picture that moves is not judged by its first, and one that unpacks without an end is not unpacked", async () => {
    const still = png([wechat]);
    const chunk = (kind: string, data: Buffer): Buffer => {
      const named = Buffer.concat([Buffer.from(kind, "latin1"), data]);
      const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
      size.writeUInt32BE(data.length);
      sum.writeUInt32BE(crc32(named));
      return Buffer.concat([size, named, sum]);
    };
    const header = still.subarray(0, 33);
    const moving = Buffer.concat([header, chunk("acTL", Buffer.alloc(8)), still.subarray(33)]);
    expect(await readPicture(moving)).toEqual({ ok: false, why: "animated" });
    // In seven passes: of such a one the reader takes whatever is packed.
    const passes = Buffer.from(still.subarray(16, 29));
    passes[12] = 1;
    const packed = deflateSync(Buffer.alloc(400_000_000));
    const bomb = Buffer.concat([
      ...[still.subarray(0, 8), chunk("IHDR", passes), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))],
    ]);
    const before = process.resourceUsage().maxRSS;
    expect(await readPicture(bomb)).toEqual({ ok: false, why: "unreadable" });
    // In kB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000);
  });
  test("many pictures at once take turns, and each is answered", async () => {
    const all = await Promise.all([wechat, "a1", "b2", "c3", "d4"].map((text) => codesInPicture(png([text]))));
    expect(all.map((one) => one.ok && one.codes[0])).toEqual([wechat, "a1", "b2", "c3", "d4"]);
  });
});

describe("texts", () => {
  test.each([
    ["加微信：tea_shop88", "wechat", "tea_shop88"],
    ["薇❤信 tea_shop88", "wechat", "tea_shop88"],
    ["威.信号 tea-shop88", "wechat", "tea-shop88"],
    ["微　信：ｔｅａ＿ｓｈｏｐ８８", "wechat", "tea_shop88"],
    ["V信13800138000", "wechat", "13800138000"],
    ["vx: tea_shop88", "wechat", "tea_shop88"],
    ["WeChat id tea_shop88", "wechat", "tea_shop88"],
    ["微\u200b信 tea_shop88", "wechat", "tea_shop88"],
    ["支付宝账号 13800138000", "alipay", "13800138000"],
    ["QQ: 10001234", "qq", "10001234"],
  ])("%s", (text, partner, value) => expect(walletIdsIn(text)).toEqual([{ partner, value }]));
  test.each([
    "微信支付更方便，全场包邮",
    "微笑信任，品质如一",
    "iPhone 13 Pro 256G 原装",
    "尺码 L，身高 175，电话见包装",
    "支付宝付款立减",
  ])("an honest text: %s", (text) => expect(walletIdsIn(text)).toEqual([]));
  test("addresses, written out or as people hide them", () => {
    expect(linksIn("看 https://evil.top/a，或 weixin://dl/x")).toEqual(["https://evil.top/a", "weixin://dl/x"]);
    expect(linksIn("evil(点)top 与 evil.com/a 邮箱 a@b.com")).toEqual(["evil.top", "evil.com/a"]);
    expect(linksIn("版本 1.2.3，价格 9.9 元")).toEqual([]);
  });
  test("what can be followed is the whole address, however short it is shown; what is none cannot be", () => {
    const long = `https://stranger.top/?a=${"x".repeat(300)}`;
    const codes = ["付款码 3f9a", "wxp://f2f0abc", "www.stranger.top/q", long].map((content, n) => ({
      ...{ where: `picture ${n + 1}`, content },
    }));
    const found = leadsIn({ text: `微信 tea_shop88 weixin://dl/x evil.top/a ${long}`, codes }, lists);
    expect(found.map(({ kind, url }) => [kind, url])).toEqual([
      ["qr_code", null],
      ["qr_code", null],
      ["qr_code", "https://www.stranger.top/q"],
      ["qr_code", long],
      ["wallet_id", null],
      ["link", null],
      ["link", "https://evil.top/a"],
      ["link", long],
    ]);
    expect(found.every(({ value }) => value.length <= 200)).toBe(true);
  });
  test("nothing hangs on what a seller may write, as long as it may be", () => {
    expect(linksIn("看 evil  （ 点 ）  top 与 evil \n dot\tcom")).toEqual(["evil.top", "evil.com"]);
    const hostile = [
      ...[" ".repeat(20_000), "wi".padEnd(19_999).concat("q"), `https://a${")".repeat(19_000)}x`, "[".repeat(20_000)],
      ...["a.".repeat(10_000), "a-".repeat(10_000), "点 ".repeat(10_000), "微 ".repeat(10_000), "//".repeat(10_000)],
      ...["w e ".repeat(5000), `微${"．".repeat(19_000)}x`, "1 ".repeat(10_000), "加v".repeat(10_000)],
    ];
    for (const text of hostile) {
      const began = performance.now();
      leadsIn({ text, codes: [{ where: "picture 1", content: text.slice(0, 4000) }] }, lists);
      expect(performance.now() - began).toBeLessThan(1500);
    }
  });
  test("what stays on the marketplace's own hosts is no lead; a code of nobody's is one", () => {
    const codes = [
      { where: "picture 1", content: "https://shop.example/a" },
      { where: "picture 2", content: "https://u.weixin.qq.com/x" },
      { where: "picture 3", content: "wxp://f2f0abc" },
    ];
    const found = leadsIn({ text: "https://shop.example/b", codes }, lists).map(({ kind, partner, where }) => [
      kind,
      partner,
      where,
    ]);
    expect(found).toEqual([
      ["qr_code", "wechat", "picture 2"],
      ["qr_code", "wechat", "picture 3"],
    ]);
  });
});
