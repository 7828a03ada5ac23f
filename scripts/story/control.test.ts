import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { sandboxClock } from "#sandbox";
import { makeControl } from "./control.ts";

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A control port that knows /clock alone; without a clock it refuses, as a sandbox on its starter's clock does. */
async function controlOf(clock: ReturnType<typeof sandboxClock> | null): Promise<ReturnType<typeof makeControl>> {
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join("");
    response.setHeader("content-type", "application/json").statusCode = clock ? 200 : 409;
    if (clock && request.method === "POST") {
      const { at } = JSON.parse(text) as { at: string | null };
      clock.set(at === null ? null : new Date(at));
    }
    response.end(JSON.stringify(clock ? { ahead_ms: clock.ahead() } : { code: "clock_not_settable" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push(async () => server.close());
  return makeControl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const machine = () => Date.parse("2026-11-22T00:00:00Z");
const then = "2024-09-05T15:30:00+08:00";

test("the clock goes where the work says and is back afterwards, also when the work fails", async () => {
  const clock = sandboxClock(null, machine);
  const control = await controlOf(clock);
  expect(await control.clockCanBeSet()).toBe(true);
  const work = control.withClock(async (set) => {
    await set(then);
    expect(clock.now()).toEqual(new Date(then));
    throw new Error("half way");
  });
  await expect(work).rejects.toThrow("half way");
  expect(clock.ahead()).toBe(0);
});

test("a clock that was ahead already is as far ahead afterwards", async () => {
  const clock = sandboxClock(new Date(Date.now() + 3_600_000));
  const control = await controlOf(clock);
  await control.withClock((set) => set(then));
  expect(Math.abs(clock.ahead() - 3_600_000)).toBeLessThan(10_000);
});

test("days ago within another day, and back on that day; stopped there, the clock is back where it was first", async () => {
  const clock = sandboxClock(null);
  const control = await controlOf(clock);
  const days = () => Math.round((clock.now().getTime() - Date.parse(then)) / 86_400_000);
  await control.withClock(async (set) => {
    await set(then);
    await control.daysAgo(30, async () => expect(days()).toBe(-30));
    expect(days()).toBe(0);
    await control.daysAgo(30, control.restore);
    expect(clock.ahead()).toBe(0);
  });
  expect(clock.ahead()).toBe(0);
});

test("stopped half way the clock is back, and the work cannot set it again", async () => {
  const clock = sandboxClock(null, machine);
  const control = await controlOf(clock);
  await control.withClock(async (set) => {
    await set(then);
    await control.restore();
    expect(clock.ahead()).toBe(0);
    await expect(set(then)).rejects.toThrow("stopped");
  });
  expect(clock.ahead()).toBe(0);
});

test("a clock of the starter's cannot be set", async () => {
  expect(await (await controlOf(null)).clockCanBeSet()).toBe(false);
});
