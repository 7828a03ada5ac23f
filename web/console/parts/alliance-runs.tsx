/** @jsxImportSource react */
import { Card, Progress } from "antd";
import { useEffect } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AllianceRun } from "../lib/types.ts";
import { usePages } from "../lib/use-load.ts";
import { ChipOf, type ChipWords } from "./chip-of.tsx";
import { ListTable } from "./list-table.tsx";
import { usePartnerName } from "./partner-names.ts";
import { usePurposes } from "./purpose-words.ts";
import { Amount, Ident } from "./states.tsx";

const states: ChipWords = {
  running: ["processing", "进行中", "Running"],
  done: ["success", "已完成", "Done"],
  below_crowd: ["warning", "少于最小人群", "Below the crowd"],
  failed: ["error", "未完成", "Failed"],
};
const lookEveryMs = 3000;

/** Runs as the parties' processes tell them: how far each is, and what it found, noise and all. */
export function AllianceRuns({ contract }: { contract?: string }) {
  const say = useSay();
  const formats = useFormats();
  const runs = usePages<AllianceRun>(`/v1/alliance-runs${contract ? `?contract=${contract}` : ""}`);
  const { reload } = runs;
  const runsNow = runs.data?.some((one) => one.state === "running") ?? false;
  useEffect(() => {
    if (!runsNow) return;
    const timer = setInterval(reload, lookEveryMs);
    return () => clearInterval(timer);
  }, [runsNow, reload]);
  const partner = usePartnerName();
  const purposes = usePurposes();
  return (
    <ListTable<AllianceRun>
      cards
      of={runs}
      label={say("运行列表", "List of runs")}
      empty={say("还没有运行", "No run yet")}
      hint={say(
        "运行由持有数据的一方在自己的进程中发起。",
        "A run begins in the process of the party that holds rows.",
      )}
      rowKey={(one) => one.id}
      columns={[
        { title: say("运行", "Run"), render: (_, one) => <Ident id={one.id} /> },
        { title: say("伙伴", "Partner"), render: (_, one) => partner(one.partner) },
        {
          title: say("用途与方式", "Purpose and mode"),
          render: (_, one) =>
            `${purposes([one.purpose])} · ${one.mode === "sum" ? say("人数与金额", "people and sum") : say("人数", "people")}`,
        },
        { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={states} /> },
        { title: say("进度", "Progress"), width: 190, render: (_, one) => <HowFar of={one} /> },
        {
          title: say("共同用户（含噪声）", "People in common, noised"),
          align: "right",
          render: (_, one) =>
            one.people === null ? "—" : say(`约 ${formats.number(one.people)}`, `about ${formats.number(one.people)}`),
        },
        { title: say("金额（含噪声）", "Sum, noised"), align: "right", render: (_, one) => <Amount of={one.total} /> },
        { title: say("最近变动", "Last change"), render: (_, one) => formats.short(one.changed_at) },
      ]}
    />
  );
}

function HowFar({ of }: { of: AllianceRun }) {
  const say = useSay();
  const steps: Readonly<Record<string, string>> = {
    begun: say("已获准", "Let in"),
    sent: say("发送己方元素", "Sending own elements"),
    met: say("处理对方元素", "Working on the partner's"),
    fetched: say("取回比较", "Fetching to compare"),
    ended: say("已结束", "Ended"),
  };
  const percent = of.steps_of === 0 ? 0 : Math.floor((of.steps_done / of.steps_of) * 100);
  return (
    <div>
      <div>
        {steps[of.step] ?? of.step}
        {of.why === null ? "" : `：${of.why}`}
      </div>
      {of.state === "running" && of.steps_of > 0 ? (
        <Progress percent={percent} size="small" aria-label={say("进度", "Progress")} />
      ) : null}
    </div>
  );
}

/** What the noise means, in figures. */
export function NoiseNote({ epsilon, crowd }: { epsilon: number; crowd: number }) {
  const say = useSay();
  const formats = useFormats();
  // Two-sided discrete Laplace of scale 1/ε: 95 of 100 lie within 3/ε; each side adds its own.
  const within = Math.ceil(3000 / epsilon);
  return (
    <Card size="small">
      <h2>{say("关于结果中的噪声", "About the noise in a result")}</h2>
      <p style={{ margin: 0 }}>
        {say(
          `双方各自加入拉普拉斯噪声（ε = ${epsilon / 1000}）：每一份噪声有 95% 落在 ±${formats.number(within)} 人之内。人数少于 ${formats.number(crowd)} 时任何一方都得不到数字。次数用完不再恢复：每次运行都会泄露一点。`,
          `Both sides add Laplace noise (ε = ${epsilon / 1000}): each part lies within ±${formats.number(within)} people 95 times of 100. Below ${formats.number(crowd)} people neither side is told a figure. Runs that are used do not come back: each tells a little.`,
        )}
      </p>
    </Card>
  );
}
