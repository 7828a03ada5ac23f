import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import type { Bearer } from "./parts.ts";
import { csrfOf } from "./session-cookie.ts";
import { fakeDirectory } from "./test-rig/directory.ts";
import { as, id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";
import { fakePeople, sessionToken, signedIn } from "./test-rig/people-door.ts";

/** Streams end soon when what opened them holds no more. */
let rig: Rig | null = null;
const open: (() => void)[] = [];
afterEach(async () => {
  for (const leave of open.splice(0)) leave();
  await rig?.app.close();
  rig = null;
});

type Directory = ReturnType<typeof fakeDirectory>;
type People = ReturnType<typeof fakePeople>;

async function start(change: { directory?: Partial<Directory>; people?: Partial<People> } = {}): Promise<Rig> {
  const parts = {
    directory: { ...fakeDirectory(), ...change.directory },
    people: { ...fakePeople(), ...change.people },
  };
  rig = await openRig({ parts });
  await rig.app.listen({ port: 0, host: "127.0.0.1" });
  return rig;
}

async function follow(own: Rig, path: string, headers: Record<string, string>) {
  const { port } = own.app.server.address() as AddressInfo;
  const request = get({ port, host: "127.0.0.1", path, headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  open.push(() => void request.destroy());
  expect(response.statusCode).toBe(200);
  let text = "";
  response.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const until = async (done: () => boolean): Promise<boolean> => {
    for (let turn = 0; turn < 10_000 && !done(); turn++) await setImmediate();
    return done();
  };
  await until(() => text.includes("event:"));
  return {
    /** Moves on to the next look at what opened the stream; whether it ended. */
    async ends(): Promise<boolean> {
      own.tick();
      return await until(() => response.readableEnded);
    },
    /** A look that ends nothing still writes that the stream is there. */
    async goesOn(): Promise<boolean> {
      const told = text.length;
      own.tick();
      return (await until(() => text.length > told)) && !response.readableEnded;
    },
  };
}

const streams = ["/v1/changes/live", "/v1/figures/live", `/v1/checkouts/${id("chk", 1)}/events`];
const east = people.east.bearer as Bearer;

test.each(streams)("%s ends when its key is revoked or expires", async (path) => {
  let holder: Bearer | null = east;
  const own = await start({ directory: { authenticate: async () => holder } });
  const stream = await follow(own, path, as(people.east));
  expect(await stream.goesOn()).toBe(true);
  holder = null;
  expect(await stream.ends()).toBe(true);
  expect(own.timers()).toBe(0);
});

test("it ends when the key's list no longer holds the address that it was opened from", async () => {
  const asked: (string | undefined)[] = [];
  let listed = true;
  const authenticate: Directory["authenticate"] = async (_, address) => {
    asked.push(address);
    return listed ? east : { kind: "elsewhere", id: east.id, address };
  };
  const stream = await follow(await start({ directory: { authenticate } }), "/v1/changes/live", as(people.east));
  listed = false;
  expect(await stream.ends()).toBe(true);
  expect(new Set(asked)).toEqual(new Set(["127.0.0.1"]));
});

test("it ends when who opened it may read less, or looks at another store", async () => {
  for (const less of [{ scopes: [] }, { store: id("sto", 9) }, { marketplace: id("mkt", 9) }]) {
    let holder: Bearer = east;
    const stream = await follow(
      await start({ directory: { authenticate: async () => holder } }),
      ...(["/v1/changes/live", as(people.east)] as const),
    );
    holder = { ...east, ...less } as Bearer;
    expect(await stream.ends()).toBe(true);
    await rig?.app.close();
  }
});

test("it ends with the session; the house's looking is nobody's use of it, and where nobody can say it goes on", async () => {
  let state: "stands" | "ended" | "away" | "due" = "stands";
  const seen: (boolean | undefined)[] = [];
  const readSession: People["readSession"] = async (token, use) => {
    seen.push(use);
    if (state === "away") throw new Error("no database");
    if (token !== sessionToken || state === "ended") return null;
    return { ...signedIn, due: state === "due" };
  };
  for (const end of ["ended", "due"] as const) {
    state = "stands";
    seen.length = 0;
    const own = await start({ people: { readSession } });
    const stream = await follow(own, "/v1/changes/live", { cookie: `hutong_session=${sessionToken}` });
    state = "away";
    expect(await stream.goesOn()).toBe(true);
    state = end;
    expect(await stream.ends()).toBe(true);
    expect(seen).toEqual([undefined, false, false]);
    await own.app.close();
  }
});

test("what a page reads by itself is nobody's use of the session; what is changed always is", async () => {
  const seen: (boolean | undefined)[] = [];
  const readSession: People["readSession"] = async (_, use) => {
    seen.push(use);
    return signedIn;
  };
  const own = await start({ people: { readSession } });
  const cookie = `hutong_session=${sessionToken}`;
  const unattended = { cookie, "x-hutong-unattended": "1" };
  await own.app.inject({ url: "/v1/session", headers: unattended });
  await own.app.inject({ url: "/v1/session", headers: { cookie } });
  await own.app.inject({ url: "/v1/session", headers: { cookie, accept: "text/event-stream" } });
  const csrf = { ...unattended, "x-csrf-token": csrfOf(sessionToken) };
  await own.app.inject({ method: "POST", url: "/v1/session/end", headers: csrf });
  expect(seen).toEqual([false, undefined, false, undefined]);
  await own.app.close();
});

test("a buyer's page keeps its stream by its secret, which is read once", async () => {
  const path = `/v1/checkouts/${id("chk", 1)}/events?access_token=${secretOf(1)}`;
  const own = await start();
  const read = vi.spyOn(own.parts.payments, "readSecret");
  const stream = await follow(own, path, {});
  expect(await stream.goesOn()).toBe(true);
  expect(await stream.goesOn()).toBe(true);
  expect(read.mock.calls.length).toBeLessThanOrEqual(1);
});
