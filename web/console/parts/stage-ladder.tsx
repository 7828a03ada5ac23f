/** @jsxImportSource react */
import { Alert, Button, Card, Slider } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Opening, Stage } from "../lib/types.ts";
import { useAudienceText, useCapsText } from "./opening-words.ts";
import { Chip, Empty } from "./states.tsx";
import { type Move, StepMove } from "./step-move.tsx";
import { Deed } from "./why.tsx";

export type Kind = "pilot" | "stage";

/** Which step holds now; 0: none does yet; one beyond the last: it is open to everybody. */
export function standingOf(opening: Opening, kind: Kind, now: Date): number {
  const list = kind === "pilot" ? opening.pilots : opening.stages;
  const over = kind === "pilot" ? ["opening", "open"].includes(opening.state) : opening.state === "open";
  if (over) return list.length + 1;
  const effective = opening.effective_at !== null && new Date(opening.effective_at) <= now;
  const live =
    kind === "pilot"
      ? list[0]?.started_at !== null && !["draft", "withdrawn"].includes(opening.state)
      : effective && ["announced", "opening"].includes(opening.state);
  if (!live || list.length === 0) return 0;
  const back = list.findIndex((one) => one.paused_at !== null);
  const usable = back < 0 ? list : list.slice(0, back);
  const begun = (one: Stage): boolean => {
    const at = one.started_at ?? one.starts_at;
    return at !== null && new Date(at) <= now;
  };
  return usable.findLast((one, i) => i === 0 || begun(one))?.n ?? 0;
}

/** The steps of an opening: where it stands, a slider that moves it, and the button that stops it. */
export function StageLadder({ opening, done }: { opening: Opening; done: () => void }) {
  const say = useSay();
  const may = useMay();
  const lists = [
    ["pilot", say("试点", "Pilots"), opening.pilots],
    ["stage", say("阶段", "Stages"), opening.stages],
  ] as const;
  const steps = opening.pilots.length + opening.stages.length;
  const stoppable = steps > 0 && !["draft", "withdrawn", "paused"].includes(opening.state) && may("openings:write");
  return (
    <Card>
      <div className="row" style={{ marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{say("阶段阶梯", "The ladder of stages")}</h2>
        <span style={{ flex: 1 }} />
        {stoppable ? (
          <span className="stop">
            <Deed
              danger
              primary
              label={say("立即停止", "Stop now")}
              title={say("立即停止", "Stop now")}
              says={say("提交之刻起，新的支付一律不放行。", "From this commit on, no new payment is let in.")}
              act={(why, key) => post(`/v1/openings/${opening.id}/pause`, { why }, key)}
              done={done}
            />
          </span>
        ) : null}
      </div>
      {steps === 0 ? (
        <Empty
          title={say("一步到位", "All at once")}
          hint={say("没有试点，也没有阶段。", "No pilots and no stages.")}
        />
      ) : (
        lists.map(([kind, title, stages]) =>
          stages.length === 0 ? null : <Ladder key={kind} {...{ opening, kind, title, stages, done }} />,
        )
      )}
    </Card>
  );
}

type LadderProps = { opening: Opening; kind: Kind; title: string; stages: readonly Stage[]; done: () => void };

function Ladder({ opening, kind, title, stages, done }: LadderProps) {
  const say = useSay();
  const may = useMay();
  const at = standingOf(opening, kind, new Date());
  const [move, setMove] = useState<Move | null>(null);
  const back = stages.find((one) => one.paused_at !== null) ?? null;
  const moves = may("openings:write") && at > 0 && at <= stages.length && opening.state !== "paused";
  /** Where the handle is while somebody slides it. */
  const [sliding, setSliding] = useState<number | null>(null);
  const shown = sliding ?? move?.to ?? Math.min(at, stages.length);
  /** Up: one step at a time. Down: the one that holds is taken back, and the one before it holds again. */
  const slide = (to: number): void => {
    if (to === at || at < 1) return;
    const up = to > at;
    const next = up ? at + 1 : at - 1;
    setMove({ kind, to: next, n: up ? next : at, how: up ? (back?.n === next ? "resume" : "start") : "back" });
  };
  return (
    <section className="rung-ladder">
      <h3>{title}</h3>
      {back ? (
        <Alert
          type="warning"
          showIcon
          title={say(`第 ${back.n} 步已被收回`, `Step ${back.n} was taken back`)}
          description={say("说明原因后，可由人恢复。", "A person may let it hold again, with a reason.")}
        />
      ) : null}
      {stages.length > 1 ? (
        <Slider
          min={1}
          max={stages.length}
          step={1}
          value={Math.max(1, shown)}
          disabled={!moves}
          marks={Object.fromEntries(stages.map((one) => [one.n, String(one.n)]))}
          tooltip={{ formatter: (n) => say(`第 ${n} 步`, `Step ${n}`) }}
          ariaLabelForHandle={`${title}: ${say("拖动以进入或收回一步", "slide to step up or take a step back")}`}
          ariaValueTextFormatterForHandle={(n) => say(`第 ${n} 步`, `Step ${n}`)}
          onChange={setSliding}
          onChangeComplete={(to) => {
            setSliding(null);
            slide(to);
          }}
        />
      ) : null}
      <ol className="steps-list">
        {stages.map((stage) => (
          <StageRung
            key={stage.n}
            {...{ stage, at, kind, moves }}
            start={(how) => setMove(moveTo(kind, stage.n, how))}
          />
        ))}
      </ol>
      {move ? (
        <StepMove key={`${move.how} ${move.n}`} {...{ opening, move, done }} close={() => setMove(null)} />
      ) : null}
    </section>
  );
}

const moveTo = (kind: Kind, n: number, how: Move["how"]): Move => ({ kind, n, how, to: how === "back" ? n - 1 : n });

type RungProps = { stage: Stage; at: number; kind: Kind; moves: boolean; start: (how: Move["how"]) => void };

function StageRung({ stage, at, kind, moves, start }: RungProps) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const audience = useAudienceText();
  const caps = useCapsText();
  const skipped = kind === "pilot" && stage.n < at && stage.started_at === null;
  const held = stage.n < at ? "done" : stage.n === at ? "now" : "ahead";
  const state = stage.paused_at ? "back" : skipped ? "skipped" : held;
  const chips = {
    back: [say("已收回", "Taken back"), "error"],
    skipped: [say("未进行", "Not held"), "default"],
    done: [say("已过", "Behind"), "default"],
    now: [say("现在", "Now"), "success"],
    ahead: [say("未到", "Ahead"), "default"],
  } as const;
  const [text, tone] = chips[state];
  const share = Math.round(((stage.stores.share ?? 10_000) * (stage.buyers.share ?? 10_000)) / 1_000_000);
  return (
    <li data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <div className="row">
        <strong>
          {stage.n}. {words(stage.title) || say(`第 ${stage.n} 步`, `Step ${stage.n}`)}
        </strong>
        <Chip tone={tone}>{text}</Chip>
      </div>
      <div className="share-bar" aria-hidden="true">
        <span style={{ width: `${share}%` }} />
      </div>
      <div>{audience(stage)}</div>
      <div className="soft">{caps(stage.caps)}</div>
      {stage.condition ? <div className="mono soft">{stage.condition}</div> : null}
      {stage.starts_at && !stage.started_at ? (
        <div className="soft">
          {say("到期自动进入", "begins by itself")} {formats.short(stage.starts_at)}
        </div>
      ) : null}
      {stage.started_at ? (
        <div className="soft">
          {say("进入于", "begun")} {formats.short(stage.started_at)}
        </div>
      ) : null}
      <div className="row">
        {moves && stage.n === at + 1 ? (
          <Button size="small" type="primary" onClick={() => start(stage.paused_at ? "resume" : "start")}>
            {stage.paused_at ? say("恢复此步", "Let it hold again") : say("进入此步", "Step up")}
          </Button>
        ) : null}
        {moves && stage.n === at && stage.n > 1 ? (
          <Button size="small" danger onClick={() => start("back")}>
            {say("收回此步", "Take it back")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}
