import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLinkNetwork } from "./link-network.ts";

const seen: { url: string; cookie: string | undefined; host: string | undefined }[] = [];
let written = 0;
const page = `<meta http-equiv=refresh content="0;url=/on">茶`;
const sixteen = Buffer.from(page, "utf16le");
const pages: Record<string, { headers: Record<string, string>; body: Buffer }> = {
  "/gzip": { headers: { "content-encoding": "gzip" }, body: gzipSync(page) },
  "/br": { headers: { "content-encoding": "BR" }, body: brotliCompressSync(page) },
  "/bomb": { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(100_000_000)) },
  "/identity": { headers: { "content-encoding": "Identity" }, body: Buffer.from(page) },
  "/stacked": { headers: { "content-encoding": "gzip, br" }, body: brotliCompressSync(gzipSync(page)) },
  "/unknown": { headers: { "content-encoding": "squashed" }, body: Buffer.from(page) },
  "/inherited": { headers: { "content-encoding": "constructor" }, body: Buffer.from(page) },
  "/broken": { headers: { "content-encoding": "gzip" }, body: Buffer.from(page) },
  "/utf16": { headers: { "content-type": "text/html; charset=UTF-16LE" }, body: sixteen },
  "/marked": { headers: { "content-type": "text/html" }, body: Buffer.concat([Buffer.from([0xff, 0xfe]), sixteen]) },
  "/gbk": { headers: { "content-type": 'text/html; charset="gbk"' }, body: Buffer.from([0xb2, 0xe8]) },
  "/unheard": { headers: { "content-type": "text/html; charset=unheard" }, body: Buffer.from(page) },
};
const server: Server = createServer((request, response) => {
  seen.push({ url: request.url ?? "", cookie: request.headers.cookie, host: request.headers.host });
  if (request.url === "/slow") return;
  if (request.url === "/s") {
    response.writeHead(302, { location: "/huge", "set-cookie": "who=me" }).end("x".repeat(1000));
    return;
  }
  const kept = pages[request.url ?? ""];
  if (kept) {
    response.writeHead(200, kept.headers).end(kept.body);
    return;
  }
  response.writeHead(200, { "content-type": "text/html", refresh: "0; url=/s" });
  const more = (): void => {
    if (response.destroyed || written > 50_000_000) return;
    written += 65_536;
    if (response.write(Buffer.alloc(65_536, "x"))) setImmediate(more);
    else response.once("drain", more);
  };
  more();
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const network = makeLinkNetwork();
const get = (path: string, more: { host?: string; address?: string; timeoutMs?: number } = {}) =>
  network.get({
    url: new URL(`http://${more.host ?? "localhost"}:${port}${path}`),
    ...{ address: more.address ?? "127.0.0.1", timeoutMs: more.timeoutMs ?? 5000, mostBytes: 65_536 },
  });

test("one answer as it is: no redirect followed, no cookie kept or sent, and no more read than is needed", async () => {
  expect(await get("/s")).toMatchObject({ status: 302, location: "/huge", body: "" });
  const huge = await get("/huge");
  expect([huge.status, huge.body.length, huge.refresh, huge.contentType]).toEqual([
    ...[200, 65_536, "0; url=/s", "text/html"],
  ]);
  expect(written).toBeLessThan(20_000_000);
  expect(seen.map((one) => [one.url, one.cookie])).toEqual([
    ["/s", undefined],
    ["/huge", undefined],
  ]);
});

test("the connection goes to the address that was handed in, whatever the name says, and bears the name", async () => {
  expect((await get("/s", { host: "elsewhere.example" })).status).toBe(302);
  expect(seen.at(-1)?.host).toBe(`elsewhere.example:${port}`);
  // Nobody listens there: the name's own address is not tried instead.
  await expect(get("/s", { address: "127.0.0.2" })).rejects.toThrow();
});

test("a server that says nothing is left", async () => {
  await expect(get("/slow", { timeoutMs: 100 })).rejects.toThrow();
});

test.each([
  ["/gzip", page],
  ["/br", page],
  ["/identity", page],
  ["/utf16", page],
  ["/marked", page],
  ["/gbk", "茶"],
  ["/unheard", page],
])("a page is read as browsers read it, packed or in another script: %s", async (path, body) => {
  expect((await get(path)).body).toBe(body);
});

test("of a page that unpacks without an end no more is unpacked than is read; a broken one is no answer", async () => {
  expect((await get("/bomb")).body.length).toBe(65_536);
  await expect(get("/broken")).rejects.toThrow();
});

test.each(["/stacked", "/unknown", "/inherited"])("what cannot be unpacked is no answer: %s", async (path) => {
  await expect(get(path)).rejects.toThrow("which is not read here");
});

describe("names", () => {
  const answer = (four: string[] | null, six: string[] | null, cancel = () => {}) => {
    const told = (all: string[] | null) => (): Promise<never> =>
      all === null ? Promise.reject(new Error("ENODATA")) : (Promise.resolve(all) as Promise<never>);
    return makeLinkNetwork(() => ({ resolve4: told(four), resolve6: told(six), cancel }));
  };

  test("a literal address is its own name, and localhost this machine: nobody is asked", async () => {
    const nobody = answer(null, null);
    expect(await nobody.lookup("[::1]", 100)).toEqual(["::1"]);
    expect(await nobody.lookup("10.0.0.1", 100)).toEqual(["10.0.0.1"]);
    expect(await nobody.lookup("localhost", 100)).toEqual(["127.0.0.1", "::1"]);
  });

  test("all addresses of both kinds are told; where there is none it throws", async () => {
    expect(await answer(["8.8.8.8", "10.0.0.1"], ["fe80::1"]).lookup("a.example", 100)).toEqual([
      ...["8.8.8.8", "10.0.0.1", "fe80::1"],
    ]);
    expect(await answer(null, ["2400:3200::1"]).lookup("a.example", 100)).toEqual(["2400:3200::1"]);
    await expect(answer(null, null).lookup("a.example", 100)).rejects.toThrow("a.example has no address");
    await expect(answer([], []).lookup("a.example", 100)).rejects.toThrow("a.example has no address");
  });

  test("name servers that never answer are asked no longer than is allowed, and then the look-up is cancelled", async () => {
    const silent = createSocket("udp4");
    let asked = 0;
    silent.on("message", () => asked++);
    await new Promise<void>((done) => silent.bind(0, "127.0.0.1", done));
    const made: Resolver[] = [];
    const ended: Promise<unknown>[] = [];
    const network = makeLinkNetwork(() => {
      const names = new Resolver({ timeout: 60_000, tries: 4 });
      names.setServers([`127.0.0.1:${silent.address().port}`]);
      made.push(names);
      const kept = <T>(call: Promise<T>): Promise<T> => {
        ended.push(call.catch((fault: { code: string }) => fault.code));
        return call;
      };
      return {
        resolve4: ((host: string) => kept(names.resolve4(host))) as Resolver["resolve4"],
        resolve6: ((host: string) => kept(names.resolve6(host))) as Resolver["resolve6"],
        cancel: () => names.cancel(),
      };
    });
    await expect(network.lookup("quiet.example", 200)).rejects.toThrow("without an answer");
    // Neither question goes on behind it.
    expect(await Promise.all(ended)).toEqual(["ECANCELLED", "ECANCELLED"]);
    expect([made.length, asked]).toEqual([1, 2]);
    silent.close();
  });
});
