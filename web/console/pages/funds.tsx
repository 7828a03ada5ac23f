/** @jsxImportSource react */
import { Card, Select } from "antd";
import { lazy, Suspense } from "react";
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { FundsMove, List, MediaAccount, PlatformBook, WalletAccount } from "../lib/types.ts";
import { together, useLoad, usePages } from "../lib/use-load.ts";
import { FundsChart } from "../parts/funds-chart.tsx";
import { FundsMoves, FundsProposals, StoresOwing } from "../parts/funds-lists.tsx";
import { Empty, PageHead, Shown } from "../parts/states.tsx";
import { WaitingFor } from "../parts/waiting-for.tsx";
import { useWalletName } from "../parts/wallets.tsx";

/** The form comes after the figures that one came to read. */
const MoveFunds = lazy(async () => ({ default: (await import("../parts/funds-move.tsx")).MoveFunds }));

/** The platform's own money, wallet account by wallet account: what it has there, what is out, who owes it. */
export default function FundsPage() {
  const say = useSay();
  const accounts = useLoad<List<WalletAccount>>("/v1/wallet-accounts?limit=100");
  return (
    <>
      <PageHead
        title={say("平台资金", "Platform's funds")}
        lead={say(
          "平台存放在各钱包账户的自有资金：用于垫付退款、补偿店铺与平台付费的广告。存取须两人。",
          "The platform's own money at its wallet accounts: it advances refunds, compensates stores, pays its own campaigns. Two people move it.",
        )}
      />
      <Shown of={accounts}>
        {({ data }) =>
          data.length === 0 ? (
            <Card>
              <Empty
                title={say("还没有钱包账户", "No wallet account yet")}
                hint={say(
                  "先登记平台在钱包的商户号；自有资金存放在那里。",
                  "Register the marketplace's merchant number at a wallet first: that is where own money lies.",
                )}
              />
            </Card>
          ) : (
            <Desk accounts={data} />
          )
        }
      </Shown>
    </>
  );
}

function Desk({ accounts }: { accounts: readonly WalletAccount[] }) {
  const say = useSay();
  const wallet = useWalletName();
  const { query } = useAddress();
  const chosen = accounts.find((one) => one.id === query.get("account")) ?? accounts[0];
  if (!chosen) return null;
  return (
    <div className="stack">
      <div className="row">
        <Select
          aria-label={say("钱包账户", "Wallet account")}
          style={{ minWidth: "min(100%, 320px)" }}
          value={chosen.id}
          options={accounts.map((one) => ({ value: one.id, label: `${wallet(one.wallet)} · ${one.title}` }))}
          onChange={(account) => setQuery({ account })}
        />
      </div>
      <Account key={chosen.id} id={chosen.id} />
    </div>
  );
}

const sumOf = (moves: readonly FundsMove[]): bigint =>
  moves
    .filter((one) => one.state === "proposed")
    .reduce((sum, one) => sum + BigInt(one.amount.minor) * (one.act === "add" ? 1n : -1n), 0n);

function Account({ id }: { id: string }) {
  const book = useLoad<PlatformBook>(`/v1/wallet-accounts/${id}/funds`, 30_000);
  const moves = usePages<FundsMove>(`/v1/funds?wallet_account=${id}`);
  const done = together(book.reload, moves.reload);
  const waiting = { currency: "CNY" as const, minor: sumOf(moves.data ?? []).toString() };
  return (
    <>
      <Shown of={book}>{(found) => <Book of={found} waiting={waiting} done={done} />}</Shown>
      <WaitingFor kinds={["funds"]} only={(one) => one.about === id} done={done} />
      <FundsChart account={id} />
      <FundsMoves account={id} />
      <div className="two">
        <FundsProposals of={moves} />
        <StoresOwing account={id} />
      </div>
    </>
  );
}

type BookProps = { of: PlatformBook; waiting: FundsMove["amount"]; done: () => void };

function Book({ of, waiting, done }: BookProps) {
  const say = useSay();
  const may = useMay()("withdrawals:write");
  const move = { account: of.wallet_account, funds: of.funds, waiting, done };
  return (
    <div className="cards">
      <Card className="figure-card">
        <h2>{say("自有资金", "Own funds")}</h2>
        <div className="figure-number">{moneyText(of.funds)}</div>
        <p className="figure-note">
          {waiting.minor === "0"
            ? say("可用于垫付、补偿与广告", "for advances, compensations and campaigns")
            : say(`待批准：${moneyText(waiting)}`, `waits to be approved: ${moneyText(waiting)}`)}
        </p>
        {may ? (
          <div className="row">
            <Suspense fallback={null}>
              <MoveFunds act="add" {...move} />
              {of.funds.minor === "0" ? null : <MoveFunds act="take" {...move} />}
            </Suspense>
          </div>
        ) : null}
      </Card>
      <Card className="figure-card">
        <h2>{say("垫款在外", "Advanced")}</h2>
        <div className="figure-number">{moneyText(of.advanced)}</div>
        <p className="figure-note">{say("店铺所欠，及为退款预留", "owed by stores, or set aside for a refund")}</p>
      </Card>
      <Card className="figure-card">
        <h2>{say("累计补偿", "Compensated in all")}</h2>
        <div className="figure-number">{moneyText(of.compensated)}</div>
        <p className="figure-note">{say("申诉成立，无须偿还", "appeals that stood: given for good")}</p>
      </Card>
      <Media account={of.wallet_account} />
    </div>
  );
}

/** What host apps are owed out of this account's book, and the way to paying it. */
function Media({ account }: { account: string }) {
  const say = useSay();
  const found = useLoad<List<MediaAccount>>("/v1/media-accounts", 30_000);
  const mine = found.data?.data.filter((one) => one.wallet_account === account) ?? [];
  const sum = (of: "due" | "billed"): string =>
    mine.reduce((total, one) => total + BigInt(one[of].minor), 0n).toString();
  return (
    <Card className="figure-card">
      <h2>{say("应付媒体款", "Owed to host apps")}</h2>
      <div className="figure-number">{moneyText({ currency: "CNY", minor: sum("due") })}</div>
      <p className="figure-note">
        {say("累计账单", "billed in all")} {moneyText({ currency: "CNY", minor: sum("billed") })}
      </p>
      <Link href="/console/media-payouts">{say("去付款", "Pay them")}</Link>
    </Card>
  );
}
