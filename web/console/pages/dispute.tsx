/** @jsxImportSource react */
import { Card, Descriptions, Timeline } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Dispute, DisputeStep, List } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { disputeStates, kindWords, ruleWords, verdictsOf, verdictWords } from "../parts/dispute-words.ts";
import { Amount, Ident, PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** One dispute: what is asked, what was said so far, and what this person may do about it now. */
export default function DisputePage({ id }: { id: string }) {
  const say = useSay();
  const formats = useFormats();
  const dispute = useLoad<Dispute>(`/v1/disputes/${id}`);
  const steps = useLoad<List<DisputeStep>>(`/v1/disputes/${id}/steps`);
  const done = together(dispute.reload, steps.reload);
  return (
    <>
      <PageHead title={say("纠纷详情", "Dispute")} lead={<Ident id={id} />} />
      <Shown of={dispute}>
        {(one) => (
          <div className="stack">
            <Card>
              <Descriptions
                column={{ xs: 1, md: 2 }}
                size="small"
                items={[
                  { key: "s", label: say("状态", "State"), children: <ChipOf of={one.state} words={disputeStates} /> },
                  {
                    key: "k",
                    label: say("类型", "Kind"),
                    children: say(...(kindWords[one.kind] ?? [one.kind, one.kind])),
                  },
                  { key: "a", label: say("金额", "Amount"), children: <Amount of={one.amount} /> },
                  {
                    ...{ key: "o", label: say("订单", "Order") },
                    children: (
                      <Link href={`/console/orders/${one.order}`}>
                        <Ident id={one.order} />
                      </Link>
                    ),
                  },
                  { key: "r", label: say("买家的理由", "The buyer's reason"), children: one.reason },
                  {
                    key: "u",
                    label: say("规则", "Rule"),
                    children: say(...(ruleWords[one.rule] ?? [one.rule, one.rule])),
                  },
                  { key: "d", label: say("期限", "Due"), children: formats.instant(one.due_at) },
                  { key: "t", label: say("发起时间", "Opened"), children: formats.instant(one.opened_at) },
                ]}
              />
              <Deeds of={one} done={done} />
            </Card>
            <Card>
              <h2>{say("经过", "What happened")}</h2>
              <Shown of={steps}>{({ data }) => <Steps of={data} />}</Shown>
            </Card>
          </div>
        )}
      </Shown>
    </>
  );
}

/** An uploaded file is the house's own, to be saved; anything else is a link, or only a name. */
function Proof({ of }: { of: DisputeStep["evidence"][number] }) {
  if (of.file) return <a href={`/v1/evidence/${of.file}`}>{of.title}</a>;
  if (!of.url) return of.title;
  return (
    <a href={of.url} rel="noreferrer noopener" target="_blank">
      {of.title}
    </a>
  );
}

function Steps({ of }: { of: readonly DisputeStep[] }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <Timeline
      items={of.map((step) => ({
        key: step.n,
        content: (
          <div>
            <ChipOf of={step.to} words={disputeStates} /> <span className="soft">{formats.instant(step.at)}</span>
            <div>{step.why}</div>
            <div className="soft">
              {step.by_kind === "house" ? say("系统", "The house") : <Ident id={step.by} />}
              {step.evidence.map((proof) => (
                <span key={`${proof.title} ${proof.url} ${proof.file}`}>
                  {" · "}
                  <Proof of={proof} />
                </span>
              ))}
            </div>
          </div>
        ),
      }))}
    />
  );
}

function Deeds({ of: one, done }: { of: Dispute; done: () => void }) {
  const { store } = useWho();
  return store === null ? <VerdictDeeds of={one} done={done} /> : <StoreDeeds of={one} done={done} />;
}

/** The marketplace's people: one proposes, another confirms or sends it back. */
function VerdictDeeds({ of: one, done }: { of: Dispute; done: () => void }) {
  const say = useSay();
  const may = useMay();
  const who = useWho();
  if (one.proposed) {
    const own = one.proposer === who.person.id;
    const verdict = one.proposed;
    const decide = (approve: boolean) => (why: string, key: string) =>
      post(`/v1/disputes/${one.id}/decide`, { approve, verdict, why }, key);
    return (
      <div className="stack" style={{ marginTop: 16 }}>
        <div>
          {say("提议：", "Proposed: ")}
          <strong>{say(...verdictWords[one.proposed])}</strong>
          <div className="soft">{one.proposed_why}</div>
        </div>
        {own ? <p className="soft">{say("须由另一人确认。", "Another person has to confirm it.")}</p> : null}
        {who.place.role === "approver" && !own ? (
          <div className="row">
            <Deed
              primary
              label={say("确认", "Confirm")}
              title={say("确认裁决", "Confirm the verdict")}
              act={decide(true)}
              done={done}
            />
            <Deed
              danger
              label={say("退回", "Send back")}
              title={say("退回提议", "Send it back")}
              act={decide(false)}
              done={done}
            />
          </div>
        ) : null}
      </div>
    );
  }
  if (!may("refunds:write")) return null;
  return (
    <div className="row" style={{ marginTop: 16 }}>
      {verdictsOf(one.state).map((verdict) => (
        <Deed
          key={verdict}
          label={say(...verdictWords[verdict])}
          title={say("提出裁决", "Propose a verdict")}
          says={say("另一人确认后才会执行。", "Nothing happens until another person confirms it.")}
          act={(why, key) => post(`/v1/disputes/${one.id}/propose`, { verdict, why }, key)}
          done={done}
        />
      ))}
    </div>
  );
}

function StoreDeeds({ of: one, done }: { of: Dispute; done: () => void }) {
  const say = useSay();
  const may = useMay()("refunds:write");
  if (!may) return null;
  const answer = (agree: boolean) => (why: string, key: string) =>
    post(`/v1/disputes/${one.id}/answer`, { agree, why }, key);
  if (one.state === "with_store")
    return (
      <div className="row" style={{ marginTop: 16 }}>
        <Deed
          label={say("同意退款", "Agree")}
          title={say("同意退款", "Agree to the refund")}
          act={answer(true)}
          done={done}
        />
        <Deed
          danger
          label={say("不同意", "Disagree")}
          title={say("不同意退款", "Disagree with the refund")}
          says={say("将由平台人工裁决。", "People of the marketplace will decide.")}
          act={answer(false)}
          done={done}
        />
      </div>
    );
  if (one.state !== "refunded") return null;
  return (
    <div className="row" style={{ marginTop: 16 }}>
      <Deed
        primary
        label={say("申诉", "Appeal")}
        title={say("对裁决申诉", "Appeal against it")}
        says={say("申诉成立时，平台赔付店铺。", "If the appeal succeeds, the marketplace compensates the store.")}
        act={(why, key) => post(`/v1/disputes/${one.id}/appeal`, { why }, key)}
        done={done}
      />
    </div>
  );
}
