/** @jsxImportSource react */
import { Card, Segmented } from "antd";
import { useMemo, useState } from "react";
import { moneyText, yuanOf } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { PlatformDays } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chart } from "./chart.tsx";
import { balances, usePlatformBalance } from "./funds-words.ts";
import { Shown } from "./states.tsx";

const spans = [30, 90, 365] as const;
const colours = {
  funds: "#0b8f7d",
  advanced: "#c4572f",
  compensated: "#8a5fb0",
  media_due: "#1d6fb8",
  media_payouts: "#b38a1c",
};

/** The platform's own book over time: what it has there, what is out, what it owes host apps. */
export function FundsChart({ account }: { account: string }) {
  const say = useSay();
  const [span, setSpan] = useState<(typeof spans)[number]>(90);
  const days = useLoad<PlatformDays>(`/v1/wallet-accounts/${account}/funds/days?days=${span}`);
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{say("余额变化", "Balances over time")}</h2>
        <span style={{ flex: 1 }} />
        <Segmented
          aria-label={say("时间范围", "How far back")}
          value={span}
          options={spans.map((value) => ({ value, label: say(`${value} 天`, `${value} days`) }))}
          onChange={setSpan}
        />
      </div>
      <Shown of={days}>{(found) => <Lines of={found} />}</Shown>
    </Card>
  );
}

function Lines({ of }: { of: PlatformDays }) {
  const say = useSay();
  const name = usePlatformBalance();
  // What was never anything but zero is no line.
  const shown = useMemo(
    () => balances.filter((one) => one === "funds" || of.data.some((day) => day[one].minor !== "0")),
    [of],
  );
  const option = useMemo(
    () => ({
      legend: { top: 0, type: "scroll" as const },
      grid: { left: 8, right: 12, bottom: 4, top: 40, containLabel: true },
      xAxis: { type: "category" as const, boundaryGap: false, data: of.data.map((day) => day.day.slice(5)) },
      yAxis: { type: "value" as const, axisLabel: { formatter: "¥{value}" } },
      series: shown.map((one) => ({
        ...{ type: "line" as const, step: "end" as const, symbol: "none", name: name(one) },
        ...{ itemStyle: { color: colours[one] }, lineStyle: { width: one === "funds" ? 3 : 2 } },
        ...(one === "funds" ? { areaStyle: { opacity: 0.12 } } : {}),
        data: of.data.map((day) => yuanOf(day[one])),
      })),
    }),
    [of, shown, name],
  );
  const [first, last] = [of.data[0], of.data.at(-1)];
  const says = shown.map((one) =>
    first && last ? `${name(one)} ${moneyText(first[one])} → ${moneyText(last[one])}` : name(one),
  );
  return (
    <Chart
      title={say("平台资金各日余额", "The platform's money, day by day")}
      says={says.join(say("，", ", "))}
      option={option}
      table={{
        head: [say("日期", "Day"), ...shown.map(name)],
        rows: of.data.toReversed().map((day) => [day.day, ...shown.map((one) => moneyText(day[one]))]),
      }}
    />
  );
}
