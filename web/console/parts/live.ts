import { useEffect, useState } from "react";
import { follow } from "../lib/follow.ts";

/** Follows a stream of events that is one page's own. While it is lost, `lost` says so; it heals by itself. */
export function useLive<T>(path: string, event: string): { data: T | null; lost: boolean } {
  const [data, setData] = useState<T | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => follow(path, event, { told: (found) => setData(found as T), lost: setLost }), [path, event]);
  return { data, lost };
}
