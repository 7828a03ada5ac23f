/** @jsxImportSource react */
import { Card, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { Guard, GuardSeries, List, Opening } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chart } from "./chart.tsx";
import { useGuardName } from "./opening-words.ts";
import { Chip, Empty, Shown } from "./states.tsx";

const hourMs = 3_600_000;

/** Percent of what it counts; of breaks the number itself. */
function readingAt(figure: Guard["figure"], { part, whole }: { part: string; whole: string }): number | null {
  if (figure === "breaks") return Number(part);
  return whole === "0" ? null : Math.round((Number(part) / Number(whole)) * 10_000) / 100;
}

/** What each guard read over time, against its limit, and when it stopped something. */
export function GuardsCard({ opening }: { opening: Opening }) {
  const say = useSay();
  const [hours, setHours] = useState(24);
  // Whole minutes, so that the address stays the same while the page is drawn again.
  const from = useMemo(
    () => new Date(Math.floor(Date.now() / 60_000) * 60_000 - hours * hourMs).toISOString(),
    [hours],
  );
  const series = useLoad<List<GuardSeries>>(`/v1/openings/${opening.id}/guard-series?from=${from}`, 15_000);
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{say("护栏", "Guards")}</h2>
        <span style={{ flex: 1 }} />
        <Segmented
          aria-label={say("时间范围", "How far back")}
          value={hours}
          options={[1, 24, 168, 720].map((value) => ({
            value,
            label: value < 25 ? say(`${value} 小时`, `${value} h`) : say(`${value / 24} 天`, `${value / 24} d`),
          }))}
          onChange={setHours}
        />
      </div>
      <Shown of={series}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              title={say("这段时间没有读数", "No readings in this time")}
              hint={say("计划开放后，护栏每两秒看一次。", "Once it is live, guards look every two seconds.")}
            />
          ) : (
            <div className="stack">
              {data.map((one) => (
                <GuardLine key={`${one.kind} ${one.n} ${one.figure} ${one.window_minutes}`} one={one} from={from} />
              ))}
            </div>
          )
        }
      </Shown>
    </Card>
  );
}

function GuardLine({ one, from }: { one: GuardSeries; from: string }) {
  const say = useSay();
  const formats = useFormats();
  const name = useGuardName();
  const limit = one.figure === "breaks" ? `${one.limit}` : formats.share(one.limit);
  const last = one.points.at(-1);
  const few = last !== undefined && Number(last.whole) < one.min_count;
  const value = last ? readingAt(one.figure, last) : null;
  const unit = one.figure === "breaks" ? "" : "%";
  const whose = {
    opening: "",
    stage: say(`阶段 ${one.n} · `, `stage ${one.n} · `),
    pilot: say(`试点 ${one.n} · `, `pilot ${one.n} · `),
  };
  return (
    <section>
      <div className="row">
        <h3 style={{ margin: 0 }}>
          {whose[one.kind]}
          {name(one.figure)} {limit}
        </h3>
        <Chip tone={last?.breached ? "error" : few ? "default" : "success"}>
          {value === null ? "—" : `${value}${unit}`}
          {last ? ` (${last.part}/${last.whole})` : ""}
        </Chip>
        <span className="soft">
          {say(
            `${one.window_minutes} 分钟滑动窗口，满 ${one.min_count} 笔才判定`,
            `over ${one.window_minutes} minutes; it judges from ${one.min_count} payments on`,
          )}
          {few ? say("（目前不足）", " (fewer now)") : ""}
        </span>
        {one.stopped_at.map((at) => (
          <Chip key={at} tone="error">
            {say("已触发", "stopped it")} {formats.short(at)}
          </Chip>
        ))}
      </div>
      <GuardPicture one={one} from={from} title={`${whose[one.kind]}${name(one.figure)} ${limit}`} />
    </section>
  );
}

const dangers = { light: "#b3261e", dark: "#ef8078" } as const;

function GuardPicture({ one, title, from }: { one: GuardSeries; title: string; from: string }) {
  const say = useSay();
  const danger = dangers[useLooks().theme];
  const formats = useFormats();
  const limit = one.figure === "breaks" ? one.limit : one.limit / 100;
  const option = useMemo(() => {
    const points = one.points.map((point) => [point.at, readingAt(one.figure, point), Number(point.whole)]);
    const marks = one.stopped_at.map((at) => ({ xAxis: at, label: { formatter: "■", color: danger } }));
    return {
      grid: { left: 8, right: 44, top: 12, bottom: 4, containLabel: true },
      xAxis: { type: "time" as const, min: from, max: Date.now(), axisLabel: { hideOverlap: true } },
      yAxis: { type: "value" as const, min: 0, ...(one.figure === "breaks" ? {} : { max: 100 }) },
      series: [
        {
          ...{ type: "line" as const, step: "end" as const, symbol: "circle", symbolSize: 5, name: title },
          data: points,
          markLine: {
            symbol: "none",
            lineStyle: { color: danger },
            data: [{ yAxis: limit, label: { formatter: `${limit}`, color: danger } }, ...marks],
          },
        },
      ],
    };
  }, [one, limit, title, from, danger]);
  const rows = one.points
    .toReversed()
    .map((point) => [
      formats.instant(point.at),
      readingAt(one.figure, point)?.toString() ?? "—",
      formats.number(point.part),
      formats.number(point.whole),
      point.breached ? say("触发", "breached") : Number(point.whole) < one.min_count ? say("不足", "too few") : "",
    ]);
  const breached = one.points.filter((point) => point.breached).length;
  return (
    <Chart
      title={title}
      says={say(
        `${one.points.length} 个读数，界限 ${limit}，触发 ${breached} 次`,
        `${one.points.length} readings, limit ${limit}, breached ${breached} times`,
      )}
      option={option}
      height={180}
      table={{
        head: [
          say("时间", "Time"),
          say("读数", "Reading"),
          say("计数", "Part"),
          say("基数", "Of"),
          say("判定", "Judged"),
        ],
        rows,
      }}
    />
  );
}
