import { Problem } from "./client.ts";

/** Puts the clock at an instant, from which it goes on: "2024-09-11T23:59:58+08:00". */
export type SetClock = (at: string) => Promise<void>;

/** The clock that house and wallets of a sandbox share. */
export function clockDial(
  get: <T>(path: string) => Promise<T>,
  post: (path: string, body: unknown) => Promise<unknown>,
) {
  /** How far ahead of the machine's it was before each work under way set it, the outermost first. */
  const before: number[] = [];
  let stopped = false;
  /** One after the other, so that a clock that is put back stays put. */
  let settings: Promise<unknown> = Promise.resolve();
  const put = async (at: Date | null): Promise<void> => {
    const body = { at: at === null ? null : at.toISOString() };
    const send = () => post("/clock", body);
    settings = settings.then(send, send);
    await settings;
  };
  const putBack = async (ahead: number | undefined): Promise<void> => {
    if (ahead !== undefined) await put(ahead === 0 ? null : new Date(Date.now() + ahead));
  };
  const aheadNow = async () => (await get<{ ahead_ms: number }>("/clock")).ahead_ms;
  /** House and wallets live at the instants that the work names; afterwards the clock is back, whatever happens. */
  const during = async <T>(work: (set: SetClock) => Promise<T>): Promise<T> => {
    before.push(await aheadNow());
    try {
      return await work(async (at) => {
        if (stopped) throw new Error("The story has been stopped: the clock is not set any more.");
        await put(new Date(at));
      });
    } finally {
      await putBack(before.pop());
    }
  };
  return {
    during,
    /** House and wallets live so many days before where they are. */
    daysAgo: <T>(days: number, work: () => Promise<T>): Promise<T> =>
      during(async (set) => {
        await set(new Date(Date.now() + (await aheadNow()) - days * 86_400_000).toISOString());
        return await work();
      }),
    /** Whether there is such a clock, and it may be set. */
    async canBeSet(): Promise<boolean> {
      try {
        await get("/clock");
        return true;
      } catch (fault) {
        if (fault instanceof Problem) return false;
        throw fault;
      }
    },
    /** Puts it back and sets it no more. */
    async stop(): Promise<void> {
      stopped = true;
      await putBack(before.splice(0)[0]);
    },
  };
}
