import { Problem } from "./client.ts";

/** Puts the clock at an instant, from which it goes on: "2024-09-11T23:59:58+08:00". */
export type SetClock = (at: string) => Promise<void>;

/** The clock that house and wallets of a sandbox share. */
export function clockDial(
  get: <T>(path: string) => Promise<T>,
  post: (path: string, body: unknown) => Promise<unknown>,
) {
  /** How far ahead of the machine's it was before the story set it; null while the story has not. */
  let before: number | null = null;
  let stopped = false;
  /** One after the other, so that a clock that is put back stays put. */
  let settings: Promise<unknown> = Promise.resolve();
  const put = async (at: Date | null): Promise<void> => {
    const body = { at: at === null ? null : at.toISOString() };
    const send = () => post("/clock", body);
    settings = settings.then(send, send);
    await settings;
  };
  const putBack = async (): Promise<void> => {
    if (before === null) return;
    await put(before === 0 ? null : new Date(Date.now() + before));
    before = null;
  };
  return {
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
    /** House and wallets live at the instants that the work names; afterwards the clock is back, whatever happens. */
    async during<T>(work: (set: SetClock) => Promise<T>): Promise<T> {
      before = (await get<{ ahead_ms: number }>("/clock")).ahead_ms;
      try {
        return await work(async (at) => {
          if (stopped) throw new Error("The story has been stopped: the clock is not set any more.");
          await put(new Date(at));
        });
      } finally {
        await putBack();
      }
    },
    /** Puts it back and sets it no more. */
    async stop(): Promise<void> {
      stopped = true;
      await putBack();
    },
  };
}
