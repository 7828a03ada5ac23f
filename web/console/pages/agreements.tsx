/** @jsxImportSource react */
import { Card, Select } from "antd";
import { lazy, Suspense } from "react";
import { useSay, useWords } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import { daysLeft, noticeAt, type Window, windowOf } from "../lib/term.ts";
import type { Agreement, List, Partnership } from "../lib/types.ts";
import { useAll } from "../lib/use-all.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { useMarket } from "../lib/use-market.ts";
import { useTermDays } from "../lib/use-term-days.ts";
import { agreementStates, usePartyName, useRungName, useScopeName } from "../parts/agreement-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { useCapabilityName } from "../parts/opening-words.ts";
import { RungLadder } from "../parts/rung-ladder.tsx";
import { ShowChoice } from "../parts/show-choice.tsx";
import { Chip, Empty, PageHead, Shown } from "../parts/states.tsx";
import { leftWords, TermLine } from "../parts/term-line.tsx";
import { WaitingFor } from "../parts/waiting-for.tsx";

/** A form comes after the list that one came to read. */
const ProposeAgreement = lazy(async () => ({
  default: (await import("../parts/agreement-propose.tsx")).ProposeAgreement,
}));

/** Who agreed to what with whom, for how long; and how far each partnership has come. */
export default function AgreementsPage() {
  const say = useSay();
  const may = useMay()("openings:write");
  const words = useWords();
  const agreements = useAll<Agreement>("/v1/agreements?limit=100", true);
  // Whoever works for the whole house begins where something was agreed.
  const market = useMarket(agreements.data?.[0]?.marketplace);
  const path = market.market === null ? null : `/v1/partnerships?marketplace=${market.market}`;
  const partnerships = useLoad<List<Partnership>>(path, 15_000);
  const done = together(partnerships.reload, agreements.reload);
  const own = agreements.data?.filter((one) => one.marketplace === market.market) ?? null;
  return (
    <>
      <PageHead
        title={say("协议", "Agreements")}
        lead={say(
          "与各伙伴约定了什么、到哪一级、何时到期。开放计划、接口授权与券都以协议为前提；到期即停。",
          "What was agreed with whom, how far it goes, and until when. Openings, interfaces and vouchers live on it and stop with it.",
        )}
      >
        <span className="row">
          {market.choices.length > 0 ? (
            <Select
              aria-label={say("平台", "Marketplace")}
              style={{ minWidth: 200 }}
              value={market.market}
              onChange={market.setChosen}
              options={market.choices.map((one) => ({ value: one.id, label: words(one.name) }))}
            />
          ) : null}
          {may ? (
            <Suspense fallback={null}>
              <ProposeAgreement market={market} done={done} />
            </Suspense>
          ) : null}
        </span>
      </PageHead>
      <div className="stack">
        <WaitingFor kinds={["agreement"]} done={done} />
        <section className="stack" aria-labelledby="partners">
          <h2 id="partners" className="section-head">
            {say("各伙伴的阶梯", "How far with each partner")}
          </h2>
          <Shown of={partnerships}>{({ data }) => <Partners of={data} />}</Shown>
        </section>
        <section className="stack" aria-labelledby="agreements">
          <h2 id="agreements" className="section-head">
            {say("全部协议", "All agreements")}
          </h2>
          <Agreements of={{ ...agreements, data: own }} />
        </section>
      </div>
    </>
  );
}

function Partners({ of }: { of: readonly Partnership[] }) {
  const say = useSay();
  const party = usePartyName();
  const rung = useRungName();
  const capability = useCapabilityName();
  if (of.length === 0)
    return (
      <Card>
        <Empty
          title={say("还没有伙伴", "No partner yet")}
          hint={say(
            "登记第一份协议，或开放第一项能力，伙伴就会出现在这里：链接、支付、账号、全生态，逐级往上。",
            "The first agreement or opening shows its partner here: links, payment, accounts, the whole ecosystem.",
          )}
        />
      </Card>
    );
  const count = ({ agreements: { length } }: Partnership): string =>
    say(`${length} 份有效协议`, length === 1 ? "1 agreement in force" : `${length} agreements in force`);
  // Whoever stands higher comes first.
  const height = (one: Partnership): number => (one.rung === null ? 0 : 1) + one.agreements.length + one.open.length;
  return (
    <div className="partner-cards">
      {of
        .toSorted((a, b) => height(b) - height(a))
        .map((one) => (
          <Card key={one.partner} size="small">
            <h3>{party(one.partner)}</h3>
            <RungLadder rung={one.rung} />
            <div className="soft">
              {one.rung === null ? say("没有有效协议", "no agreement in force") : `${rung(one.rung)} · ${count(one)}`}
            </div>
            {one.open.length > 0 ? (
              <div style={{ marginTop: 6 }}>
                {one.open.map((open) => (
                  <Chip key={open} tone="success">
                    {capability(open)}
                  </Chip>
                ))}
                <span className="soft">{say("已开放", "open")}</span>
              </div>
            ) : null}
          </Card>
        ))}
    </div>
  );
}

const shows = ["all", "in_force", "ending", "waiting", "lapsed"] as const;
type Show = (typeof shows)[number];

function isShown(one: Agreement, show: Show, now: number): boolean {
  if (show === "all") return true;
  if (show === "waiting") return one.state === "waiting" || one.state === "coming";
  if (show === "ending") return one.state === "in_force" && (noticeAt(one) ?? Number.POSITIVE_INFINITY) <= now;
  return one.state === show;
}

function Agreements({ of }: { of: ReturnType<typeof useAll<Agreement>> }) {
  const say = useSay();
  const { query } = useAddress();
  const now = Date.now();
  const show = shows.find((one) => one === query.get("show")) ?? "all";
  const all = of.data ?? [];
  const names: Readonly<Record<Show, string>> = {
    all: say("全部", "All"),
    in_force: say("有效", "In force"),
    ending: say("将到期", "Ending soon"),
    waiting: say("未生效", "Not yet"),
    lapsed: say("已终止", "Over"),
  };
  const rows = of.data && all.filter((one) => isShown(one, show, now)).toSorted(byEnd);
  return (
    <>
      <div className="filters">
        <ShowChoice
          label={say("哪些协议", "Which agreements")}
          value={show}
          options={shows.map((value) => ({
            value,
            label: `${names[value]} ${all.filter((one) => isShown(one, value, now)).length}`,
          }))}
          put={(value) => setQuery({ show: value === "all" ? null : value })}
        />
      </div>
      <AgreementTable of={{ ...of, data: rows }} within={windowOf(all, now)} now={now} none={all.length === 0} />
    </>
  );
}

const order = ["waiting", "in_force", "coming", "lapsed"];
/** What waits first, then what ends first; what is over last. */
function byEnd(a: Agreement, b: Agreement): number {
  const end = (one: Agreement): number => (one.ends_at === null ? Number.MAX_SAFE_INTEGER : Date.parse(one.ends_at));
  return order.indexOf(a.state) - order.indexOf(b.state) || end(a) - end(b);
}

type TableProps = {
  of: Omit<ReturnType<typeof useAll<Agreement>>, "data"> & { data: Agreement[] | null };
  within: Window;
  now: number;
  none: boolean;
};

function AgreementTable({ of, within, now, none }: TableProps) {
  const say = useSay();
  const words = useWords();
  const days = useTermDays();
  const party = usePartyName();
  const scope = useScopeName();
  const rung = useRungName();
  const left = (one: Agreement) => {
    const still = daysLeft(one, now);
    const near = one.state === "in_force" && still !== null && still <= one.notice_days;
    return near ? <Chip tone="warning">{leftWords(say, one, now)}</Chip> : leftWords(say, one, now);
  };
  return (
    <ListTable<Agreement>
      cards
      of={of}
      label={say("协议列表", "List of agreements")}
      empty={none ? say("还没有协议", "No agreement yet") : say("没有这样的协议", "None of these")}
      {...(none
        ? {
            hint: say(
              "先写下与谁、为了什么、到何时；由另一人在审批页确认后生效。",
              "Write down with whom, for what and until when; another person confirms it in the inbox.",
            ),
          }
        : {})}
      rowKey={(one) => one.id}
      columns={[
        {
          title: say("协议", "Agreement"),
          render: (_, one) => (
            <>
              <Link href={`/console/agreements/${one.id}`}>{words(one.title)}</Link>
              <div className="soft">{one.parties.map(party).join(" · ")}</div>
            </>
          ),
        },
        { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={agreementStates} /> },
        { title: say("阶梯", "Rung"), render: (_, one) => rung(one.rung) },
        { title: say("范围", "Scopes"), render: (_, one) => one.scopes.map(scope).join(say("、", ", ")) },
        {
          title: say("期限", "Term"),
          width: 260,
          render: (_, one) => (
            <div className="term-cell">
              <TermLine of={one} within={within} now={now} />
              <div className="soft">
                {days.first(one.starts_at)} – {one.ends_at === null ? say("长期", "open") : days.last(one.ends_at)}
              </div>
            </div>
          ),
        },
        { title: say("剩余", "Left"), render: (_, one) => left(one) },
      ]}
    />
  );
}
