import type { Clock, Db, Ids } from "#db";
import type { Http, RawRequest, RawResponse, Wallet } from "#wallets/protocol";
import { makeGather, type Room } from "./gather.ts";
import { makeNoticeWatch } from "./notices.ts";
import { type Page, readCalls } from "./read.ts";
import { makeRecorder } from "./record.ts";
import { redactNext } from "./redact.ts";
import { type Place, watchCalls } from "./watch-calls.ts";
import { type CallRow, writeRows } from "./write.ts";

export type CallsParts = {
  db: Pick<Db, "read">;
  clock: Clock;
  ids: Ids;
  /** Milliseconds that never go back, for how long a call took. */
  monotonicMs(): number;
  /** Resolves once whatever else waits for the event loop has had its turn. */
  turn(): Promise<void>;
  /** Hears after each turn of writing how many were kept, and how many were not for want of room or of an answer. */
  counted(kept: number, dropped: number): void;
  /** False: nothing is gathered. */
  keep: boolean;
  room?: Room;
};

const room: Room = { calls: 4096, bytes: 16 * 1024 * 1024 };
const triesMax = 3;

/** What went over the wire with wallets: gathered on the way, written beside it, shown to those who may. */
export function createCalls(parts: CallsParts) {
  const { db, clock, ids, keep } = parts;
  const gather = makeGather(parts.room ?? room);
  const recorder = makeRecorder(clock, parts.monotonicMs, gather);
  const notices = makeNoticeWatch(recorder);
  /** Redacted, and not yet known to be written. */
  let pending: { rows: readonly CallRow[]; tries: number } | null = null;

  /** A batch; 0 when nothing more waits. Throws when the database does not take it: it is tried again, thrice. */
  async function writeOne(): Promise<number> {
    const mine = pending ?? { rows: await redactNext(gather, ids, parts.turn), tries: 0 };
    pending = mine;
    const { rows } = mine;
    let kept = 0;
    let lost = gather.takeDropped();
    try {
      if (rows.length > 0) await writeRows(db, rows, mine.tries > 0);
      kept = rows.length;
      pending = null;
      return gather.waits() === 0 ? 0 : kept;
    } catch (fault) {
      mine.tries += 1;
      if (mine.tries >= triesMax) {
        lost += rows.length;
        pending = null;
      }
      throw fault;
    } finally {
      if (kept > 0 || lost > 0) parts.counted(kept, lost);
    }
  }

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, whoever asks: two at once would write the same rows. */
  function writeNext(): Promise<number> {
    const mine = last.then(writeOne, writeOne);
    last = mine;
    return mine;
  }

  return {
    http: (network: Http): Http => (keep ? recorder.http(network) : network),
    watch(wallet: Wallet, place: Place): Wallet {
      return keep ? { ...watchCalls(wallet, place, recorder), readNotice: notices.reader(wallet) } : wallet;
    },
    takeNotice(
      take: (wallet: string, account: string, raw: RawRequest) => Promise<RawResponse | null>,
    ): (wallet: string, account: string, raw: RawRequest) => Promise<RawResponse | null> {
      return keep ? notices.take(take) : take;
    },
    /** A chore: how many were written, or 0 when nothing more waits. */
    write: writeNext,
    /** Until nothing waits. */
    async flush(): Promise<void> {
      while ((await writeNext()) > 0);
    },
    list: (subjects: readonly string[], page: Page) => readCalls(db, subjects, page),
  };
}

export type Calls = ReturnType<typeof createCalls>;
