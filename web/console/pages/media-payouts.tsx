/** @jsxImportSource react */
import { Card, Input } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post } from "../lib/api.ts";
import { moneyText, plainYuan, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { List, MediaAccount, MediaPayout } from "../lib/types.ts";
import { together, useLoad, usePages } from "../lib/use-load.ts";
import { payoutStates } from "../parts/campaign-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { Field } from "../parts/field.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { usePartnerName } from "../parts/partner-names.ts";
import { Amount, Empty, Ident, PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** What host apps are owed for advertisements, and how they are paid: one asks, another confirms. */
export default function MediaPayouts() {
  const say = useSay();
  const accounts = useLoad<List<MediaAccount>>("/v1/media-accounts", 10_000);
  const payouts = usePages<MediaPayout>("/v1/media-payouts?limit=50");
  const done = together(accounts.reload, payouts.reload);
  return (
    <>
      <PageHead
        title={say("媒体付款", "Host apps' payouts")}
        lead={say(
          "已批准的账单即为应付；付款须由另一人确认，付出后的退款先抵后续账单。",
          "Approved bills are owed. Another person confirms a payout; refunds after it are set against the next bill.",
        )}
      />
      <div className="stack">
        <Shown of={accounts}>
          {({ data }) =>
            data.length === 0 ? (
              <Card>
                <Empty
                  title={say("没有应付的款项", "Nothing is owed")}
                  hint={say("广告账单批准后会出现在这里。", "A campaign's approved bill shows here.")}
                />
              </Card>
            ) : (
              <div className="cards" style={{ gridTemplateColumns: "repeat(auto-fill, minmax(280px, 1fr))" }}>
                {data.map((one) => (
                  <AccountCard key={`${one.wallet_account} ${one.host}`} of={one} done={done} />
                ))}
              </div>
            )
          }
        </Shown>
        <Payouts of={payouts} done={done} />
      </div>
    </>
  );
}

function AccountCard({ of, done }: { of: MediaAccount; done: () => void }) {
  const say = useSay();
  const may = useMay();
  const name = usePartnerName()(of.host);
  return (
    <Card>
      <h2>{name}</h2>
      <div className="figure-number">{moneyText(of.due)}</div>
      <p className="figure-note">
        {say("应付；累计账单", "owed; billed in all")} {moneyText(of.billed)}
        {say("，已付或在途", ", paid or on its way")} {moneyText(of.paid_out)}
      </p>
      <p className="soft">
        {of.payee
          ? `${of.payee.holder} · ${of.payee.bank} …${of.payee.last4}`
          : say("尚未登记银行账户", "No bank account told yet")}
      </p>
      {may("withdrawals:write") ? (
        <div className="row">
          {of.payee && BigInt(of.due.minor) > 0n ? <PayDeed of={of} name={name} done={done} /> : null}
          <PayeeDeed of={of} name={name} done={done} />
        </div>
      ) : null}
    </Card>
  );
}

type DeedProps = { of: MediaAccount; name: string; done: () => void };

function PayDeed({ of, name, done }: DeedProps) {
  const say = useSay();
  const [text, setText] = useState(plainYuan(of.due));
  const { wallet_account, host } = of;
  return (
    <Deed
      primary
      why={false}
      label={say("付款", "Pay")}
      title={say(`付给${name}`, `Pay ${name}`)}
      says={
        <div className="stack">
          <Field label={`${say("金额（元），最多", "Amount in yuan, at most")} ${moneyText(of.due)}`}>
            {(id) => (
              <Input id={id} inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
          <p className="soft">{say("须由另一人在三天内确认。", "Another person confirms it within three days.")}</p>
        </div>
      }
      act={(_why, key) => post("/v1/media-payouts", { wallet_account, host, amount: typedAmount(text) }, key)}
      done={done}
    />
  );
}

function PayeeDeed({ of, name, done }: DeedProps) {
  const say = useSay();
  const [holder, setHolder] = useState(of.payee?.holder ?? "");
  const [bank, setBank] = useState(of.payee?.bank ?? "");
  const [number, setNumber] = useState("");
  const { wallet_account, host } = of;
  return (
    <Deed
      why={false}
      label={say("收款账户", "Bank account")}
      title={say(`${name}的收款账户`, `Where ${name} is paid`)}
      says={
        <div className="stack">
          <Field label={say("户名", "Holder")}>
            {(id) => <Input id={id} value={holder} onChange={(event) => setHolder(event.target.value)} />}
          </Field>
          <Field label={say("开户银行", "Bank")}>
            {(id) => <Input id={id} value={bank} onChange={(event) => setBank(event.target.value)} />}
          </Field>
          <Field label={say("账号（加密保存，不再显示）", "Number (sealed, never shown again)")}>
            {(id) => (
              <Input id={id} inputMode="numeric" value={number} onChange={(event) => setNumber(event.target.value)} />
            )}
          </Field>
        </div>
      }
      act={(_why, key) =>
        post("/v1/media-payees", { wallet_account, host, holder, bank, number: number.replaceAll(" ", "") }, key)
      }
      done={done}
    />
  );
}

function Payouts({ of, done }: { of: ReturnType<typeof usePages<MediaPayout>>; done: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const partner = usePartnerName();
  const waits = (word: string): string => `${word} (${say("待另一人核对", "another person must check it")})`;
  return (
    <ListTable<MediaPayout>
      cards
      of={of}
      label={say("付款记录", "Payouts")}
      empty={say("还没有付款", "No payouts yet")}
      rowKey={(one) => one.id}
      columns={[
        { title: say("编号", "Id"), render: (_, one) => <Ident id={one.id} /> },
        {
          title: say("付给", "To"),
          render: (_, one) => (
            <>
              {partner(one.host)}
              <div className="soft">
                {one.payee.holder} · {one.payee.bank} …{one.payee.last4}
              </div>
            </>
          ),
        },
        { title: say("金额", "Amount"), align: "end", render: (_, one) => <Amount of={one.amount} /> },
        {
          title: say("方式", "How"),
          render: (_, one) =>
            one.way === "wallet" ? say("钱包转账", "By the wallet") : say("人工办理", "At the bank"),
        },
        { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={payoutStates} /> },
        {
          title: say("流水号", "Reference"),
          render: (_, one) => one.reference ?? one.says ?? (one.told ? waits(one.told.reference) : "—"),
        },
        { title: say("申请", "Asked"), render: (_, one) => formats.short(one.asked_at) },
        { title: say("处理", "Decide"), render: (_, one) => <Moves of={one} done={done} /> },
      ]}
    />
  );
}

function Moves({ of, done }: { of: MediaPayout; done: () => void }) {
  const say = useSay();
  const who = useWho();
  const may = useMay();
  const to = (what: string, body?: object) => (_why: string, key: string) =>
    post(`/v1/media-payouts/${of.id}/${what}`, body ?? {}, key);
  const small = { why: false, size: "small" as const, done };
  const confirms = of.state === "asked" && who.place.role === "approver" && of.asked_by !== who.person.id;
  const tells = of.way === "hand" && ["sending", "processing"].includes(of.state) && may("withdrawals:write");
  const { told } = of;
  const open = told !== null && ["sending", "processing", "paid"].includes(of.state) && told.reference !== of.reference;
  const seconds = open && who.place.role === "approver" && told.by !== who.person.id;
  return (
    <div className="row">
      {confirms ? (
        <Deed
          {...small}
          primary
          label={say("确认", "Confirm")}
          title={say("确认付款", "Confirm the payout")}
          says={`${of.payee.holder} · ${of.payee.bank} …${of.payee.last4} · ${moneyText(of.amount)}`}
          act={to("confirm")}
        />
      ) : null}
      {of.state === "asked" && may("withdrawals:write") ? (
        <Deed
          {...small}
          label={say("取消付款", "Call off")}
          title={say("取消这笔付款", "Call this payout off")}
          act={to("cancel")}
        />
      ) : null}
      {tells ? <TellDeed of={of} done={done} /> : null}
      {seconds && told ? <ToldDeed of={of} told={told} done={done} /> : null}
      {confirms || tells || seconds || of.state === "asked" ? null : "—"}
    </div>
  );
}

/** The second person reads at the bank what the first one wrote down, and says the same. */
function ToldDeed({ of, told, done }: { of: MediaPayout; told: NonNullable<MediaPayout["told"]>; done: () => void }) {
  const say = useSay();
  const { paid, reference } = told;
  return (
    <Deed
      primary
      why={false}
      size="small"
      label={say("核对银行结果", "Check the bank's answer")}
      title={paid ? say("确认已到账", "Confirm that it arrived") : say("确认失败", "Confirm that it failed")}
      says={`${paid ? say("银行流水号", "The bank's number") : say("银行说明", "The bank says")}: ${reference}`}
      act={(_why, key) => post(`/v1/media-payouts/${of.id}/outcome/confirm`, { paid, reference }, key)}
      done={done}
    />
  );
}

function TellDeed({ of, done }: { of: MediaPayout; done: () => void }) {
  const say = useSay();
  const tell = (paid: boolean) => (reference: string, key: string) =>
    post(`/v1/media-payouts/${of.id}/outcome`, { paid, reference }, key);
  return (
    <>
      <Deed
        primary
        size="small"
        label={say("登记到账", "It arrived")}
        title={say("登记银行流水号", "The bank's own number")}
        says={say("在下方填写银行流水号。", "Write the bank's number below.")}
        act={tell(true)}
        done={done}
      />
      <Deed
        danger
        size="small"
        label={say("登记失败", "It failed")}
        title={say("登记银行拒绝的原因", "What the bank said")}
        act={tell(false)}
        done={done}
      />
    </>
  );
}
