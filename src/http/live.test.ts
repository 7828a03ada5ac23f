import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckoutView } from "#payments";
import { as, friendOf, id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";

const chk = id("chk", 1);
let rig: Rig;
let port = 0;
beforeAll(async () => {
  rig = await openRig();
  await rig.app.listen({ port: 0, host: "127.0.0.1" });
  port = (rig.app.server.address() as AddressInfo).port;
});
afterAll(() => rig.app.close());

type Frame = { event?: string; id?: string; data?: string; comment?: string; retry?: string };

function frameOf(text: string): Frame {
  const fields = text.split("\n").map((line): [string, string] => {
    const at = line.indexOf(":");
    return [line.slice(0, at) || "comment", line.slice(at + 1).trim()];
  });
  return Object.fromEntries(fields);
}

/** An EventSource in small: `next` is the next frame, whenever it comes. */
async function follow(path: string, headers: Record<string, string> = {}) {
  const request = get({ port, host: "127.0.0.1", path, headers });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.setEncoding("utf8");
  let text = "";
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  response.on("data", (part: string) => {
    text += part;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const frame = frameOf(text.slice(0, end));
      text = text.slice(end + 2);
      const taker = waiting.shift();
      if (taker) taker(frame);
      else frames.push(frame);
    }
  });
  const next = () => {
    const frame = frames.shift();
    return frame ? Promise.resolve(frame) : new Promise<Frame>((done) => waiting.push(done));
  };
  return { response, next, leave: () => request.destroy(), pending: () => frames.length };
}

function change(state: CheckoutView["state"]): void {
  const view = rig.payments.rows.checkouts.get(chk) as CheckoutView;
  rig.payments.rows.checkouts.set(chk, { ...view, state });
  rig.payments.changed(chk);
}

const events = `/v1/checkouts/${chk}/events`;

describe("a checkout's events", () => {
  test("tell the state at once and after each change, to EventSource with the token in the query", async () => {
    const page = await follow(`${events}?access_token=${secretOf(1)}`, { "last-event-id": "7" });
    expect(page.response.statusCode).toBe(200);
    expect(page.response.headers).toMatchObject({
      ...{ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform" },
      ...{ "x-accel-buffering": "no", "request-id": expect.stringMatching(/^req_/) },
    });
    expect(await page.next()).toEqual({ retry: "2000" });
    const first = await page.next();
    expect(first.event).toBe("checkout");
    expect(JSON.parse(first.data ?? "")).toMatchObject({ id: chk, state: "open", amount: { minor: "1230" } });
    change("complete");
    const second = await page.next();
    expect(JSON.parse(second.data ?? "").state).toBe("complete");
    expect(second.id).not.toBe(first.id);
    change("open");
    await page.next();
    page.leave();
  });

  test("say nothing twice, and beat while nothing happens", async () => {
    const page = await follow(events, as(secretOf(1)));
    await page.next();
    await page.next();
    rig.payments.changed(chk);
    rig.payments.changed(chk);
    rig.tick();
    expect(await page.next()).toEqual({ comment: "still here" });
    expect(page.pending()).toBe(0);
    page.leave();
  });

  test("changes that come while one is being read are folded, and the last state wins", async () => {
    const page = await follow(events, as(people.silk));
    await page.next();
    await page.next();
    const read = rig.payments.door.getCheckout;
    const held: (() => void)[] = [];
    rig.payments.door.getCheckout = async (...asked) => {
      await new Promise<void>((go) => held.push(go));
      return await read(...asked);
    };
    change("expired");
    change("cancelled");
    change("complete");
    expect(held).toHaveLength(1);
    rig.payments.door.getCheckout = read;
    held[0]?.();
    expect(JSON.parse((await page.next()).data ?? "").state).toBe("complete");
    change("open");
    await page.next();
    page.leave();
  });

  test("a friend is told the friend's view", async () => {
    const page = await follow(`${events}?access_token=${friendOf(1)}`);
    await page.next();
    const view = JSON.parse((await page.next()).data ?? "");
    expect(view).toMatchObject({ checkout: chk, state: "open" });
    expect(view).not.toHaveProperty("success_url");
    page.leave();
  });

  test("what the schema does not declare does not leave, here too", async () => {
    const view = rig.payments.rows.checkouts.get(chk) as CheckoutView;
    rig.payments.rows.checkouts.set(chk, { ...view, buyer: { openid: "o-secret" } } as CheckoutView);
    const page = await follow(events, as(people.east));
    await page.next();
    expect((await page.next()).data).not.toContain("o-secret");
    rig.payments.rows.checkouts.set(chk, view);
    page.leave();
  });

  test("another checkout's secret, no secret and an unknown checkout are problems, not streams", async () => {
    for (const [path, status] of [
      [`${events}?access_token=${secretOf(2)}`, 404],
      [events, 401],
      [`/v1/checkouts/${id("chk", 999)}/events?access_token=${secretOf(1)}`, 404],
    ] as const) {
      const answer = await rig.app.inject(path);
      expect([answer.statusCode, answer.headers["content-type"]]).toEqual([
        status,
        "application/problem+json; charset=utf-8",
      ]);
    }
  });

  test("a page that leaves is forgotten, and a server that stops ends its streams", async () => {
    const own = await openRig();
    await own.app.listen({ port: 0, host: "127.0.0.1" });
    port = (own.app.server.address() as AddressInfo).port;
    const path = `${events}?access_token=${secretOf(1)}`;
    const leaving = await follow(path);
    const staying = await follow(path);
    await leaving.next();
    await leaving.next();
    await staying.next();
    await staying.next();
    expect([own.payments.followers(chk), own.timers()]).toEqual([2, 4]);
    leaving.leave();
    for (let turn = 0; turn < 10_000 && own.payments.followers(chk) > 1; turn++) await setImmediate();
    expect(own.timers()).toBe(2);
    const ended = once(staying.response, "end");
    await own.app.close();
    await ended;
    expect([own.payments.followers(chk), own.timers()]).toEqual([0, 0]);
  });
});
