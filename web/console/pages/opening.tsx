/** @jsxImportSource react */
import { Alert, Card, Timeline } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Consultation, List, Opening, OpeningStep, Stage } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ConsultationCard } from "../parts/consultation.tsx";
import { OpeningDeeds } from "../parts/opening-deeds.tsx";
import { OpeningFacts } from "../parts/opening-facts.tsx";
import { useAudienceText, useCapabilityName, useCapsText } from "../parts/opening-words.ts";
import { ProposalsCard } from "../parts/proposals.tsx";
import { Scroll } from "../parts/region.tsx";
import { Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { useWalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

const road = ["draft", "piloting", "consulting", "decided", "announced", "opening", "open"] as const;

export default function OpeningPage({ id }: { id: string }) {
  const say = useSay();
  const name = useWalletName();
  const capability = useCapabilityName();
  const opening = useLoad<Opening>(`/v1/openings/${id}`, 15_000);
  const steps = useLoad<List<OpeningStep>>(`/v1/openings/${id}/steps`);
  const consultations = useLoad<List<Consultation>>(`/v1/openings/${id}/consultations`, 15_000);
  const again = (): void => {
    opening.reload();
    steps.reload();
    consultations.reload();
  };
  const title = opening.data
    ? `${capability(opening.data.capability)} → ${name(opening.data.partner)}`
    : say("开放计划", "Opening");
  return (
    <>
      <PageHead title={title}>{opening.data ? <StateTag state={opening.data.state} /> : null}</PageHead>
      <Shown of={opening} rows={8}>
        {(found) => (
          <div className="stack">
            <Card>
              <Road opening={found} />
              <OpeningDeeds opening={found} done={again} />
            </Card>
            <OpeningFacts opening={found} />
            <Stages opening={found} done={again} />
            <div className="two">
              <Shown of={consultations}>{({ data }) => <ConsultationCard opening={found} all={data} />}</Shown>
              <ProposalsCard opening={found} done={again} />
            </div>
            <Card>
              <h2>{say("全部变更", "Everything that was done to it")}</h2>
              <Shown of={steps}>{({ data }) => <Steps steps={data} />}</Shown>
            </Card>
          </div>
        )}
      </Shown>
    </>
  );
}

/** How far it has come: the road that every opening goes, the present step lit. */
function Road({ opening }: { opening: Opening }) {
  const say = useSay();
  const formats = useFormats();
  const at = road.indexOf(opening.state as (typeof road)[number]);
  const words: Readonly<Record<(typeof road)[number], string>> = {
    draft: say("草稿", "Draft"),
    piloting: say("试点", "Pilot"),
    consulting: say("征求意见", "Consultation"),
    decided: say("决定", "Decision"),
    announced: say("公告", "Announcement"),
    opening: say("分阶段", "Stages"),
    open: say("全面开放", "Open"),
  };
  return (
    <>
      {at < 0 ? (
        <Alert
          type={opening.state === "paused" ? "error" : "info"}
          showIcon
          title={
            opening.state === "paused"
              ? say("已暂停：此刻起新的支付一律不放行。", "Paused: no payment that starts from now on is let in.")
              : say("已撤回，不可恢复。", "Withdrawn for good.")
          }
        />
      ) : null}
      <Scroll label={say("进程", "How far it is")}>
        <ol className="ladder">
          {road.map((step, i) => (
            <li
              key={step}
              data-state={i < at ? "done" : i === at ? "now" : "ahead"}
              aria-current={i === at ? "step" : undefined}
            >
              {words[step]}
              {step === "announced" && opening.effective_at ? (
                <div className="soft">
                  {say("生效", "from")} {formats.short(opening.effective_at)}
                </div>
              ) : null}
            </li>
          ))}
        </ol>
      </Scroll>
    </>
  );
}

function Stages({ opening, done }: { opening: Opening; done: () => void }) {
  const say = useSay();
  const lists = [
    ["pilot", say("试点", "Pilots"), opening.pilots, opening.state === "piloting"],
    ["stage", say("阶段", "Stages"), opening.stages, opening.state === "opening"],
  ] as const;
  return (
    <Card>
      <h2>{say("阶段阶梯", "The ladder of stages")}</h2>
      {opening.pilots.length + opening.stages.length === 0 ? (
        <Empty
          title={say("一步到位", "All at once")}
          hint={say("没有试点，也没有阶段。", "No pilots and no stages.")}
        />
      ) : (
        lists.map(([kind, title, stages, live]) =>
          stages.length === 0 ? null : (
            <section key={kind}>
              <h3>{title}</h3>
              <Scroll label={title}>
                <ol className="ladder">
                  {stages.map((stage) => (
                    <StageRung key={stage.n} {...{ opening, kind, stage, stages, live, done }} />
                  ))}
                </ol>
              </Scroll>
            </section>
          ),
        )
      )}
    </Card>
  );
}

type RungProps = {
  opening: Opening;
  kind: "pilot" | "stage";
  stage: Stage;
  stages: readonly Stage[];
  live: boolean;
  done: () => void;
};

function StageRung({ opening, kind, stage, stages, live, done }: RungProps) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const may = useMay();
  const audience = useAudienceText();
  const caps = useCapsText();
  const begun = (one: Stage): boolean =>
    one.started_at !== null || (one.starts_at !== null && new Date(one.starts_at) <= new Date());
  const last = stages.filter(begun).at(-1)?.n ?? 1;
  const state = stage.n < last ? "done" : stage.n === last && live ? "now" : "ahead";
  const next = live && stage.n === last + 1;
  return (
    <li data-state={state} aria-current={state === "now" ? "step" : undefined} style={{ flexBasis: 200 }}>
      <strong>
        {stage.n}. {words(stage.title) || say(`第 ${stage.n} 步`, `Step ${stage.n}`)}
      </strong>
      <div>{audience(stage)}</div>
      <div className="soft">{caps(stage.caps)}</div>
      {stage.starts_at ? <div className="soft">{formats.short(stage.starts_at)}</div> : null}
      {next && may("openings:write") ? (
        <Deed
          size="small"
          primary
          label={say("进入此步", "Step up")}
          title={say(`进入第 ${stage.n} 步`, `Go on to step ${stage.n}`)}
          says={audience(stage)}
          act={(why, key) => post(`/v1/openings/${opening.id}/start-stage`, { why, kind, n: stage.n }, key)}
          done={done}
        />
      ) : null}
    </li>
  );
}

function Steps({ steps }: { steps: readonly OpeningStep[] }) {
  const formats = useFormats();
  return (
    <Timeline
      items={steps.toReversed().map((step) => ({
        key: String(step.version),
        content: (
          <div>
            <strong>{step.event}</strong> {step.from === step.to ? null : <StateTag state={step.to} />}
            <div>{step.why}</div>
            <div className="soft">
              {formats.instant(step.at)} · <span className="mono">{step.by}</span>
            </div>
          </div>
        ),
      }))}
    />
  );
}
