/** @jsxImportSource react */
import { Card } from "antd";
import { useMemo } from "react";
import { everyHour } from "../lib/every-hour.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, WalletHealth } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chart } from "../parts/chart.tsx";
import { ContactList, ContactsButton } from "../parts/contacts.tsx";
import { Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { WalletErrors } from "../parts/wallet-errors.tsx";
import { WalletName } from "../parts/wallets.tsx";

/** What buyers meet, wallet by wallet: the last quarter of an hour, and the last day hour by hour. */
export default function Health() {
  const say = useSay();
  const health = useLoad<List<WalletHealth>>("/v1/wallet-health", 10_000);
  return (
    <>
      <PageHead
        title={say("钱包健康", "Wallets' health")}
        lead={say(
          "来自真实支付，不是探测。被拒与未知计入钱包，买家自己离开不计。",
          "From payments, not from pings. Refused and unknown count against the wallet; a buyer who leaves does not.",
        )}
      />
      <Shown of={health}>
        {({ data }) =>
          data.length === 0 ? (
            <Card>
              <Empty
                title={say("24 小时内没有支付", "No payments in 24 hours")}
                hint={say("有支付后这里会有图。", "The first one will show here.")}
              />
            </Card>
          ) : (
            <div className="stack">
              {data.map((one) => (
                <WalletCard key={one.wallet} health={one} />
              ))}
            </div>
          )
        }
      </Shown>
    </>
  );
}

function WalletCard({ health }: { health: WalletHealth }) {
  const say = useSay();
  const formats = useFormats();
  const { place } = useWho();
  const marketplace = place.marketplace?.id ?? null;
  const atWallet = { kind: "partner", name: health.wallet, marketplace, first: "emergency" } as const;
  // Wallets tell whole seconds: what is below one cannot be told apart.
  const seconds = (value: number | null): string => {
    if (value === null) return "—";
    return value < 1 ? say("不足 1 秒", "under 1 s") : say(`${value.toFixed(1)} 秒`, `${value.toFixed(1)} s`);
  };
  const facts = [
    [say("发起", "Started"), formats.number(health.started)],
    [say("成功", "Paid"), formats.number(health.paid)],
    [say("被拒", "Refused"), formats.number(health.refused)],
    [say("未知", "Unknown"), formats.number(health.unknown)],
    [
      say("付款耗时（中位 / 95%）", "Until paid (median / 95%)"),
      `${seconds(health.p50_seconds)} / ${seconds(health.p95_seconds)}`,
    ],
  ] as const;
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>
          <WalletName id={health.wallet} />
        </h2>
        <StateTag state={health.state} />
        <span className="soft">{say("最近 15 分钟", "The last 15 minutes")}</span>
        <ContactsButton {...atWallet} />
      </div>
      {health.state === "failing" ? <ContactList {...atWallet} /> : null}
      <dl className="cards" style={{ margin: 0 }}>
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt className="soft">{title}</dt>
            <dd style={{ margin: 0, fontSize: 18, fontWeight: 600 }}>{value}</dd>
          </div>
        ))}
      </dl>
      <Hours health={health} />
      <WalletErrors health={health} />
    </Card>
  );
}

function Hours({ health }: { health: WalletHealth }) {
  const say = useSay();
  const formats = useFormats();
  const option = useMemo(() => {
    const hours = everyHour(health.hours);
    const series = [
      [say("成功", "Paid"), "#0b8f7d", (hour: WalletHealth["hours"][number]) => hour.paid],
      [say("被拒", "Refused"), "#b3261e", (hour: WalletHealth["hours"][number]) => hour.refused],
      [say("未知", "Unknown"), "#b38a1c", (hour: WalletHealth["hours"][number]) => hour.unknown],
    ] as const;
    return {
      legend: { top: 0 },
      grid: { left: 8, right: 8, bottom: 4, top: 44, containLabel: true },
      xAxis: { type: "category" as const, data: hours.map((hour) => formats.short(hour.at)) },
      yAxis: {
        ...{ type: "value" as const, minInterval: 1 },
        ...{ name: say("笔", "payments"), nameTextStyle: { align: "left" as const } },
      },
      series: series.map(([name, color, pick]) => ({
        ...{ type: "bar" as const, stack: "all", barMaxWidth: 28, name, itemStyle: { color } },
        data: hours.map(pick),
      })),
    };
  }, [health, say, formats]);
  const rows = health.hours.map((hour) => [
    formats.short(hour.at),
    ...[hour.started, hour.paid, hour.refused, hour.unknown].map((value) => formats.number(value)),
  ]);
  const all = health.hours.reduce((sum, hour) => sum + hour.paid, 0);
  return (
    <Chart
      title={say("24 小时，按小时", "24 hours, hour by hour")}
      says={say(`共 ${all} 笔成功`, `${all} paid in all`)}
      option={option}
      height={200}
      table={{
        head: [
          say("小时", "Hour"),
          say("发起", "Started"),
          say("成功", "Paid"),
          say("被拒", "Refused"),
          say("未知", "Unknown"),
        ],
        rows,
      }}
    />
  );
}
