import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTransfers, type NewChange } from "#transfers";
import { makeHubCall } from "./hub-call.ts";
import { makeHubDoor, whyNoEndpoint } from "./hub-door.ts";

let server: Server;
let url: string;
const asked: string[] = [];
const [open, closed] = [makeHubCall(false), makeHubCall(true)];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/moved") return response.writeHead(302, { location: `${url}/inner` }).end();
    response.writeHead(202);
    if (request.url !== "/endless") return response.end();
    const more = (): void => void (response.writable && response.write("x".repeat(65_536), () => setImmediate(more)));
    more();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await Promise.all([open.close(), closed.close()]);
});

const call = (way: typeof open, path: string) =>
  way.http({ method: "PUT", url: `${url}${path}`, headers: {}, body: "{}", timeoutMs: 2000 });

describe("a call to a participant", () => {
  test("goes out in the sandbox; a redirect is an answer like another, and an endless answer was heard", async () => {
    expect(await call(open, "/transfers/1")).toEqual({ status: 202 });
    expect(await call(open, "/moved")).toEqual({ status: 302 });
    expect(await call(open, "/endless")).toEqual({ status: 202 });
    expect(asked).toEqual(["PUT /transfers/1", "PUT /moved", "PUT /endless"]);
  });

  test("never reaches the machine itself or its neighbours in production, by address or by name", async () => {
    const before = asked.length;
    await expect(call(closed, "/transfers/1")).rejects.toThrow("not https");
    const { port } = server.address() as AddressInfo;
    for (const host of [`127.0.0.1:${port}`, "169.254.169.254", "10.0.0.8", "[::1]", "hub.internal", "localhost"]) {
      const one = closed.http({ method: "GET", url: `https://${host}/parties`, headers: {}, timeoutMs: 2000 });
      await expect(one).rejects.toThrow(/not a public/);
    }
    expect(asked.length).toBe(before);
  });
});

describe("what may be proposed", () => {
  const needs = { db: {} as never, clock: { now: () => new Date(0) }, ids: { next: () => "hch_1" }, lanes: 1 };
  const transfers = { ...makeTransfers(needs), proposeChange: async () => ({ ok: true, value: {} as never }) as const };
  const mayApprove = () => ({ ok: false, fault: "forbidden" }) as never;
  const door = (production: boolean) =>
    makeHubDoor({ ids: needs.ids, sealer: {} as never, transfers, mayApprove, production });
  const change = { participant: "alipay", amount: null, rate: null, why: "", proposer: "per_a" } as const;
  const propose = async (production: boolean, more: Pick<NewChange, "kind"> & object) => {
    const result = await door(production).propose({ ...change, ...more }, null);
    return result.ok ? "proposed" : result.fault;
  };

  test("in production only public endpoints over https, and nobody need not prove itself", async () => {
    const endpoint = (at: string) => ({ kind: "endpoint", endpoint: { resource: "all", url: at } }) as const;
    expect(await propose(true, endpoint("https://fspiop.wallet.example/base"))).toBe("proposed");
    for (const at of ["http://wallet.example", "https://10.1.2.3", "https://wallet.example/?x=1", "ftp://x.example"])
      expect([at, await propose(true, endpoint(at))]).toEqual([at, "hub_endpoint_refused"]);
    expect(await propose(false, endpoint("http://127.0.0.1:4010"))).toBe("proposed");
    const signing = { kind: "signing", signing: { verify: false, sign: true } } as const;
    expect([await propose(true, signing), await propose(false, signing)]).toEqual(["hub_must_prove", "proposed"]);
    expect(whyNoEndpoint("https://user:secret@wallet.example", true)).toContain("password");
  });
});
