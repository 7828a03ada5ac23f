import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSend, publicLookup } from "./send.ts";
import { whyRefused } from "./targets.ts";

describe("addresses", () => {
  test.each([
    ["http://shop.example/hooks", "not https"],
    ["https://127.0.0.1/", "not a public address"],
    ["https://2130706433/", "not a public address"],
    ["https://0x7f.1/", "not a public address"],
    ["https://[::1]/", "not a public address"],
    ["https://[::ffff:10.0.0.1]/", "not a public address"],
    ["https://localhost:8443/", "not a public name"],
    ["https://db.internal/", "not a public name"],
    ["https://db.internal./", "not a public name"],
    ["https://u:p@shop.example/", "holds a user name or password"],
    ["https://shop.example/#x", "holds a fragment"],
    ["file:///etc/passwd", "not an http address"],
    ["https://", "not an http address"],
  ])("%s is refused in production: %s", (url, why) => expect(whyRefused(url, false)).toBe(why));

  test("a public https address is taken; the sandbox takes local ones too", () => {
    expect(whyRefused("https://shop.example:8443/hooks?x=1", false)).toBe(null);
    expect(whyRefused("http://127.0.0.1:3000/hooks", true)).toBe(null);
  });
});

describe("sending", () => {
  let asked: string[] = [];
  const server = createServer((request, reply) => {
    asked.push(request.url ?? "");
    if (request.url === "/moved") reply.writeHead(302, { location: "/secret" }).end("go there");
    else reply.end(`${"好".repeat(5000)}\u0000`);
  });
  let base = "";
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    base = `:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const sending = (url: string) => ({ url, headers: {}, body: "{}", timeoutMs: 2000 });

  test("redirects are not followed, and of a long answer the beginning is kept", async () => {
    const send = makeSend(true);
    expect(await send(sending(`http://127.0.0.1${base}/moved`))).toEqual({ status: 302, says: "go there" });
    expect(asked).toEqual(["/moved"]);
    expect((await send(sending(`http://127.0.0.1${base}/`))).says).toBe("好".repeat(300));
  });

  test("a name that leads inside is refused when it is looked up, whatever form is asked for", async () => {
    for (const options of [{}, { all: true }, { family: 4 }]) {
      const fault = await new Promise((done) => publicLookup("localhost", options, done));
      expect(String(fault)).toContain("localhost leads to an address that is not public");
    }
  });

  test("in production an address inside is refused when it is dialled", async () => {
    asked = [];
    const send = makeSend(false);
    await expect(send(sending(`https://127.0.0.1${base}/`))).rejects.toThrow("not a public address");
    expect(asked).toEqual([]);
  });
});
