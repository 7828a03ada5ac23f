import type { Act, Gathered, Verdict } from "./types.ts";

/** So much may wait for a database that does not answer: then the house goes on and counts what it could not keep. */
export type Room = { calls: number; bytes: number };

/** Bodies longer than this are no message about a payment: that they came is kept, not what they held. */
const bodyMax = 65_536;

/** What waits in memory to be written, the oldest first. Never throws and never waits: it stands on the money path. */
export function makeGather(room: Room) {
  let waiting: Gathered[] = [];
  let bytes = 0;
  let seq = 0;
  let dropped = 0;

  function add(act: Act, subject: string, exchange: Act["exchanges"][number], verdict: Verdict | null): void {
    const weight = weightOf(exchange);
    if (waiting.length >= room.calls || bytes + weight > room.bytes) {
      dropped += 1;
      return;
    }
    bytes += weight;
    seq += 1;
    const { name, wallet, account, show } = act;
    waiting.push({ name, wallet, account, show, subject, seq, exchange, verdict });
  }

  return {
    /** An act has ended: its verdict stands at its last exchange. What it opened outlives it, and holds nothing. */
    ended(act: Act, verdict: Verdict): void {
      const { subject, exchanges } = act;
      act.exchanges = [];
      act.ended = true;
      if (subject === null) return;
      const last = exchanges.length - 1;
      for (const [n, exchange] of exchanges.entries()) add(act, subject, exchange, n === last ? verdict : null);
    },
    /** The oldest, which wait no longer. */
    take(most: number): readonly Gathered[] {
      const taken = waiting.slice(0, most);
      waiting = waiting.slice(most);
      for (const one of taken) bytes -= weightOf(one.exchange);
      return taken;
    },
    waits: (): number => waiting.length,
    /** How many found no room since the last time this was asked. */
    takeDropped(): number {
      const count = dropped;
      dropped = 0;
      return count;
    },
  };
}

export type Gather = ReturnType<typeof makeGather>;

function weightOf({ call }: Gathered["exchange"]): number {
  return 200 + (call.request?.length ?? 0) + (call.response?.body.length ?? 0);
}

/** A body as it is held: one that is far too long is let go at once. */
export function held<Body extends Buffer | string>(body: Body | null | undefined): Body | Buffer | null {
  if (body === null || body === undefined) return null;
  return body.length > bodyMax ? Buffer.from("(too long)") : body;
}
