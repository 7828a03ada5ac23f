import { afterAll, beforeAll, expect, test } from "vitest";
import { openBlinder } from "./blinder.ts";
import { loadGroup } from "./group.ts";
import { makePair } from "./testing.ts";
import { answerCall, partnerOver, type Send, type WireRequest } from "./wire.ts";

const blinder = openBlinder(1);
beforeAll(() => loadGroup());
afterAll(() => blinder.close());

const clock = { now: () => new Date("2024-01-01T00:00:00Z") };
const ids = Array.from({ length: 20 }, (_, i) => `u${i}`);
const rows = ids.slice(5).map((id) => ({ id, amount: 250n }));

test("over the wire the answer is the same as in one process", async () => {
  const pair = makePair({ ids, rows, blinder });
  const send: Send = (request) => answerCall(pair.holder, "s3cret", clock, request);
  const told = await pair.ask({}, partnerOver(send, "s3cret", clock));
  expect(told).toEqual({ ok: true, value: { count: 15n, sum: 3750n } });
});

test("another secret, a changed body, an old request, a changed answer: nothing is told, and a partner's refusal is", async () => {
  const pair = makePair({ ids, rows, blinder });
  const through =
    (change: (request: WireRequest) => WireRequest): Send =>
    (request) =>
      answerCall(pair.holder, "s3cret", clock, change(request));
  const attempts: [string, Send][] = [
    ["another", through((request) => request)],
    ["s3cret", through((request) => ({ ...request, body: Buffer.concat([request.body, Buffer.from("x")]) }))],
    ["s3cret", through((request) => ({ ...request, path: "/alliance/end" }))],
    ["s3cret", async (request) => ({ ...(await answerCall(pair.holder, "s3cret", clock, request)), status: 201 })],
  ];
  for (const [secret, send] of attempts) await expect(pair.ask({}, partnerOver(send, secret, clock))).rejects.toThrow();
  const old = { now: () => new Date("2023-12-31T23:54:00Z") };
  const send: Send = (request) => answerCall(pair.holder, "s3cret", clock, request);
  await expect(pair.ask({}, partnerOver(send, "s3cret", old))).rejects.toThrow();
  expect(await partnerOver(send, "s3cret", clock).taken("nobody")).toEqual({ ok: false, fault: "run_unknown" });
});
