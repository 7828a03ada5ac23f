type Listener = { told(data: unknown): void; lost(is: boolean): void };

const firstMs = 1000;
const longestMs = 30_000;

/**
 * Follows a stream of server-sent events until the returned function is called. The browser connects again by itself
 * after a torn connection; after an answer that is no stream (a proxy's 502) it gives up for good, so we open it anew,
 * later each time.
 */
export function follow(path: string, event: string, { told, lost }: Listener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstMs;
  const open = (): void => {
    const mine = new EventSource(path);
    source = mine;
    mine.addEventListener("open", () => {
      wait = firstMs;
      lost(false);
    });
    mine.addEventListener(event, (message) => told(JSON.parse((message as MessageEvent<string>).data)));
    mine.addEventListener("error", () => {
      lost(true);
      if (mine.readyState !== EventSource.CLOSED || source !== mine) return;
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, longestMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
}
