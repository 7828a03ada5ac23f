import { useEffect, useState } from "react";

/** Follows a stream of server-sent events. The browser connects again by itself; until then `lost` says so. */
export function useLive<T>(path: string, event: string): { data: T | null; lost: boolean } {
  const [data, setData] = useState<T | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const source = new EventSource(path);
    source.addEventListener(event, (message) => {
      setData(JSON.parse((message as MessageEvent<string>).data) as T);
      setLost(false);
    });
    source.addEventListener("open", () => setLost(false));
    source.addEventListener("error", () => setLost(true));
    return () => source.close();
  }, [path, event]);
  return { data, lost };
}
