import type { FastifyReply } from "fastify";
import type { Timers } from "./parts.ts";

/** The open event streams of one server. */
export type Streams = {
  open(reply: FastifyReply, feed: Feed): Promise<void>;
  /** Ends them all, so that the server can stop. */
  closeAll(): void;
  readonly size: number;
};

type Feed = {
  /** The event's name and its data as they are now; null ends the stream. */
  read(): Promise<{ event: string; data: string } | null>;
  subscribe(changed: () => void): () => void;
  /**
   * Whether what opened it would open it now; false ends the stream. Asked every few seconds. Where it throws nobody
   * can say just now, and the stream goes on until somebody can.
   */
  holds(): Promise<boolean>;
};

const heartbeatMs = 15_000;
/** So long at most a stream outlives the key or session that opened it. */
const holdsEveryMs = 5_000;

/** One stream: an event at once, and one after each change. Changes that come while it writes are folded into one. */
class Stream {
  #reply: FastifyReply;
  #feed: Feed;
  #number = 0;
  #dirty = false;
  #writing = false;
  #looking = false;
  #last = "";
  open = true;

  constructor(reply: FastifyReply, feed: Feed) {
    this.#reply = reply;
    this.#feed = feed;
  }

  /** Ends it where what opened it holds no more. */
  async look(): Promise<void> {
    if (this.#looking || !this.open) return;
    this.#looking = true;
    try {
      if (!(await this.#feed.holds())) this.end();
    } catch {
      // Nobody can say; the next look asks again.
    } finally {
      this.#looking = false;
    }
  }

  async push(): Promise<void> {
    this.#dirty = true;
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#dirty && this.open) {
        this.#dirty = false;
        const next = await this.#feed.read();
        if (!this.open) return;
        if (next === null) return this.end();
        if (next.data !== this.#last) this.write(`id: ${++this.#number}\nevent: ${next.event}\ndata: ${next.data}\n\n`);
        this.#last = next.data;
      }
    } catch {
      // The page reconnects by itself, and asks again.
      this.end();
    } finally {
      this.#writing = false;
    }
  }

  write(text: string): void {
    if (this.open) this.#reply.raw.write(text);
  }

  end(): void {
    if (!this.open) return;
    this.open = false;
    this.#reply.raw.end();
  }
}

function start(reply: FastifyReply): void {
  const headers = { ...reply.getHeaders(), "content-type": "text/event-stream; charset=utf-8" };
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(headers as Record<string, string>),
    "cache-control": "no-store, no-transform",
    // Some proxies hold an answer back until it is whole.
    "x-accel-buffering": "no",
  });
  reply.raw.write("retry: 2000\n\n");
}

export function createStreams(timers: Timers): Streams {
  const streams = new Set<Stream>();
  return {
    async open(reply, feed) {
      // The page may have left while its first reading was under way: then no "close" comes any more.
      if (reply.raw.destroyed) return;
      const stream = new Stream(reply, feed);
      streams.add(stream);
      const leave = feed.subscribe(() => void stream.push());
      const still = timers.every(heartbeatMs, () => stream.write(": still here\n\n"));
      const looks = timers.every(holdsEveryMs, () => void stream.look());
      reply.raw.on("close", () => {
        stream.open = false;
        streams.delete(stream);
        leave();
        still();
        looks();
      });
      start(reply);
      await stream.push();
    },
    closeAll() {
      for (const stream of streams) stream.end();
    },
    get size() {
      return streams.size;
    },
  };
}
