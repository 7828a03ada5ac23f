/** @jsxImportSource react */
import { Card, Progress } from "antd";
import { useMemo } from "react";
import { useFormats } from "../lib/format.ts";
import { type Say, useSay, useWords } from "../lib/language.tsx";
import type { Consultation, Opening } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import { useReasonName } from "./opening-words.ts";
import { Empty } from "./states.tsx";

/** Turnout while it runs; the sealed result afterwards. Before the deadline nobody, not even this page, knows more. */
export function ConsultationCard({ all }: { opening: Opening; all: readonly Consultation[] }) {
  const say = useSay();
  const last = all.at(-1);
  return (
    <Card>
      <h2>{say("征求意见", "Consultation")}</h2>
      {last ? <Turnout consultation={last} /> : <Empty title={say("未征求意见", "Nobody was asked")} />}
    </Card>
  );
}

function Turnout({ consultation: one }: { consultation: Consultation }) {
  const say = useSay();
  const formats = useFormats();
  const share = one.stores === 0 ? 0 : Math.round((one.cast / one.stores) * 100);
  return (
    <div className="stack">
      <div>
        <div className="figure-number">
          {formats.number(one.cast)} / {formats.number(one.stores)}
        </div>
        <Progress percent={share} aria-label={say("投票率", "Turnout")} />
        <div className="soft">
          {one.state === "open" ? say("截止", "until") : say("已截止于", "ended on")} {formats.instant(one.deadline)}
        </div>
      </div>
      <p>
        {say("规则：", "Rule: ")}
        {say(
          `至少 ${formats.share(one.rule.quorum)} 投票，其中至少 ${formats.share(one.rule.share)} 支持，按${one.rule.weighting === "stores" ? "店铺数" : "成交额"}计。`,
          `at least ${formats.share(one.rule.quorum)} vote, at least ${formats.share(one.rule.share)} of them for it, weighed by ${one.rule.weighting}.`,
        )}
      </p>
      {one.tally ? (
        <Tally consultation={one} />
      ) : (
        <p>{say("结果在截止后揭晓。", "The result is sealed until the deadline.")}</p>
      )}
    </div>
  );
}

/** Of the votes that were cast, in percent: by stores, and by turnover. */
function tallyBars(tally: Consultation["tally"], say: Say) {
  const bar = (pick: "support" | "re_evaluate", name: string, color: string) => ({
    ...{ type: "bar" as const, stack: "all", name, itemStyle: { color } },
    data: [tally?.stores, tally?.turnover].map((one) => {
      const cast = BigInt(one?.cast ?? "0");
      return cast === 0n ? 0 : Number((BigInt(one?.[pick] ?? "0") * 1000n) / cast) / 10;
    }),
  });
  return {
    legend: { top: 0 },
    grid: { left: 8, right: 16, bottom: 4, top: 34, containLabel: true },
    xAxis: { type: "value" as const, max: 100 },
    yAxis: { type: "category" as const, data: [say("按店铺", "by stores"), say("按成交额", "by turnover")] },
    series: [
      bar("support", say("支持", "Support"), "#0b8f7d"),
      bar("re_evaluate", say("再评估", "Re-evaluate"), "#c4572f"),
    ],
  };
}

function Tally({ consultation: { tally, root, answers } }: { consultation: Consultation }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const reason = useReasonName();
  const option = useMemo(() => tallyBars(tally, say), [tally, say]);
  if (!tally) return null;
  const says = say(
    `${tally.stores.support} 家支持，${tally.stores.re_evaluate} 家要求再评估`,
    `${tally.stores.support} stores support it, ${tally.stores.re_evaluate} ask to re-evaluate`,
  );
  const rows = (["support", "re_evaluate"] as const).map((pick) => [
    pick === "support" ? say("支持", "Support") : say("再评估", "Re-evaluate"),
    formats.number(tally.stores[pick]),
    formats.number(tally.turnover[pick]),
  ]);
  return (
    <div className="stack">
      <strong>{tally.passed ? say("通过", "Passed") : say("未通过", "Not passed")}</strong>
      <Chart
        title={say("计票", "Tally")}
        says={says}
        option={option}
        height={150}
        table={{ head: [say("选择", "Choice"), say("店铺", "Stores"), say("成交额（分）", "Turnover (fen)")], rows }}
      />
      <ul>
        {tally.reasons.map((one) => (
          <li key={one.choice + one.code}>
            {reason(one.code)} ({one.choice === "support" ? say("支持", "support") : say("再评估", "re-evaluate")}):{" "}
            {one.stores}
          </li>
        ))}
      </ul>
      {answers.map((one) => (
        <p key={one.reason_code}>
          <strong>{reason(one.reason_code)}:</strong> {words(one.answer)}
        </p>
      ))}
      {root ? (
        <p className="soft">
          {say("选票树根", "Root of the ballots")}: <span className="mono">{root}</span>
        </p>
      ) : null}
    </div>
  );
}
