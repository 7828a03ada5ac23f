/** @jsxImportSource react */
import { Card } from "antd";
import { useEffect, useMemo } from "react";
import icon from "../icon.svg";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Openness } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Chart } from "../parts/chart.tsx";
import { useCapabilityName, useDepthName } from "../parts/opening-words.ts";
import { PlainHead } from "../parts/plain-head.tsx";
import { Scroll } from "../parts/region.tsx";
import { Amount, Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { LookSwitches } from "../shell.tsx";

type Told = Openness["openings"][number];

/** For everybody, without signing in: what was opened to whom, how it was decided, and how the wallets fare. */
export default function OpennessPage() {
  const say = useSay();
  const openness = useLoad<Openness>("/v1/openness");
  const title = say("开放度公示", "How open we are");
  useEffect(() => {
    document.title = `${title} · Hutong 互通`;
  }, [title]);
  return (
    <>
      <header className="frame-head row" style={{ background: "var(--card)" }}>
        <img src={icon} alt="" width={28} height={28} />
        <strong>Hutong 互通</strong>
        <span style={{ flex: 1 }} />
        <LookSwitches />
      </header>
      <main className="frame-main">
        <PageHead
          title={title}
          lead={say(
            "谁向谁开放、商家怎么投票、钱包表现如何、费率多少。所有数字都可用公开文件复算。",
            "Who opened to whom, how stores voted, how the wallets fare, what it costs. Every figure can be reckoned from the published file.",
          )}
        >
          <a href="/v1/openness">{say("公开文件（JSON）", "The published file (JSON)")}</a>
        </PageHead>
        <Shown of={openness} rows={10}>
          {(found) => (
            <div className="stack">
              <Neutrality found={found} />
              <Card>
                <h2>{say("开放计划", "Openings")}</h2>
                {found.openings.length === 0 ? <Empty title={say("还没有公开的计划", "None is public yet")} /> : null}
                <div className="stack">
                  {found.openings.map((one) => (
                    <OpeningTold key={one.id} one={one} />
                  ))}
                </div>
              </Card>
              <Fees found={found} />
              <AppealsTold found={found} />
              {found.audit ? (
                <Card>
                  <h2>{say("审计链", "The audit chain")}</h2>
                  <p>
                    {say(
                      "人员与开放计划的每一步都在链上；记下链头，日后可证明此前无一被改。",
                      "Every step of people and openings is in it; keep its head, and prove later that nothing before was changed.",
                    )}
                  </p>
                  <p className="mono" style={{ marginBottom: 0 }}>
                    {found.audit.n}:{found.audit.hash}
                  </p>
                </Card>
              ) : null}
            </div>
          )}
        </Shown>
      </main>
    </>
  );
}

/** What stores said against decisions, and what came of it. */
function AppealsTold({ found }: { found: Openness }) {
  const say = useSay();
  const formats = useFormats();
  const title = say("商家申诉，三十天", "Stores' appeals, thirty days");
  const names = {
    screening: say("链接与内容审核", "Links and posts that were kept out"),
    verdicts: say("仅退款与纠纷裁决", "Verdicts on refunds and disputes"),
  } as const;
  const head = [
    ...[say("针对", "Against"), say("提出", "Raised"), say("成立", "Granted"), say("维持", "Upheld")],
    ...[say("待裁决", "Open"), say("裁决中位时长", "Median until decided")],
  ];
  return (
    <Card>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table className="plain">
          <PlainHead of={head} />
          <tbody>
            {found.appeals.map((one) => (
              <tr key={one.about}>
                <th scope="row">{names[one.about]}</th>
                {[one.raised, one.granted, one.upheld, one.open].map((value, i) => (
                  <td key={i} className="number">
                    {formats.number(value)}
                  </td>
                ))}
                <td className="number">{one.hours === null ? "—" : say(`${one.hours} 小时`, `${one.hours} h`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Neutrality({ found }: { found: Openness }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const used = found.wallets.filter((one) => one.started > 0);
  return (
    <Card>
      <h2>{say("各钱包，三十天", "The wallets, thirty days")}</h2>
      <div className="two">
        <WalletFigures of={found.wallets} />
        {used.length > 0 ? <WalletShares of={used} /> : null}
      </div>
      <p>
        <strong>{say("收银台的排列次序", "The order of wallets at checkout")}:</strong> {words(found.checkout_order)}
      </p>
      <p className="soft" style={{ marginBottom: 0 }}>
        {formats.day(found.from)} – {formats.instant(found.as_of)}
      </p>
    </Card>
  );
}

function WalletFigures({ of }: { of: Openness["wallets"] }) {
  const say = useSay();
  const formats = useFormats();
  const head = [
    say("钱包", "Wallet"),
    say("发起", "Started"),
    say("成功率", "Success"),
    say("被拒", "Refused"),
    say("未知", "Unknown"),
    say("金额", "Amount"),
  ];
  return (
    <Scroll label={say("各钱包数据", "Figures of the wallets")}>
      <table className="plain">
        <PlainHead of={head} />
        <tbody>
          {of.map((one) => (
            <tr key={one.wallet}>
              <th scope="row">
                <WalletName id={one.wallet} />
              </th>
              <td className="number">{formats.number(one.started)}</td>
              <td className="number">{formats.percent(one.paid, one.started)}</td>
              <td className="number">{formats.percent(one.refused, one.started)}</td>
              <td className="number">{formats.percent(one.unknown, one.started)}</td>
              <td className="number">
                <Amount of={one.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function WalletShares({ of }: { of: Openness["wallets"] }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const option = useMemo(
    () => ({
      tooltip: { trigger: "item" as const, renderMode: "richText" as const },
      legend: { bottom: 0, type: "scroll" as const },
      series: [
        {
          type: "pie" as const,
          radius: ["42%", "64%"],
          center: ["50%", "44%"],
          label: { show: false },
          data: of.map((one) => ({ name: words(one.title), value: one.started })),
        },
      ],
    }),
    [of, words],
  );
  const started = of.reduce((sum, one) => sum + one.started, 0);
  const shares = of.map((one) => [words(one.title), formats.percent(one.started, started)]);
  return (
    <Chart
      title={say("各钱包占比", "Share of the wallets")}
      says={shares.map((row) => row.join(" ")).join(say("，", ", "))}
      option={option}
      height={250}
      table={{ head: [say("钱包", "Wallet"), say("占发起笔数", "Of those started")], rows: shares }}
    />
  );
}

function OpeningTold({ one }: { one: Told }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const capability = useCapabilityName();
  const depth = useDepthName();
  return (
    <article style={{ borderTop: "1px solid var(--line)", paddingTop: 12 }}>
      <div className="row">
        <h3 style={{ margin: 0 }}>
          {words(one.marketplace)} · {capability(one.capability)} → <WalletName id={one.partner} />
        </h3>
        <StateTag state={one.state} />
        <span className="soft">{depth(one.depth)}</span>
      </div>
      <p>{words(one.terms)}</p>
      {one.votes.map((vote) => (
        <p key={vote.n}>
          <strong>{say("商家意见", "The stores' vote")}:</strong>{" "}
          {vote.tally
            ? say(
                `${vote.stores} 家中 ${vote.tally.stores.cast} 家投票，${vote.tally.stores.support} 家支持，${vote.tally.passed ? "通过" : "未通过"}。`,
                `${vote.tally.stores.cast} of ${vote.stores} stores voted, ${vote.tally.stores.support} for it: ${vote.tally.passed ? "passed" : "not passed"}.`,
              )
            : say(
                `征求中，截止 ${formats.instant(vote.deadline)}`,
                `under way until ${formats.instant(vote.deadline)}`,
              )}{" "}
          <span className="soft">
            {say(
              `规则：投票率 ≥ ${formats.share(vote.quorum)}，支持 ≥ ${formats.share(vote.share)}`,
              `rule: turnout ≥ ${formats.share(vote.quorum)}, support ≥ ${formats.share(vote.share)}`,
            )}
          </span>
          {vote.root ? <span className="mono soft"> {vote.root}</span> : null}
        </p>
      ))}
      {one.consultation_skipped ? (
        <p>
          <strong>{say("未征求意见：", "Nobody was asked: ")}</strong>
          {one.consultation_skipped}
        </p>
      ) : null}
      <details>
        <summary>{say("进程与条款哈希", "Steps, and the terms' hash")}</summary>
        <ul>
          {one.steps.map((step) => (
            <li key={step.at + step.event}>
              {formats.instant(step.at)} · {step.event} → <StateTag state={step.to} />
            </li>
          ))}
        </ul>
        <p className="mono">{one.terms_hash}</p>
      </details>
    </article>
  );
}

function Fees({ found }: { found: Openness }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  return (
    <Card>
      <h2>{say("费率与放款", "Fees and release")}</h2>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say("平台", "Marketplace")}</th>
            <th scope="col" className="number">
              {say("佣金", "Commission")}
            </th>
            <th scope="col" className="number">
              {say("自动放款（天）", "Released after, days")}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.terms.map((one) => (
            <tr key={words(one.marketplace)}>
              <td>{words(one.marketplace)}</td>
              <td className="number">{formats.share(one.commission_bp)}</td>
              <td className="number">{one.release_after_days}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
