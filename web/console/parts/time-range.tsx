/** @jsxImportSource react */
import { DatePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import "dayjs/locale/zh-cn.js";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useNarrow } from "../lib/use-narrow.ts";
import { useZone } from "../lib/use-zone.ts";
import { dayAfter, dayIn, dayStart, daysOf, lastDaysFrom } from "../lib/zone-days.ts";

const asDay = "YYYY-MM-DD";
const shown = (day: string | undefined): Dayjs | null => (day === undefined ? null : dayjs(day));

/** No wider where amounts are asked for: the house refuses it. */
const widestDays = 366;

/** Narrows a list to days of the marketplace's zone; the address holds the instants at which they begin and end. */
export default function TimeRange() {
  const say = useSay();
  const zone = useZone();
  const narrow = useNarrow(600);
  const { query } = useAddress();
  const amounts = query.has("amount_from") || query.has("amount_to");
  const [first, last] = daysOf(query.get("from"), query.get("to"), zone);
  const today = dayIn(Date.now(), zone);
  const lastDays = (days: number): [Dayjs, Dayjs] => [dayjs(dayAfter(today, 1 - days)), dayjs(today)];
  const set = (days: readonly (Dayjs | null)[] | null): void => {
    const from = days?.[0] ?? null;
    const to = days?.[1] ?? null;
    setQuery({
      from: from ? dayStart(from.format(asDay), zone) : amounts ? lastDaysFrom(Date.now(), zone) : null,
      to: to && dayStart(dayAfter(to.format(asDay), 1), zone),
    });
  };
  return (
    <DatePicker.RangePicker
      id={{ start: "time-from", end: "time-to" }}
      value={[shown(first), shown(last)]}
      allowEmpty={[!amounts, true]}
      aria-label={say("下单日期", "Days ordered")}
      placeholder={[say("下单日期从", "Ordered from"), say("到", "to")]}
      title={say(`按 ${zone} 的日期`, `Days of ${zone}`)}
      presets={[
        { label: say("今天", "Today"), value: lastDays(1) },
        { label: say("最近 7 天", "Last 7 days"), value: lastDays(7) },
        { label: say("最近 90 天", "Last 90 days"), value: lastDays(90) },
      ]}
      disabledDate={(day, { from }) => amounts && from !== undefined && farFrom(day, from)}
      classNames={{ popup: { root: narrow ? "time-days narrow" : "time-days" } }}
      onChange={set}
    />
  );
}

const farFrom = (day: Dayjs, from: Dayjs): boolean => Math.abs(day.diff(from, "day")) >= widestDays;
