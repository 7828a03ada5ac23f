import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeLinkNetwork } from "./link-network.ts";

const seen: { url: string; cookie: string | undefined; host: string | undefined }[] = [];
let written = 0;
const server: Server = createServer((request, response) => {
  seen.push({ url: request.url ?? "", cookie: request.headers.cookie, host: request.headers.host });
  if (request.url === "/slow") return;
  if (request.url === "/s") {
    response.writeHead(302, { location: "/huge", "set-cookie": "who=me" }).end("x".repeat(1000));
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

test("a server that says nothing is left; a literal address is its own name; an unknown name throws", async () => {
  await expect(get("/slow", { timeoutMs: 100 })).rejects.toThrow();
  expect(await network.lookup("[::1]")).toEqual(["::1"]);
  expect(await network.lookup("10.0.0.1")).toEqual(["10.0.0.1"]);
  await expect(network.lookup("no-such-name.invalid")).rejects.toThrow();
});
