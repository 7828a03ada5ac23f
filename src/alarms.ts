import type { Clock } from "#db";

export type Alarm = { what: string; about: Readonly<Record<string, unknown>>; at: Date };

const alarmsKept = 1000;

/** The latest things that a person should look at. */
export function makeAlarms(clock: Clock) {
  const kept: Alarm[] = [];
  const listeners: ((alarm: Alarm) => void)[] = [];
  const alarms = {
    kept: kept as readonly Alarm[],
    tell: (_: Alarm): void => {},
    listen(listener: (alarm: Alarm) => void): void {
      listeners.push(listener);
    },
    raise(what: string, about: Alarm["about"]): void {
      const alarm = { what, about, at: clock.now() };
      kept.push(alarm);
      if (kept.length > alarmsKept) kept.shift();
      alarms.tell(alarm);
      for (const listener of listeners) listener(alarm);
    },
  };
  return alarms;
}
