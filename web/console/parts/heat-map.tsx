/** @jsxImportSource react */
import { useMemo } from "react";
import { useFormats } from "../lib/format.ts";
import { useLooks } from "../lib/language.tsx";
import { Chart } from "./chart.tsx";

/** So many of so many, where two things meet. */
export type Cell = { x: string; y: string; part: number; whole: number };

type Props = { title: string; part: string; whole: string; cells: readonly Cell[]; height?: number };

const grounds = { light: ["#eef3f0", "#0b8f7d"], dark: ["#26302d", "#39b8a4"] } as const;

/** Shares that lie close together are told apart by their own range; alike ones are all as dark. */
function rangeOf(shares: readonly number[]): { min: number; max: number } {
  const [min, max] = [Math.min(...shares), Math.max(...shares)];
  return min === max ? { min: 0, max: Math.max(1, max) } : { min, max };
}

/** A share at each meeting of two things: the darker the more; the numbers stand in the cells and in the table. */
export function HeatMap({ title, part, whole, cells, height = 240 }: Props) {
  const formats = useFormats();
  const { theme } = useLooks();
  const xs = useMemo(() => [...new Set(cells.map((cell) => cell.x))].sort(), [cells]);
  const ys = useMemo(() => [...new Set(cells.map((cell) => cell.y))].sort(), [cells]);
  const option = useMemo(() => {
    const shares = cells.map((cell) => (cell.whole === 0 ? 0 : Math.round((cell.part / cell.whole) * 1000) / 10));
    return {
      tooltip: { show: false },
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "category" as const, data: xs, splitArea: { show: true } },
      yAxis: { type: "category" as const, data: ys, splitArea: { show: true } },
      visualMap: { show: false, ...rangeOf(shares), inRange: { color: [...grounds[theme]] } },
      series: [
        {
          type: "heatmap" as const,
          data: cells.map((cell, i) => [xs.indexOf(cell.x), ys.indexOf(cell.y), shares[i] ?? 0]),
          label: {
            show: true,
            formatter: ({ value }: { value: unknown }) => `${((value as number[])[2] ?? 0).toFixed(1)}%`,
          },
          itemStyle: { borderWidth: 2, borderColor: theme === "dark" ? "#1a201e" : "#ffffff" },
        },
      ],
    };
  }, [cells, xs, ys, theme]);
  const at = (x: string, y: string): Cell | undefined => cells.find((cell) => cell.x === x && cell.y === y);
  const rows = ys.map((y) => [
    y,
    ...xs.map((x) => {
      const cell = at(x, y);
      return cell ? `${formats.percent(cell.part, cell.whole)} (${cell.part}/${cell.whole})` : "—";
    }),
  ]);
  const best = cells.toSorted((a, b) => b.part / Math.max(1, b.whole) - a.part / Math.max(1, a.whole))[0];
  const says = best ? `${best.y}, ${best.x}: ${formats.percent(best.part, best.whole)}` : "—";
  return (
    <Chart
      title={title}
      says={`${part} / ${whole}. ${says}`}
      option={option}
      height={height}
      table={{ head: [`${part} / ${whole}`, ...xs], rows }}
    />
  );
}
