/** @jsxImportSource react */
import { Card, Input } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { Agreement, AgreementStep, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { useTermDays } from "../lib/use-term-days.ts";
import { useZone } from "../lib/use-zone.ts";
import { dayAfter, dayIn, dayStart } from "../lib/zone-days.ts";
import { AgreementHoldsCard } from "../parts/agreement-holds.tsx";
import { AgreementVouchers } from "../parts/agreement-vouchers.tsx";
import { agreementStates, useAgreementEvent, usePartyName, useScopeName } from "../parts/agreement-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { FactCard } from "../parts/fact-card.tsx";
import { Field } from "../parts/field.tsx";
import { RungLadder } from "../parts/rung-ladder.tsx";
import { Empty, Ident, PageHead, Shown } from "../parts/states.tsx";
import { TermPicture } from "../parts/term-line.tsx";
import { WaitingFor } from "../parts/waiting-for.tsx";
import { Deed } from "../parts/why.tsx";

/** One agreement: its term, who proposed and confirmed it, what lives on it, its vouchers, everything that happened. */
export default function AgreementPage({ id }: { id: string }) {
  const say = useSay();
  const words = useWords();
  const agreement = useLoad<Agreement>(`/v1/agreements/${id}`, 15_000);
  const may = useMay()("openings:write");
  return (
    <>
      <PageHead
        title={words(agreement.data?.title) || say("协议", "Agreement")}
        lead={<Link href="/console/agreements">{say("← 全部协议", "← All agreements")}</Link>}
      >
        {agreement.data && may ? <Deeds of={agreement.data} done={agreement.reload} /> : null}
      </PageHead>
      <Shown of={agreement}>
        {(found) => (
          <div className="stack">
            <WaitingFor kinds={["agreement"]} only={(one) => one.id === id} done={agreement.reload} />
            <Card>
              <div className="row" style={{ marginBottom: 4 }}>
                <h2 style={{ margin: 0 }}>{say("期限", "Term")}</h2>
                <ChipOf of={found.state} words={agreementStates} />
              </div>
              <TermPicture of={found} now={Date.now()} />
            </Card>
            <Facts of={found} />
            <AgreementHoldsCard of={found} />
            {found.scopes.includes("offline_fulfilment") ? <AgreementVouchers agreement={id} /> : null}
            <Steps key={found.version} id={id} />
          </div>
        )}
      </Shown>
    </>
  );
}

function Facts({ of }: { of: Agreement }) {
  const say = useSay();
  const party = usePartyName();
  const scope = useScopeName();
  const days = useTermDays();
  const later = of.renewal?.ends_at ?? null;
  const facts = [
    [say("编号", "Number"), <Ident key="id" id={of.id} />],
    [say("各方", "Parties"), of.parties.map(party).join(" · ")],
    [say("范围", "Scopes"), of.scopes.map(scope).join(say("、", ", "))],
    [say("版本", "Version"), `${of.version}`],
    [say("提出人", "Proposed by"), <Ident key="by" id={of.proposed_by} />],
    [
      say("确认人", "Confirmed by"),
      of.confirmed_by ? (
        <Ident key="second" id={of.confirmed_by} />
      ) : of.state === "waiting" ? (
        say("等待第二人", "waits for a second person")
      ) : (
        say("无须确认", "nobody needed to")
      ),
    ],
    ...(of.renewal === null
      ? []
      : [
          [
            say("续签待确认", "Renewal waits"),
            later === null
              ? say("改为长期，等待第二人", "no end; waits for a second person")
              : say(`至 ${days.last(later)}，等待第二人`, `until ${days.last(later)}; waits for a second person`),
          ] as const,
        ]),
  ] as const;
  return (
    <div className="two">
      <FactCard of={facts} />
      <Card>
        <h2>{say("到阶梯的哪一级", "How far it goes")}</h2>
        <RungLadder rung={of.rung} />
      </Card>
    </div>
  );
}

type DeedProps = { of: Agreement; done: () => void };

function Deeds({ of, done }: DeedProps) {
  const say = useSay();
  const renews = of.ends_at !== null && of.state !== "waiting";
  return (
    <span className="row">
      {renews ? <Renew of={of} done={done} /> : null}
      {of.state === "in_force" ? (
        <Deed
          danger
          label={say("提前终止", "End it now")}
          title={say("立即终止此协议", "End this agreement now")}
          says={say(
            "立即生效：依赖它的开放计划收到通知并暂停，接口授权停止，不能再发新券。已发的券照常核销，至各自到期。",
            "It holds at once: openings that require it are told and paused, interfaces stop, no new voucher is issued. Vouchers that are out stay good until their own day.",
          )}
          act={(why, key) => post(`/v1/agreements/${of.id}/end`, { why }, key)}
          done={done}
        />
      ) : null}
    </span>
  );
}

function Renew({ of, done }: DeedProps) {
  const say = useSay();
  const zone = useZone();
  // As a rule for another year, of one that lapsed long ago from today on.
  const last = Date.parse(of.ends_at ?? "") - 1;
  const lastDay = dayIn(last, zone);
  const [ends, setEnds] = useState(dayAfter(dayIn(Math.max(last, Date.now()), zone), 365));
  return (
    <Deed
      primary={of.state === "lapsed"}
      label={say("续签", "Renew")}
      title={say("续签：更晚的终止日", "Renew it: a later end")}
      says={
        <div className="stack">
          <Field
            label={say("新的最后一日（留空：长期）", "Its new last day (empty: no end)")}
            hint={say(`现在的最后一日：${lastDay}`, `Its last day now: ${lastDay}`)}
          >
            {(id) => <Input id={id} type="date" value={ends} onChange={(event) => setEnds(event.target.value)} />}
          </Field>
          {of.confirmed_by === null ? null : (
            <p className="soft">
              {say(
                "须由另一人确认后生效；新的续签取代未确认的一份。",
                "It counts once another person has confirmed it, and takes the place of one that waits.",
              )}
            </p>
          )}
          {of.state === "lapsed" ? (
            <p className="soft">
              {say(
                "续签后立即重新生效；因终止而暂停的开放计划由人逐个恢复。",
                "It is in force again at once; openings that were paused by its end are resumed by a person, one by one.",
              )}
            </p>
          ) : null}
        </div>
      }
      act={(why, key) => {
        const ends_at = ends === "" ? null : dayStart(dayAfter(ends, 1), zone);
        return post(`/v1/agreements/${of.id}/renew`, { ends_at, why }, key);
      }}
      done={done}
    />
  );
}

/** Its versions, the newest first: what happened, by whom, why, and until when it held from then on. */
function Steps({ id }: { id: string }) {
  const say = useSay();
  const formats = useFormats();
  const days = useTermDays();
  const event = useAgreementEvent();
  const steps = useLoad<List<AgreementStep>>(`/v1/agreements/${id}/steps`);
  return (
    <Card>
      <h2>{say("经过（只增不改）", "What happened (only added to)")}</h2>
      <Shown of={steps}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={say("还没有记录", "Nothing yet")} />
          ) : (
            <ol className="step-list" reversed>
              {data.toReversed().map((one) => (
                <li key={one.n}>
                  <strong>{event(one.event)}</strong> <span className="soft">{formats.instant(one.at)}</span>
                  {one.by === "house" ? null : <div>{one.why}</div>}
                  <div className="soft">
                    {one.by === "house" ? say("系统", "the house") : <Ident id={one.by} />}
                    {" · "}
                    {one.ends_at === null
                      ? say("无终止日", "no end")
                      : say(`至 ${days.last(one.ends_at)}`, `until ${days.last(one.ends_at)}`)}
                  </div>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </Card>
  );
}
