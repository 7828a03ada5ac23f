/** @jsxImportSource react */
import { Card } from "antd";
import { useMemo } from "react";
import { useFormats } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { BuyerFigures } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chart } from "./chart.tsx";
import { type Cell, HeatMap } from "./heat-map.tsx";
import { Empty, Shown } from "./states.tsx";

type Row = BuyerFigures["data"][number];
const steps = ["offered", "started", "paid"] as const;

/** From the offer to the money: where buyers are lost; and which buyers pay, by city tier and age band. */
export function BuyersCard() {
  const say = useSay();
  const figures = useLoad<BuyerFigures>("/v1/figures/buyers");
  return (
    <div className="two">
      <Card>
        <h2>{say("付成比例：城市级别 × 年龄段，三十天", "Paid of offered: city tiers × age bands, thirty days")}</h2>
        <Shown of={figures}>{({ data }) => <Heat rows={data} />}</Shown>
      </Card>
      <Card>
        <h2>{say("从展示到付成，三十天", "From offer to paid, thirty days")}</h2>
        <Shown of={figures}>{({ data }) => <Funnel rows={data} />}</Shown>
      </Card>
    </div>
  );
}

function Heat({ rows }: { rows: readonly Row[] }) {
  const say = useSay();
  const untold = say("未告知", "not told");
  const cells: Cell[] = rows.map((row) => ({
    x: row.age_band ?? untold,
    y: row.city_tier === null ? untold : say(`${row.city_tier} 线`, `tier ${row.city_tier}`),
    ...{ part: row.paid, whole: row.offered },
  }));
  if (cells.length === 0) return <Empty title={say("还没有收银台", "No checkouts yet")} />;
  return (
    <HeatMap
      title={say("付成比例：城市级别 × 年龄段", "Paid of offered: city tiers × age bands")}
      part={say("付成", "paid")}
      whole={say("展示", "offered")}
      cells={cells}
      height={260}
    />
  );
}

function Funnel({ rows }: { rows: readonly Row[] }) {
  const say = useSay();
  const formats = useFormats();
  const { theme } = useLooks();
  const names = useMemo(
    () => ({ offered: say("展示钱包", "Offered"), started: say("发起支付", "Begun"), paid: say("付成", "Paid") }),
    [say],
  );
  const counts = useMemo(() => steps.map((step) => rows.reduce((sum, row) => sum + row[step], 0)), [rows]);
  const [all = 0] = counts;
  const option = useMemo(
    () => ({
      tooltip: { show: false },
      grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value" as const, show: false },
      yAxis: { type: "category" as const, inverse: true, data: steps.map((step) => names[step]) },
      series: [
        {
          ...{ type: "bar" as const, barMaxWidth: 44, data: counts },
          label: { show: true, position: "right" as const, color: theme === "dark" ? "#e7ecea" : "#1d2422" },
        },
      ],
    }),
    [counts, names, theme],
  );
  if (all === 0) return <Empty title={say("还没有收银台", "No checkouts yet")} />;
  const table = steps.map((step, i) => [
    names[step],
    formats.number(counts[i] ?? 0),
    formats.percent(counts[i] ?? 0, all),
  ]);
  return (
    <Chart
      title={say("从展示到付成", "From offer to paid")}
      says={table.map((row) => row.join(" ")).join(say("，", ", "))}
      option={option}
      height={220}
      table={{ head: [say("步骤", "Step"), say("收银台", "Checkouts"), say("占比", "Share")], rows: table }}
    />
  );
}
