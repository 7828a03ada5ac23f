import type { AlarmShown, AlarmsDoor } from "../alarms-door.ts";
import { page } from "./payments.ts";
import { east, id, west } from "./people.ts";
import { start } from "./views.ts";

const alarms: AlarmShown[] = [east, west].map((marketplace, i) => ({
  ...{ id: id("alm", i + 1), marketplace, what: "bill_refused", words: { zh: "账单被拒", en: "A bill was refused" } },
  ...{ about: { day: "2026-11-21" }, times: 2n, raised_at: start, last_at: start },
  ...{ cleared_at: null, cleared_by: null, cleared_why: null },
}));

/** An alarm a marketplace. */
export function fakeAlarms(): AlarmsDoor {
  const one = (wanted: string) => alarms.find((row) => row.id === wanted) ?? null;
  return {
    list: async ({ marketplace }, at) =>
      page(
        alarms.filter((row) => marketplace === null || row.marketplace === marketplace),
        at,
      ),
    get: async (wanted) => one(wanted),
    async clear(wanted, cleared_by, cleared_why) {
      const found = one(wanted);
      return found && { ...found, cleared_at: start, cleared_by, cleared_why };
    },
  };
}
