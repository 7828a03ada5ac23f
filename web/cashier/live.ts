/** What the connection needs from the browser; tests hand in their own. */
export type LiveParts = {
  /** Null while the address is not known yet. */
  eventsUrl(): string | null;
  /** Reads the checkout once; false when the server could not be reached. */
  read(): Promise<boolean>;
  /** A state that the server pushed. */
  pushed(data: string): void;
  link(state: "live" | "polling" | "lost"): void;
  /** True when nothing can change any more: then nobody asks. */
  settled(): boolean;
  visible(): boolean;
  openEvents(url: string): EventSource;
  later(run: () => void, ms: number): () => void;
};

export const pollMs = { first: 3_000, most: 15_000, behindEvents: 20_000, reopenEvents: 10_000 };

/** Polling slows down by half again each time, from three seconds to fifteen. */
export function nextPoll(ms: number): number {
  return Math.min(ms * 1.5, pollMs.most);
}

export type Live = { start(): void; nudge(): void; stop(): void };

/**
 * Keeps the page in step with the server: pushed events, and reads behind them, since a proxy may swallow a stream
 * without closing it. A hidden page asks nothing; a page that is shown again asks at once.
 */
export function openLive(parts: LiveParts): Live {
  let events: EventSource | null = null;
  let cancel: (() => void) | null = null;
  let wait = pollMs.first;
  let failures = 0;
  let stopped = false;
  let sinceOpened = 0;

  const streaming = (): boolean => events?.readyState === 1;

  const tell = (): void => parts.link(failures >= 2 ? "lost" : streaming() ? "live" : "polling");

  const openEvents = (): void => {
    const url = parts.eventsUrl();
    if (!url || (events && events.readyState !== 2)) return;
    sinceOpened = 0;
    events = parts.openEvents(url);
    events.addEventListener("open", tell);
    events.addEventListener("error", () => {
      tell();
      schedule(pollMs.first);
    });
    events.addEventListener("checkout", (event) => {
      failures = 0;
      parts.pushed((event as MessageEvent<string>).data);
      if (parts.settled()) stop();
    });
  };

  const schedule = (ms: number): void => {
    cancel?.();
    if (!stopped) cancel = parts.later(() => void poll(), ms);
    sinceOpened += ms;
  };

  const poll = async (): Promise<void> => {
    if (stopped || !parts.visible()) return;
    failures = (await parts.read()) ? 0 : failures + 1;
    tell();
    if (parts.settled()) return stop();
    if (sinceOpened >= pollMs.reopenEvents) openEvents();
    schedule(streaming() ? pollMs.behindEvents : wait);
    wait = nextPoll(wait);
  };

  const stop = (): void => {
    stopped = true;
    cancel?.();
    events?.close();
    events = null;
  };

  return {
    start() {
      openEvents();
      schedule(pollMs.first);
    },
    nudge() {
      if (stopped) return;
      wait = pollMs.first;
      void poll();
    },
    stop,
  };
}
