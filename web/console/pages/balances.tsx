/** @jsxImportSource react */
import { Card, Input } from "antd";
import { useId, useMemo, useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post, put } from "../lib/api.ts";
import { moneyText, useFormats, yuanOf } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Balance, List, MoneyFlows, Withdrawal } from "../lib/types.ts";
import { together, useLoad, usePages } from "../lib/use-load.ts";
import { Chart } from "../parts/chart.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Amount, Empty, Ident, PageHead, Shown, StateTag } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { Waterfall } from "../parts/waterfall.tsx";
import { Deed } from "../parts/why.tsx";

/** A store's money, wallet account by wallet account: waiting, its own, on its way back; and out to the bank card. */
export default function Balances() {
  const say = useSay();
  const { store } = useWho();
  const may = useMay();
  const balances = useLoad<List<Balance>>(`/v1/stores/${store}/balances`);
  const joined = useLoad<List<{ wallet: string; wallet_account: string }>>(`/v1/stores/${store}/activations`);
  const flows = useLoad<List<MoneyFlows>>(`/v1/stores/${store}/money-flows`);
  const withdrawals = usePages<Withdrawal>("/v1/withdrawals");
  return (
    <>
      <PageHead
        title={say("余额与提现", "Balances and withdrawals")}
        lead={say(
          "每个钱包账户的钱分开记，可直接提现到银行卡。",
          "Each wallet account's money is kept apart, and goes straight to the bank card.",
        )}
      >
        {may("withdrawals:write") ? <CardDeed store={store ?? ""} /> : null}
      </PageHead>
      <div className="stack">
        <Shown of={balances}>
          {({ data }) =>
            data.length === 0 ? (
              <Card>
                <Empty
                  title={say("还没有收款", "No money yet")}
                  hint={say("第一笔付款后，这里会显示余额。", "The first payment will show here.")}
                />
              </Card>
            ) : (
              <div className="stack">
                {data.map((one) => (
                  <BalanceCard
                    key={one.wallet_account}
                    balance={one}
                    wallet={joined.data?.data.find((row) => row.wallet_account === one.wallet_account)?.wallet ?? null}
                    flows={flows.data?.data.find((row) => row.wallet_account === one.wallet_account) ?? null}
                    store={store ?? ""}
                    done={together(balances.reload, withdrawals.reload)}
                  />
                ))}
              </div>
            )
          }
        </Shown>
        <Withdrawals of={withdrawals} />
      </div>
    </>
  );
}

type BalanceProps = {
  balance: Balance;
  wallet: string | null;
  flows: MoneyFlows | null;
  store: string;
  done: () => void;
};

type Part = readonly [string, Balance["available"]];

/** A bar for each place where the money is, with its amount beside it. */
function useBars(parts: readonly Part[]) {
  const told = useMemo(() => parts.map(([, money]) => moneyText(money)).toReversed(), [parts]);
  return useMemo(
    () => ({
      grid: { left: 8, right: 64, bottom: 4, top: 8, containLabel: true },
      xAxis: { type: "value" as const, splitNumber: 3, axisLabel: { hideOverlap: true } },
      yAxis: { type: "category" as const, data: parts.map(([name]) => name).toReversed() },
      series: [
        {
          ...{ type: "bar" as const, data: parts.map(([, money]) => yuanOf(money)).toReversed(), barMaxWidth: 22 },
          label: {
            ...{ show: true, position: "right" as const },
            formatter: ({ dataIndex }: { dataIndex: number }) => told[dataIndex] ?? "",
          },
        },
      ],
    }),
    [parts, told],
  );
}

function BalanceCard({ balance, wallet, flows, store, done }: BalanceProps) {
  const say = useSay();
  const may = useMay();
  const [text, setText] = useState("");
  const id = useId();
  const parts = useMemo(
    () =>
      [
        [say("担保中", "Waiting for receipt"), balance.escrow],
        [say("可提现", "Ready to withdraw"), balance.available],
        [say("待退款", "On its way back"), balance.refunds_due],
      ] as const,
    [balance, say],
  );
  const option = useBars(parts);
  return (
    <Card>
      <div className="row">
        <h2 style={{ margin: 0 }}>{wallet ? <WalletName id={wallet} /> : <Ident id={balance.wallet_account} />}</h2>
        <span style={{ flex: 1 }} />
        {may("withdrawals:write") && balance.available.minor !== "0" ? (
          <Deed
            primary
            why={false}
            label={say("提现", "Withdraw")}
            title={say("提现到银行卡", "Withdraw to the bank card")}
            says={
              <div>
                <label htmlFor={id}>
                  {say("金额（元），最多", "Amount in yuan, at most")} {moneyText(balance.available)}
                </label>
                <Input id={id} inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />
                <p className="soft">{say("须由另一人在 24 小时内确认。", "Somebody else confirms it within a day.")}</p>
              </div>
            }
            act={(_, key) =>
              post("/v1/withdrawals", { store, wallet_account: balance.wallet_account, amount: typedAmount(text) }, key)
            }
            done={done}
          />
        ) : null}
      </div>
      <div className="soft">{say("可提现", "Ready to withdraw")}</div>
      <div className="figure-number">{moneyText(balance.available)}</div>
      <Chart
        title={say("资金所在", "Where the money is")}
        says={parts.map(([name, money]) => `${name} ${moneyText(money)}`).join(say("，", ", "))}
        option={option}
        height={130}
        table={{
          head: [say("科目", "Kind"), say("金额", "Amount")],
          rows: parts.map(([name, money]) => [name, moneyText(money)]),
        }}
      />
      {flows ? (
        <>
          <h3 style={{ marginBottom: 0 }}>{say("三十天资金变动", "Thirty days of the store's money")}</h3>
          <Waterfall flows={flows} />
        </>
      ) : null}
    </Card>
  );
}

function Withdrawals({ of }: { of: ReturnType<typeof usePages<Withdrawal>> }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <section>
      <h2>{say("提现记录", "Withdrawals")}</h2>
      <ListTable<Withdrawal>
        of={of}
        label={say("提现记录", "Withdrawals")}
        empty={say("还没有提现", "No withdrawals yet")}
        rowKey={(one) => one.id}
        cards
        columns={[
          { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
          { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
          { title: say("手续费", "Fee"), align: "end", render: (_, one) => <Amount of={one.fee} /> },
          { title: say("状态", "State"), render: (_, one) => <StateTag state={one.state} /> },
          { title: say("申请", "Asked"), render: (_, one) => formats.short(one.asked_at) },
        ]}
      />
    </section>
  );
}

function CardDeed({ store }: { store: string }) {
  const say = useSay();
  const [holder, setHolder] = useState("");
  const [bank, setBank] = useState("");
  const [number, setNumber] = useState("");
  const ids = { holder: useId(), bank: useId(), number: useId() };
  return (
    <Deed
      why={false}
      label={say("设置银行卡", "Set the bank card")}
      title={say("设置收款银行卡", "The bank card that money goes to")}
      says={
        <div className="stack">
          <div>
            <label htmlFor={ids.holder}>{say("开户名", "Holder")}</label>
            <Input id={ids.holder} value={holder} onChange={(event) => setHolder(event.target.value)} />
          </div>
          <div>
            <label htmlFor={ids.bank}>{say("开户银行", "Bank")}</label>
            <Input id={ids.bank} value={bank} onChange={(event) => setBank(event.target.value)} />
          </div>
          <div>
            <label htmlFor={ids.number}>
              {say("卡号（加密保存，不再显示）", "Number (sealed, never shown again)")}
            </label>
            <Input
              id={ids.number}
              inputMode="numeric"
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
          </div>
          <p className="soft">{say("24 小时后可提现到新卡。", "The new card can be used a day from now.")}</p>
        </div>
      }
      act={() => put(`/v1/stores/${store}/bank-card`, { holder, bank, number: number.replaceAll(" ", "") })}
    />
  );
}
