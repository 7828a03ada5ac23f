/** @jsxImportSource react */
import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { moneyText, sumOf, useFormats, yuanOf } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Figures } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import { Empty } from "./states.tsx";
import { useWalletName, useWallets } from "./wallets.tsx";

const nothing = { currency: "CNY", minor: "0" } as const;

function useByWallet(figures: Figures) {
  return useMemo(() => {
    const days = [...new Set(figures.data.map((row) => row.day))].sort();
    const wallets = [...new Set(figures.data.map((row) => row.wallet))].sort();
    const at = (day: string, wallet: string) =>
      figures.data.find((row) => row.day === day && row.wallet === wallet)?.amount ?? nothing;
    const all = (day: string) => wallets.reduce((sum, wallet) => sum + yuanOf(at(day, wallet)), 0);
    return { days, wallets, at, all };
  }, [figures]);
}

/** Thirty days by wallet: in money, or as each wallet's share of the day. */
export function Turnover({ figures }: { figures: Figures }) {
  const say = useSay();
  const [shares, setShares] = useState(false);
  const title = shares
    ? say("三十天各钱包份额", "Thirty days: each wallet's share")
    : say("三十天交易额，按钱包", "Thirty days of turnover, by wallet");
  if (figures.data.length === 0)
    return (
      <Empty
        title={say("还没有付款", "No payments yet")}
        hint={say("第一笔付款后这里会有图。", "The first one will show here.")}
      />
    );
  return (
    <>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{title}</h2>
        <span style={{ flex: 1 }} />
        <Segmented
          aria-label={say("看金额还是份额", "Money or shares")}
          value={shares ? "share" : "money"}
          options={[
            { value: "money", label: say("金额", "Money") },
            { value: "share", label: say("份额", "Share") },
          ]}
          onChange={(value) => setShares(value === "share")}
        />
      </div>
      <TurnoverChart figures={figures} shares={shares} title={title} />
    </>
  );
}

function TurnoverChart({ figures, shares, title }: { figures: Figures; shares: boolean; title: string }) {
  const say = useSay();
  const formats = useFormats();
  const name = useWalletName();
  const known = useWallets();
  const { days, wallets, at, all } = useByWallet(figures);
  const option = useMemo(
    () => ({
      legend: { top: 0 },
      grid: { left: 8, right: 8, bottom: 4, top: 36, containLabel: true },
      xAxis: { type: "category" as const, data: days.map((day) => day.slice(5)), boundaryGap: !shares },
      yAxis: {
        type: "value" as const,
        ...(shares ? { max: 100, axisLabel: { formatter: "{value}%" } } : { axisLabel: { formatter: "¥{value}" } }),
      },
      series: wallets.map((wallet) => {
        const color = known.find((one) => one.id === wallet)?.mark.colour ?? "#5c6b66";
        const amount = (day: string) => yuanOf(at(day, wallet));
        const share = (day: string) => Math.round((amount(day) / Math.max(0.01, all(day))) * 1000) / 10;
        const common = { stack: "all", name: name(wallet), itemStyle: { color } };
        return shares
          ? { ...common, type: "line" as const, symbol: "none", areaStyle: { opacity: 0.75 }, data: days.map(share) }
          : { ...common, type: "bar" as const, barMaxWidth: 28, data: days.map(amount) };
      }),
    }),
    [days, wallets, at, all, name, known, shares],
  );
  const cell = (day: string, wallet: string): string =>
    shares ? formats.percent(yuanOf(at(day, wallet)), all(day)) : moneyText(at(day, wallet));
  const sums = wallets.map((wallet) => {
    const mine = figures.data.filter((row) => row.wallet === wallet).map((row) => row.amount);
    return `${name(wallet)} ${moneyText(sumOf(mine))}`;
  });
  return (
    <Chart
      title={title}
      says={sums.join(say("，", ", "))}
      option={option}
      table={{
        head: [say("日期", "Day"), ...wallets.map(name)],
        rows: days.map((day) => [day, ...wallets.map((wallet) => cell(day, wallet))]),
      }}
    />
  );
}
