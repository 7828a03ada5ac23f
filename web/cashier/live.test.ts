import { beforeEach, expect, test } from "vitest";
import { type LiveParts, nextPoll, openLive, pollMs } from "./live.ts";

class Events extends EventTarget {
  readyState = 0;
  closed = false;
  close(): void {
    this.closed = true;
    this.readyState = 2;
  }
  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  breaks(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}

let timer: { run: () => void; ms: number } | null;
let streams: Events[];
let world: { reads: number; reached: boolean; visible: boolean; settled: boolean; links: string[]; pushed: string[] };

beforeEach(() => {
  timer = null;
  streams = [];
  world = { reads: 0, reached: true, visible: true, settled: false, links: [], pushed: [] };
});

const parts: LiveParts = {
  eventsUrl: () => "/events",
  read: async () => {
    world.reads += 1;
    return world.reached;
  },
  pushed: (data) => world.pushed.push(data),
  link: (link) => world.links.push(link),
  settled: () => world.settled,
  visible: () => world.visible,
  openEvents() {
    const events = new Events();
    streams.push(events);
    return events as unknown as EventSource;
  },
  later(run, ms) {
    const mine = { run, ms };
    timer = mine;
    return () => {
      if (timer === mine) timer = null;
    };
  },
};

/** Lets the waiting timer run, and what follows from it. */
async function tick(): Promise<number> {
  const due = timer;
  timer = null;
  due?.run();
  await Promise.resolve();
  await Promise.resolve();
  return due?.ms ?? 0;
}

test("polls every three seconds, then slower and slower", async () => {
  openLive(parts).start();
  const waits: number[] = [];
  for (let i = 0; i < 7; i += 1) waits.push(await tick());
  expect(waits).toEqual([3_000, 3_000, 4_500, 6_750, 10_125, 15_000, 15_000]);
  expect(nextPoll(pollMs.most)).toBe(pollMs.most);
});

test("polls seldom behind an open stream, and soon again when it breaks", async () => {
  openLive(parts).start();
  streams[0]?.opens();
  await tick();
  expect(timer?.ms).toBe(pollMs.behindEvents);
  streams[0]?.breaks();
  expect(timer?.ms).toBe(pollMs.first);
  expect(world.links.at(-1)).toBe("polling");
});

test("opens a broken stream again after a while", async () => {
  openLive(parts).start();
  streams[0]?.breaks();
  for (let i = 0; i < 4; i += 1) await tick();
  expect(streams.length).toBe(2);
});

test("two failures in a row are a lost connection, one answer mends it", async () => {
  openLive(parts).start();
  world.reached = false;
  await tick();
  expect(world.links.at(-1)).toBe("polling");
  await tick();
  expect(world.links.at(-1)).toBe("lost");
  world.reached = true;
  await tick();
  expect(world.links.at(-1)).toBe("polling");
});

test("a hidden page asks nothing until it is shown", async () => {
  const live = openLive(parts);
  live.start();
  world.visible = false;
  await tick();
  expect([world.reads, timer]).toEqual([0, null]);
  world.visible = true;
  live.nudge();
  await tick();
  expect(world.reads).toBeGreaterThan(0);
});

test("hands on what is pushed, and stops when nothing can change any more", () => {
  openLive(parts).start();
  world.settled = true;
  streams[0]?.dispatchEvent(new MessageEvent("checkout", { data: "{}" }));
  expect(world.pushed).toEqual(["{}"]);
  expect([streams[0]?.closed, timer]).toEqual([true, null]);
});
