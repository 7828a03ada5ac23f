/** @jsxImportSource react */
import { Card, Input, Typography } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { patch, post, put } from "../lib/api.ts";
import { moneyText, plainYuan, useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Campaign, CampaignBill, CampaignFunnel, List } from "../lib/types.ts";
import { type Loaded, useLoad } from "../lib/use-load.ts";
import { BudgetBar } from "../parts/budget-bar.tsx";
import { FunnelChart, FunnelHosts } from "../parts/campaign-funnel.tsx";
import { billStates, campaignStates, surfaceWords, targetWords } from "../parts/campaign-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { Field } from "../parts/field.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { Scroll } from "../parts/region.tsx";
import { Amount, PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** One campaign: what it may spend, what came of it, what is owed for it. */
export default function CampaignPage({ id }: { id: string }) {
  const say = useSay();
  const campaign = useLoad<Campaign>(`/v1/campaigns/${id}`, 10_000);
  const funnel = useLoad<CampaignFunnel>(`/v1/campaigns/${id}/funnel`, 10_000);
  const bills = useLoad<List<CampaignBill>>(`/v1/campaigns/${id}/bills`, 10_000);
  const reload = (): void => {
    for (const one of [campaign, funnel, bills]) one.reload();
  };
  return (
    <Shown of={campaign}>
      {(one) => (
        <>
          <Head of={one} done={reload} />
          <div className="stack">
            <div className="two">
              <Card>
                <h2>{say("从点击到退款", "From click to refund")}</h2>
                <Shown of={funnel}>{(found) => <FunnelChart of={found} />}</Shown>
              </Card>
              <Card>
                <h2>{say("预算", "Budget")}</h2>
                <BudgetBar of={one.budget} />
                <div style={{ marginTop: 12 }}>
                  <BudgetDeed of={one} done={reload} />
                </div>
                <Floor of={funnel} />
              </Card>
            </div>
            <Card>
              <h2>{say("各宿主应用", "Host app by host app")}</h2>
              <Shown of={funnel}>{(found) => <FunnelHosts of={found} />}</Shown>
            </Card>
            <Placements of={one} />
            <Bills of={one} bills={bills} done={reload} />
          </div>
        </>
      )}
    </Shown>
  );
}

type Props = { of: Campaign; done: () => void };

function Head({ of, done }: Props) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const { store } = useWho();
  const may = useMay();
  const steers = store === null ? may("openings:write") : may("withdrawals:write");
  const path = store === null ? `/v1/campaigns/${of.id}` : `/v1/store-campaigns/${of.id}`;
  const until = of.ends_at === null ? say("不限", "open") : formats.day(of.ends_at);
  const move = (state: "running" | "paused" | "ended") => () => patch(path, { state });
  return (
    <PageHead title={words(of.name)} lead={`${formats.day(of.starts_at)} – ${until}`}>
      <ChipOf of={of.state} words={campaignStates} />
      {steers && of.state === "running" ? (
        <Deed
          why={false}
          label={say("暂停", "Pause")}
          title={say("暂停投放", "Pause the campaign")}
          act={move("paused")}
          done={done}
        />
      ) : null}
      {steers && of.state === "paused" ? (
        <Deed
          primary
          why={false}
          label={say("恢复", "Go on")}
          title={say("恢复投放", "Let it run again")}
          act={move("running")}
          done={done}
        />
      ) : null}
      {steers && of.state !== "ended" ? (
        <Deed
          danger
          why={false}
          label={say("结束", "End")}
          title={say("结束活动", "End the campaign")}
          says={say(
            "结束后不能恢复。归因期过后，未花费的预留款退回店铺。",
            "For good. What a store set aside and did not spend comes back once nothing can be credited any more.",
          )}
          act={move("ended")}
          done={done}
        />
      ) : null}
    </PageHead>
  );
}

function BudgetDeed({ of, done }: Props) {
  const say = useSay();
  const may = useMay();
  const [total, setTotal] = useState(plainYuan(of.budget.total));
  const [day, setDay] = useState(plainYuan(of.budget.day));
  if (!may("withdrawals:write")) return null;
  const body = () => ({
    ...(total.trim() === "" ? {} : { total: typedAmount(total) }),
    ...(day.trim() === "" ? {} : { day: typedAmount(day) }),
  });
  return (
    <Deed
      why={false}
      label={say("调整预算", "Change the budget")}
      title={say("调整预算", "Change the budget")}
      says={
        <div className="stack">
          <Field label={say("总预算（元）", "Whole budget in yuan")}>
            {(id) => (
              <Input id={id} inputMode="decimal" value={total} onChange={(event) => setTotal(event.target.value)} />
            )}
          </Field>
          <Field label={say("每日预算（元）", "Budget of a day in yuan")}>
            {(id) => <Input id={id} inputMode="decimal" value={day} onChange={(event) => setDay(event.target.value)} />}
          </Field>
          <p className="soft">
            {of.payer
              ? say(
                  "总预算增加的部分即时从店铺余额预留。",
                  "What the total grows by is set aside from the balance at once.",
                )
              : say("留空表示不限。", "Left empty: no limit.")}
          </p>
        </div>
      }
      act={() => put(`/v1/campaigns/${of.id}/budget`, body())}
      done={done}
    />
  );
}

/** What counted for nothing, and why. */
function Floor({ of }: { of: Loaded<CampaignFunnel> }) {
  const say = useSay();
  const formats = useFormats();
  if (of.data === null) return null;
  const { repeats, too_fast, over_budget, cut } = of.data;
  const rows = [
    [say("半分钟内重复点击", "Second clicks within half a minute"), formats.number(repeats)],
    [say("快于常人的点击", "Faster than people click"), formats.number(too_fast)],
    [say("预算用完后的点击", "Clicks after the budget was spent"), formats.number(over_budget)],
    [say("超出预算而未收的费用", "Fees cut off by the budget"), moneyText(cut)],
  ] as const;
  return (
    <div style={{ marginTop: 16 }}>
      <h2>{say("不计费的部分", "What was not charged")}</h2>
      <table className="plain">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Placements({ of }: { of: Campaign }) {
  const say = useSay();
  const pair = (words: Readonly<Record<string, readonly [string, string]>>, name: string) =>
    say(...(words[name] ?? [name, name]));
  const partner = usePartnerName();
  const title = say("广告位", "Placements");
  return (
    <Card>
      <h2>{title}</h2>
      <Scroll label={title}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{say("宿主应用", "Host app")}</th>
              <th scope="col">{say("位置", "Surface")}</th>
              <th scope="col">{say("去向", "Leads to")}</th>
              <th scope="col">{say("广告携带的地址", "Address in the advertisement")}</th>
            </tr>
          </thead>
          <tbody>
            {of.placements.map((one) => (
              <tr key={one.id}>
                <td>{partner(one.host)}</td>
                <td>{pair(surfaceWords, one.surface)}</td>
                <td>
                  {pair(targetWords, one.target)} <span className="mono">{one.url}</span>
                </td>
                <td>
                  <Typography.Text className="mono" copyable={{ tooltips: false }}>
                    {one.jump}
                  </Typography.Text>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Bills({ of, bills, done }: Props & { bills: Loaded<List<CampaignBill>> }) {
  const say = useSay();
  const formats = useFormats();
  const who = useWho();
  const may = useMay();
  const partner = usePartnerName();
  const rows = { ...bills, data: bills.data?.data ?? null };
  const decides = (bill: CampaignBill): boolean =>
    bill.state === "proposed" && who.place.role === "approver" && bill.asked_by !== who.person.id;
  const decide = (bill: CampaignBill, approve: boolean) => (_why: string, key: string) =>
    post(`/v1/campaign-bills/${bill.id}/decide`, { approve }, key);
  return (
    <div className="stack">
      <div className="row">
        <h2 style={{ margin: 0, flex: 1 }}>{say("账单", "Bills")}</h2>
        {who.store === null && may("openings:write") && of.wallet_account ? (
          <Deed
            why={false}
            label={say("出账", "Bill")}
            title={say("按此刻的应付与已出账之差出账", "Bill what is owed by now")}
            says={say("须由另一人批准后入账。", "Another person approves it before anything moves.")}
            act={(_why, key) => post(`/v1/campaigns/${of.id}/bills`, {}, key)}
            done={done}
          />
        ) : null}
      </div>
      <ListTable<CampaignBill>
        of={rows}
        label={say("账单", "Bills")}
        empty={say("还没有账单", "No bills yet")}
        rowKey={(bill) => bill.id}
        columns={[
          {
            title: say("宿主应用", "Host app"),
            render: (_, bill) => `${partner(bill.host)} #${bill.n}`,
          },
          { title: say("本次金额", "Amount"), align: "end", render: (_, bill) => <Amount of={bill.amount} /> },
          { title: say("累计", "In all"), align: "end", render: (_, bill) => <Amount of={bill.total} /> },
          { title: say("状态", "State"), render: (_, bill) => <ChipOf of={bill.state} words={billStates} /> },
          { title: say("时间", "At"), render: (_, bill) => formats.short(bill.at) },
          {
            title: say("处理", "Decide"),
            render: (_, bill) =>
              decides(bill) ? (
                <div className="row">
                  <Deed
                    {...{ primary: true, why: false, size: "small" as const, done, act: decide(bill, true) }}
                    label={say("批准", "Approve")}
                    title={say("批准并入账", "Approve: the books move")}
                  />
                  <Deed
                    {...{ danger: true, why: false, size: "small" as const, done, act: decide(bill, false) }}
                    label={say("否决", "Reject")}
                    title={say("否决账单", "Reject the bill")}
                  />
                </div>
              ) : (
                "—"
              ),
          },
        ]}
      />
    </div>
  );
}
