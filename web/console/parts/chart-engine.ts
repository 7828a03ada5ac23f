import type { BarSeriesOption, FunnelSeriesOption, HeatmapSeriesOption, LineSeriesOption } from "echarts/charts";
import { BarChart, FunnelChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, FunnelChart, HeatmapChart, LineChart, GridComponent, LegendComponent, MarkLineComponent]);
use([TooltipComponent, VisualMapComponent, CanvasRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | FunnelSeriesOption | LineSeriesOption | HeatmapSeriesOption>;

const inks = { light: { text: "#4d5753", line: "#e4e2da" }, dark: { text: "#b6bfbb", line: "#2f3835" } };
const colours = ["#0b8f7d", "#1d6fb8", "#c4572f", "#8a5fb0", "#b38a1c", "#5c6b66"];

/**
 * Draws, follows the place's width, and answers how to end. Tooltips are drawn too: a strict policy lets none in as
 * HTML.
 */
export function drawChart(place: HTMLElement, option: ChartOption, theme: "light" | "dark"): () => void {
  const ink = inks[theme];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = init(place, null, { renderer: "canvas" });
  chart.setOption({
    color: colours,
    animation: !still,
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink.text },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    ...option,
    ...("legend" in option ? { legend: { textStyle: { color: ink.text }, ...(option["legend"] as object) } } : {}),
  } as ChartOption);
  const axis = { axisLabel: { color: ink.text }, axisLine: { lineStyle: { color: ink.line } } };
  const split = { splitLine: { lineStyle: { color: ink.line } } };
  if ("xAxis" in option) chart.setOption({ xAxis: axis, yAxis: { ...axis, ...split } });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(place);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
