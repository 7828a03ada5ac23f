import { Worker } from "node:worker_threads";
import { elementBytes } from "./group.ts";
import { sealedBytes } from "./sealed-amounts.ts";

/** One piece of work for a thread. */
export type Job =
  | { kind: "ids"; ids: readonly string[]; context: string; scalar: Uint8Array }
  | { kind: "elements"; elements: Uint8Array; scalar: Uint8Array }
  | { kind: "amounts"; amounts: readonly bigint[]; secret: Uint8Array }
  | { kind: "add"; sealed: Uint8Array }
  | { kind: "zeros"; count: number; key: Uint8Array }
  | { kind: "under"; amounts: readonly bigint[]; key: Uint8Array }
  | { kind: "renew"; sealed: Uint8Array; key: Uint8Array }
  /** `masks`: each times a scalar of its own. `secret`: one party's share of the key is taken off. */
  | { kind: "round"; sealed: Uint8Array; masks: boolean; secret: Uint8Array | null }
  | { kind: "open"; sealed: Uint8Array; secret: Uint8Array; from: bigint; to: bigint };

export type Answer = { ok: true; bytes: Uint8Array } | { ok: false; says: string };

/** Curve arithmetic, in threads of its own so that nothing else waits for it. */
export type Blinder = {
  ids(ids: readonly string[], context: string, scalar: Uint8Array): Promise<Uint8Array>;
  elements(elements: Uint8Array, scalar: Uint8Array): Promise<Uint8Array>;
  /** Sealed amounts, 64 bytes each. */
  amounts(amounts: readonly bigint[], secret: Uint8Array): Promise<Uint8Array>;
  /** Sealed amounts added up; nothing for nothing. */
  add(sealed: Uint8Array): Promise<Uint8Array>;
  /** Noughts sealed under a key of several parties. */
  zeros(count: number, key: Uint8Array): Promise<Uint8Array>;
  /** Amounts sealed under a key of several parties. */
  under(amounts: readonly bigint[], key: Uint8Array): Promise<Uint8Array>;
  /** The same sealed values in other bytes. */
  renewed(sealed: Uint8Array, key: Uint8Array): Promise<Uint8Array>;
  /** Sealed values masked, each by itself. */
  masked(sealed: Uint8Array): Promise<Uint8Array>;
  /** Sealed values without one party's share of the key. */
  opened(sealed: Uint8Array, secret: Uint8Array): Promise<Uint8Array>;
  /** Both in one. */
  mask(sealed: Uint8Array, secret: Uint8Array): Promise<Uint8Array>;
  /** A sealed sum between two bounds; null outside of them. */
  open(sealed: Uint8Array, secret: Uint8Array, from: bigint, to: bigint): Promise<bigint | null>;
  close(): Promise<void>;
};

type Waiting = { job: Job; done(answer: Answer): void };

/** Small enough that all threads end together, large enough that passing it costs nothing. */
const slice = 512;

/** Gives waiting work to idle threads, which start with the first work. */
function openThreads(threads: number) {
  const idle: Worker[] = [];
  const all: Worker[] = [];
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const give = (): void => {
    while (queue.length > 0) {
      const worker = idle.pop() ?? (all.length < threads ? started() : null);
      if (worker === null) return;
      const next = queue.shift() as Waiting;
      busy.set(worker, next);
      worker.ref();
      worker.postMessage(next.job);
    }
  };
  const ended = (worker: Worker, answer: Answer): void => {
    const waiting = busy.get(worker);
    busy.delete(worker);
    waiting?.done(answer);
  };
  const started = (): Worker => {
    const worker = new Worker(new URL("./blind-thread.ts", import.meta.url));
    all.push(worker);
    worker.on("message", (answer: Answer) => {
      ended(worker, answer);
      idle.push(worker);
      // A pool that has nothing to do keeps no process alive.
      worker.unref();
      give();
    });
    worker.on("error", (fault) => {
      all.splice(all.indexOf(worker), 1);
      ended(worker, { ok: false, says: fault.message });
      give();
    });
    return worker;
  };
  return {
    put(waiting: Waiting): void {
      queue.push(waiting);
      give();
    },
    close: () => Promise.all(all.splice(0).map((worker) => worker.terminate())),
  };
}

export function openBlinder(threads: number): Blinder {
  const pool = openThreads(threads);
  const run = async (jobs: readonly Job[]): Promise<Uint8Array> => {
    const answers = await Promise.all(
      jobs.map((job) => {
        const { promise, resolve } = Promise.withResolvers<Answer>();
        pool.put({ job, done: resolve });
        return promise;
      }),
    );
    return Buffer.concat(
      answers.map((answer) => {
        if (answer.ok) return answer.bytes;
        throw new Error(answer.says);
      }),
    );
  };
  const round = (all: Uint8Array, masks: boolean, secret: Uint8Array | null): Promise<Uint8Array> =>
    run(slicedBytes(all).map((sealed) => ({ kind: "round", sealed, masks, secret })));
  return {
    ids: (ids, context, scalar) => run(sliced(ids).map((part) => ({ kind: "ids", ids: part, context, scalar }))),
    elements: (elements, scalar) =>
      run(slicedBytes(elements).map((part) => ({ kind: "elements", elements: part, scalar }))),
    amounts: (amounts, secret) => run(sliced(amounts).map((part) => ({ kind: "amounts", amounts: part, secret }))),
    async add(sealed) {
      const parts = await run(slicedBytes(sealed).map((part) => ({ kind: "add", sealed: part })));
      return parts.length <= sealedBytes ? parts : await run([{ kind: "add", sealed: parts }]);
    },
    zeros: (count, key) =>
      run(sliced(Array.from({ length: count })).map((part) => ({ kind: "zeros", count: part.length, key }))),
    under: (amounts, key) => run(sliced(amounts).map((part) => ({ kind: "under", amounts: part, key }))),
    renewed: (sealed, key) => run(slicedBytes(sealed).map((part) => ({ kind: "renew", sealed: part, key }))),
    masked: (sealed) => round(sealed, true, null),
    opened: (sealed, secret) => round(sealed, false, secret),
    mask: (sealed, secret) => round(sealed, true, secret),
    async open(sealed, secret, from, to) {
      const text = Buffer.from(await run([{ kind: "open", sealed, secret, from, to }])).toString();
      return text === "" ? null : BigInt(text);
    },
    async close() {
      await pool.close();
    },
  };
}

function sliced<T>(items: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / slice) }, (_, i) => items.slice(i * slice, (i + 1) * slice));
}

function slicedBytes(bytes: Uint8Array): Uint8Array[] {
  // Whole elements and whole sealed amounts alike.
  const size = slice * elementBytes;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}
