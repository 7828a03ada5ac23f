/** @jsxImportSource react */
import { Card } from "antd";
import { useEffect } from "react";
import icon from "../icon.svg";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Openness } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { OpennessCsv, OpennessOutages } from "../parts/openness-days.tsx";
import { OpennessOpenings } from "../parts/openness-openings.tsx";
import { PlainHead } from "../parts/plain-head.tsx";
import { Scroll } from "../parts/region.tsx";
import { Amount, PageHead, Shown } from "../parts/states.tsx";
import { useWallets, WalletName } from "../parts/wallets.tsx";
import { LookSwitches } from "../shell.tsx";

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
            "谁向谁开放、商家怎么投票、钱包表现如何、费率多少。投票、申诉与各钱包的数据均可用公开文件重算：hutong openness verify。",
            "Who opened to whom, how stores voted, how the wallets fare, what it costs. Votes, appeals and wallets can be counted again from the published files: hutong openness verify.",
          )}
        >
          <a href="/v1/openness">{say("公开文件（JSON）", "The published file (JSON)")}</a>
        </PageHead>
        <Shown of={openness} rows={10}>
          {(found) => (
            <div className="stack">
              <Neutrality found={found} />
              <OpennessOpenings found={found} />
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
  return (
    <Card>
      <h2>{say("各钱包，三十天", "The wallets, thirty days")}</h2>
      <WalletFigures of={found.wallets} />
      <OpennessOutages of={found.outages} />
      <p>
        <strong>{say("收银台的排列次序", "The order of wallets at checkout")}:</strong> {words(found.checkout_order)}
      </p>
      <p className="soft" style={{ marginBottom: 0 }}>
        {formats.day(found.from)} – {formats.instant(found.as_of)} · <OpennessCsv of={found.days} />
      </p>
    </Card>
  );
}

function WalletFigures({ of }: { of: Openness["wallets"] }) {
  const say = useSay();
  const formats = useFormats();
  const all = of.reduce((sum, one) => sum + one.started, 0);
  const known = useWallets();
  const colour = (id: string): string => known.find((one) => one.id === id)?.mark.colour ?? "var(--jade)";
  const head = [
    say("钱包", "Wallet"),
    say("发起", "Started"),
    say("占比", "Share"),
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
              <td className="number">
                <span className="share-bar" aria-hidden="true">
                  <span
                    style={{ width: `${(one.started / Math.max(1, all)) * 100}%`, background: colour(one.wallet) }}
                  />
                </span>
                {formats.percent(one.started, all)}
              </td>
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
              <td className="number">
                {one.release_from === "shipment"
                  ? say(`发货后 ${one.release_after_days}`, `${one.release_after_days} from shipment`)
                  : say(`付款后 ${one.release_after_days}`, `${one.release_after_days} from payment`)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
