/**
 * Who in this process wants to know that a checkout changed. The relay's events call `changed` for other processes'.
 */
export function makeChanges() {
  const listeners = new Map<string, Set<() => void>>();
  return {
    changed(checkout: string): void {
      for (const listener of listeners.get(checkout) ?? []) listener();
    },
    /** When it is not known what changed: everybody looks again. */
    allChanged(): void {
      for (const set of listeners.values()) for (const listener of set) listener();
    },
    /** True while a page is open: what other processes do is followed only then. */
    watched: (): boolean => listeners.size > 0,
    subscribe(checkout: string, listener: () => void): () => void {
      const set = listeners.get(checkout) ?? new Set();
      listeners.set(checkout, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(checkout);
      };
    },
  };
}
