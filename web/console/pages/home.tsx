/** @jsxImportSource react */
import { Card } from "antd";
import { lastDays } from "../lib/figures.ts";
import { moneyText, sumOf, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { DayFigures, Figures, List, Opening } from "../lib/types.ts";
import { useFigures } from "../lib/use-figures.ts";
import { useLoad } from "../lib/use-load.ts";
import { AlarmsCard } from "../parts/alarms-card.tsx";
import { BuyersCard } from "../parts/buyers-card.tsx";
import { useCapabilityName } from "../parts/opening-words.ts";
import { SearchBox } from "../parts/search-box.tsx";
import { Chip, Empty, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { Turnover } from "../parts/turnover.tsx";
import { WaitingCard } from "../parts/waiting-card.tsx";
import { WalletName } from "../parts/wallets.tsx";

const total = (rows: readonly DayFigures[], pick: (row: DayFigures) => number): number =>
  rows.reduce((sum, row) => sum + pick(row), 0);

const nothing = { data: null, problem: null, reload: () => {} };

/** Today against yesterday, moving by itself; thirty days by wallet; what waits for somebody. */
export default function Home() {
  const say = useSay();
  const who = useWho();
  const { figures, lost } = useFigures();
  const link = lost ? (
    <Chip tone="warning">{say("连接中断，正在重连…", "Connection lost, trying again …")}</Chip>
  ) : (
    <Chip tone="success">{say("实时", "Live")}</Chip>
  );
  return (
    <>
      <PageHead
        title={say(`你好，${who.person.name}`, `Hello, ${who.person.name}`)}
        lead={say("今天与昨天同一口径，按平台时区。", "Today beside yesterday, by the marketplace's own days.")}
      >
        <span className="only-narrow">
          <SearchBox />
        </span>
        <span role="status">{link}</span>
      </PageHead>
      <div className="stack">
        {who.store === null ? <AlarmsCard /> : null}
        {figures === null ? <Shown of={{ ...nothing, loading: true }}>{() => null}</Shown> : null}
        {figures ? <TodayCards figures={figures} /> : null}
        {figures ? (
          <Card>
            <Turnover figures={figures} />
          </Card>
        ) : null}
        <div className="two">
          {who.store === null ? <OpeningsCard /> : <ShareCard figures={figures} />}
          <WaitingCard />
        </div>
        {who.store === null ? <BuyersCard /> : null}
        {who.store === null ? <ShareCard figures={figures} /> : null}
      </div>
    </>
  );
}

function TodayCards({ figures }: { figures: Figures }) {
  const say = useSay();
  const formats = useFormats();
  const [today, yesterday] = lastDays(figures);
  const now = figures.data.filter((row) => row.day === today);
  const before = figures.data.filter((row) => row.day === yesterday);
  const cards = [
    [say("成交额", "Turnover"), (rows: DayFigures[]) => moneyText(sumOf(rows.map((row) => row.amount)))],
    [say("成功支付", "Payments"), (rows: DayFigures[]) => formats.number(total(rows, (row) => row.paid))],
    [
      say("成功率", "Success rate"),
      (rows: DayFigures[]) =>
        formats.percent(
          total(rows, (row) => row.paid),
          total(rows, (row) => row.started),
        ),
    ],
    [say("退款额", "Refunded"), (rows: DayFigures[]) => moneyText(sumOf(rows.map((row) => row.refunded)))],
  ] as const;
  return (
    <section className="cards" aria-label={say("今日", "Today")} aria-live="polite">
      {cards.map(([title, value]) => (
        <Card key={title} className="figure-card">
          <h2>{title}</h2>
          <div className="figure-number">{value(now)}</div>
          <div className="figure-note">
            {say("前一日", "The day before")}: {value(before)}
          </div>
        </Card>
      ))}
    </section>
  );
}

/** Wallet by wallet: what was started, and what of it was paid. */
function ShareCard({ figures }: { figures: Figures | null }) {
  const say = useSay();
  const formats = useFormats();
  if (!figures) return <Card loading />;
  const wallets = [...new Set(figures.data.map((row) => row.wallet))].sort();
  const all = total(figures.data, (row) => row.paid);
  return (
    <Card>
      <h2>{say("各钱包，三十天", "Each wallet, thirty days")}</h2>
      <div className="scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{say("钱包", "Wallet")}</th>
              <th scope="col" className="number">
                {say("发起", "Started")}
              </th>
              <th scope="col" className="number">
                {say("成功", "Paid")}
              </th>
              <th scope="col" className="number">
                {say("成功率", "Success")}
              </th>
              <th scope="col" className="number">
                {say("占比", "Share")}
              </th>
            </tr>
          </thead>
          <tbody>
            {wallets.map((wallet) => {
              const rows = figures.data.filter((row) => row.wallet === wallet);
              const paid = total(rows, (row) => row.paid);
              const started = total(rows, (row) => row.started);
              return (
                <tr key={wallet}>
                  <th scope="row">
                    <WalletName id={wallet} />
                  </th>
                  <td className="number">{formats.number(started)}</td>
                  <td className="number">{formats.number(paid)}</td>
                  <td className="number">{formats.percent(paid, started)}</td>
                  <td className="number">{formats.percent(paid, all)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function OpeningsCard() {
  const say = useSay();
  const capability = useCapabilityName();
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100", 30_000);
  return (
    <Card>
      <h2>{say("进行中的开放计划", "Openings under way")}</h2>
      <Shown of={openings}>
        {({ data }) => {
          const live = data.filter((one) => !["draft", "withdrawn"].includes(one.state)).slice(0, 8);
          if (live.length === 0) return <Empty title={say("没有进行中的计划", "None is under way")} />;
          return (
            <table className="plain">
              <tbody>
                {live.map((one) => (
                  <tr key={one.id}>
                    <td>
                      <Link href={`/console/openings/${one.id}`}>
                        {capability(one.capability)} → <WalletName id={one.partner} />
                      </Link>
                    </td>
                    <td className="number">
                      <StateTag state={one.state} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          );
        }}
      </Shown>
    </Card>
  );
}
