/** One clock for the house and the wallets' fakes, which may be put at any instant and goes on from there. */
export type SandboxClock = {
  now(): Date;
  /** Null: the machine's own time again. */
  set(at: Date | null): void;
  /** Milliseconds that it is ahead of the machine's. */
  ahead(): number;
};

export function sandboxClock(at: Date | null = null, machine: () => number = Date.now): SandboxClock {
  let ahead = 0;
  const clock: SandboxClock = {
    now: () => new Date(machine() + ahead),
    set(instant) {
      ahead = instant === null ? 0 : instant.getTime() - machine();
    },
    ahead: () => ahead,
  };
  clock.set(at);
  return clock;
}
