/** @jsxImportSource react */
import { useMemo } from "react";
import { moneyText, yuanOf } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { MoneyFlows } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import { transferWords } from "./transfer-words.ts";

const colours = { light: ["#0b6b5f", "#0b8f7d", "#b3261e"], dark: ["#63c7b6", "#2ba08e", "#ef8078"] } as const;

/** From what there was to what there is: every kind of change as a step up or down. */
export function Waterfall({ flows }: { flows: MoneyFlows }) {
  const say = useSay();
  const { theme } = useLooks();
  const steps = useMemo(() => {
    const name = (kind: string): string => say(...(transferWords[kind] ?? ([kind, kind] as const)));
    const changes = flows.changes.map(({ kind, amount }) => ({ name: name(kind), amount, whole: false }));
    return [
      { name: say("期初", "Opening"), amount: flows.opening, whole: true },
      ...changes,
      { name: say("期末", "Closing"), amount: flows.closing, whole: true },
    ];
  }, [flows, say]);
  const option = useMemo(() => {
    const [whole, up, down] = colours[theme];
    let at = 0;
    const drawn = steps.map((step) => {
      const value = yuanOf(step.amount);
      const from = step.whole ? 0 : Math.min(at, at + value);
      at = step.whole ? value : at + value;
      return { from, height: Math.abs(value), color: step.whole ? whole : value < 0 ? down : up };
    });
    return {
      tooltip: { show: false },
      grid: { left: 8, right: 8, bottom: 4, top: 20, containLabel: true },
      xAxis: { type: "category" as const, data: steps.map((step) => step.name), axisLabel: { interval: 0 } },
      yAxis: { type: "value" as const, axisLabel: { formatter: "¥{value}" } },
      series: [
        {
          ...{ type: "bar" as const, stack: "all", silent: true, itemStyle: { color: "transparent" } },
          data: drawn.map((bar) => bar.from),
        },
        {
          ...{ type: "bar" as const, stack: "all", barMaxWidth: 48 },
          data: drawn.map((bar) => ({ value: bar.height, itemStyle: { color: bar.color } })),
        },
      ],
    };
  }, [steps, theme]);
  const rows = steps.map((step) => [step.name, moneyText(step.amount)]);
  return (
    <Chart
      title={say("三十天资金变动", "Thirty days of the store's money")}
      says={rows.map((row) => row.join(" ")).join(say("，", ", "))}
      option={option}
      height={220}
      table={{ head: [say("变动", "Change"), say("金额", "Amount")], rows }}
    />
  );
}
