/** Runs something later; handed in, so that tests decide when later is. The answer calls it off. */
export type Timer = { after(ms: number, work: () => void): () => void };

/** The machine's own timer. It keeps no process alive. */
export const machineTimer: Timer = {
  after(ms, work) {
    const handle = setTimeout(work, ms);
    handle.unref();
    return () => clearTimeout(handle);
  },
};
