/** @jsxImportSource react */
import { moneyText, yuanOf } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { HubParticipant } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import type { ChartOption } from "./chart-engine.ts";

type Account = HubParticipant["accounts"][number];

/** How much of what a participant may owe it does owe: the position against the cap or the funds, whichever is less. */
export function PositionBar({ of: { position, cap, funds } }: { of: Account }) {
  const say = useSay();
  const most = BigInt(cap.minor) < BigInt(funds.minor) ? cap : funds;
  const owes = BigInt(position.minor) > 0n ? BigInt(position.minor) : 0n;
  const room = BigInt(most.minor);
  const filled = room === 0n ? (owes > 0n ? 100 : 0) : Math.min(100, Number((owes * 100n) / room));
  const tone = filled >= 90 ? "error" : filled >= 70 ? "warning" : "success";
  const label = say(
    `头寸 ${moneyText(position)}，可达 ${moneyText(most)}，已用 ${filled}%`,
    `Position ${moneyText(position)} of at most ${moneyText(most)}: ${filled}% used`,
  );
  return (
    <div className="hub-bar" role="img" aria-label={label} title={label}>
      <span data-tone={tone} style={{ width: `${filled}%` }} />
    </div>
  );
}

/** All participants of a currency side by side. */
export function PositionsChart({ participants }: { participants: readonly HubParticipant[] }) {
  const say = useSay();
  const words = useWords();
  const currency = participants.flatMap((one) => one.accounts)[0]?.cap.currency ?? "CNY";
  const rows = participants.flatMap((one) =>
    one.accounts.filter((account) => account.cap.currency === currency).map((account) => ({ ...account, one })),
  );
  const series = [
    { name: say("头寸", "Position"), of: (account: Account) => account.position },
    { name: say("净借记上限", "Net debit cap"), of: (account: Account) => account.cap },
    { name: say("缴存资金", "Funds"), of: (account: Account) => account.funds },
  ] as const;
  const option: ChartOption = {
    grid: { left: 8, right: 24, top: 36, bottom: 8, containLabel: true },
    legend: { top: 0 },
    xAxis: { type: "value", splitNumber: 3, splitLine: { show: false }, axisLabel: { hideOverlap: true } },
    yAxis: {
      ...{ type: "category", data: rows.map(({ one }) => words(one.title)), inverse: true },
      axisLabel: { width: 116, overflow: "break" },
    },
    series: series.map(({ name, of }) => ({
      type: "bar",
      name,
      barMaxWidth: 14,
      data: rows.map((row) => yuanOf(of(row))),
    })),
  };
  const full = rows.filter(({ position, cap }) => BigInt(position.minor) * 10n >= BigInt(cap.minor) * 9n).length;
  return (
    <Chart
      title={say(`头寸与上限（${currency}）`, `Positions and caps (${currency})`)}
      says={say(
        `${rows.length} 个参与方，其中 ${full} 个已用九成以上`,
        `${rows.length} participants, ${full} of them at nine tenths of the cap or more`,
      )}
      option={option}
      height={90 + rows.length * 64}
      table={{
        head: [
          say("参与方", "Participant"),
          ...series.map(({ name }) => name),
          say("结算占用", "Bound by settlements"),
        ],
        rows: rows.map((row) => [
          words(row.one.title),
          ...series.map(({ of }) => moneyText(of(row))),
          moneyText(row.settling),
        ]),
      }}
    />
  );
}
