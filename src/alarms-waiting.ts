import { isId, sqlState } from "#db";
import type { Alarm } from "./alarms.ts";

/** `tries`: how often it was refused for what it is. */
export type Waiting = { alarm: Alarm; key: string; times: number; tries: number };

const waitingMax = 10_000;
/** So often one may be refused for what it is before it is given up. */
const triesMax = 3;
/** After so many others in a row the rest waits: it is the database that does not answer. */
const failuresMax = 5;

/** Refused for what it is, and again whenever it is written: data, a constraint, a size, or what makes no JSON. */
const isItsOwn = (fault: unknown): boolean =>
  fault instanceof TypeError || fault instanceof RangeError || /^(22|23|54)/.test(sqlState(fault) ?? "");

/**
 * Alarms on their way into the book. One that cannot be written holds up none of the others; where that is its own
 * fault it is given up, counted and told by an alarm that can be written (`alarm_not_written`), as is one for which
 * there is no room. What fails for any other reason is kept until it goes.
 */
export function makeWaiting(alarms: {
  listen(listener: (alarm: Alarm) => void): void;
  raise(what: string, about: Alarm["about"]): void;
}) {
  const waiting = new Map<string, Waiting>();
  let lost = 0;
  const giveUp = ({ alarm, times }: Pick<Waiting, "alarm" | "times">, why: string): void => {
    lost += times;
    if (alarm.what !== notWritten) alarms.raise(notWritten, { of: alarm.what, why });
  };
  const keep = (one: Waiting): void => {
    const name = `${one.alarm.what} ${one.key}`;
    const newer = waiting.get(name);
    waiting.delete(name);
    waiting.set(name, newer ? { ...newer, times: newer.times + one.times, tries: one.tries } : one);
  };
  alarms.listen((alarm) => {
    const key = keyOf(alarm);
    const known = waiting.get(`${alarm.what} ${key}`);
    if (known) known.times++;
    else if (waiting.size < waitingMax || alarm.what === notWritten)
      waiting.set(`${alarm.what} ${key}`, { alarm, key, times: 1, tries: 0 });
    else giveUp({ alarm, times: 1 }, `${waitingMax} others wait already.`);
  });
  return {
    lost: (): number => lost,
    /** Writes all that wait, each for itself. Throws the first fault that is no alarm's own, once all were tried. */
    async write(one: (waiting: Waiting) => Promise<void>): Promise<number> {
      const all = [...waiting.values()];
      waiting.clear();
      const left: Waiting[] = [];
      const faults: unknown[] = [];
      let inRow = 0;
      for (const next of all) {
        if (inRow >= failuresMax) keep(next);
        else
          try {
            await one(next);
            inRow = 0;
          } catch (fault) {
            const own = isItsOwn(fault);
            if (!own) {
              inRow++;
              faults.push(fault);
            }
            if (own && next.tries + 1 >= triesMax) giveUp(next, String(fault));
            else left.push({ ...next, tries: next.tries + (own ? 1 : 0) });
          }
      }
      // Behind those that had no turn: none that fails keeps the others up for longer than one.
      for (const one of left) keep(one);
      if (faults.length > 0) throw faults[0];
      return 0;
    },
  };
}

const notWritten = "alarm_not_written";

/** An id with its kind, which tells what it names. */
export const isNamedId = (text: string): boolean => isId(text) && text[3] === "_";
const dayPattern = /^\d{4}-\d\d-\d\d$/;

/** The same thing is one alarm: its ids and days, in their order. */
function keyOf({ about }: Alarm): string {
  const named = Object.entries(about).filter(
    ([name, value]) => typeof value === "string" && (name === "wallet" || isNamedId(value) || dayPattern.test(value)),
  );
  return JSON.stringify(Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 500);
}

/** As JSON, without what PostgreSQL takes into no jsonb: U+0000, and halves of a character. Whole numbers are texts. */
export function storableJson(about: Alarm["about"]): string {
  return JSON.stringify(about, (_, value: unknown) => {
    if (typeof value === "string") return storable(value);
    if (typeof value === "bigint") return `${value}`;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), inner]));
  });
}

const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();
