/** @jsxImportSource react */
import { Alert, Card, Timeline } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Consultation, List, Opening, OpeningStep } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { ConsultationCard } from "../parts/consultation.tsx";
import { ContactList } from "../parts/contacts.tsx";
import { GuardsCard } from "../parts/guard-chart.tsx";
import { OpeningDeeds } from "../parts/opening-deeds.tsx";
import { OpeningFacts } from "../parts/opening-facts.tsx";
import { useCapabilityName, useMoveName } from "../parts/opening-words.ts";
import { PrerequisitesCard } from "../parts/prerequisites.tsx";
import { ProposalsCard } from "../parts/proposals.tsx";
import { StageLadder } from "../parts/stage-ladder.tsx";
import { Ident, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { useWalletName } from "../parts/wallets.tsx";

const road = ["draft", "piloting", "consulting", "decided", "announced", "opening", "open"] as const;

export default function OpeningPage({ id }: { id: string }) {
  const say = useSay();
  const name = useWalletName();
  const capability = useCapabilityName();
  const opening = useLoad<Opening>(`/v1/openings/${id}`, 15_000);
  const steps = useLoad<List<OpeningStep>>(`/v1/openings/${id}/steps`);
  const consultations = useLoad<List<Consultation>>(`/v1/openings/${id}/consultations`, 15_000);
  const again = together(opening.reload, steps.reload, consultations.reload);
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
            <StageLadder opening={found} done={again} />
            {guarded(found) ? <GuardsCard opening={found} /> : null}
            <OpeningFacts opening={found} />
            <PartnerContacts opening={found} />
            {found.requires.length > 0 ? <PrerequisitesCard opening={found} /> : null}
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

/** Whom to call at the partner: everything between the two sides begins with somebody who answers. */
function PartnerContacts({ opening }: { opening: Opening }) {
  const say = useSay();
  if (!useMay()("contacts:read")) return null;
  return (
    <Card>
      <h2>{say("合作方联系人", "Contacts at the partner")}</h2>
      <ContactList kind="partner" name={opening.partner} marketplace={opening.marketplace} />
    </Card>
  );
}

const guarded = ({ guards, pilots, stages }: Opening): boolean =>
  [guards, ...[...pilots, ...stages].map((stage) => stage.guards)].some((some) => some.length > 0);

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
      <ol className="ladder road" aria-label={say("进程", "How far it is")}>
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
    </>
  );
}

function Steps({ steps }: { steps: readonly OpeningStep[] }) {
  const formats = useFormats();
  const name = useMoveName();
  return (
    <Timeline
      items={steps.toReversed().map((step) => ({
        key: String(step.version),
        content: (
          <div>
            <strong>{name(step.event)}</strong> {step.from === step.to ? null : <StateTag state={step.to} />}
            <div>{step.why}</div>
            <div className="soft">
              {formats.instant(step.at)} · <Ident id={step.by} />
            </div>
          </div>
        ),
      }))}
    />
  );
}
