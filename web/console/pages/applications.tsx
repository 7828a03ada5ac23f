/** @jsxImportSource react */
import { Card, Select } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { go, Link, setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Application, ApplicationForm, List } from "../lib/types.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { type Applicant, applicantWords, applicationStates } from "../parts/application-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Ident, PageHead } from "../parts/states.tsx";
import { useWalletName, WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

/** Applications to join a wallet: a store's own, or all that the marketplace's people see. */
export default function Applications() {
  const say = useSay();
  const formats = useFormats();
  const { store } = useWho();
  const { query } = useAddress();
  const state = query.get("state");
  const applications = usePages<Application>(`/v1/applications${state ? `?state=${state}` : ""}`);
  return (
    <>
      <PageHead
        title={say("进件申请", "Applications")}
        lead={
          store === null
            ? say("店铺向钱包提交的资料，由钱包审核。", "What stores hand in to the wallets, which review it.")
            : say("填写资料、提交审核；被驳回可修改后重提。", "Fill in, send, and mend what the wallet rejects.")
        }
      />
      {store === null ? null : <Begin store={store} />}
      <div className="filters">
        <Select
          allowClear
          style={{ width: 240 }}
          aria-label={say("状态", "State")}
          placeholder={say("全部状态", "Every state")}
          value={state ?? undefined}
          options={Object.keys(applicationStates).map((value) => ({
            value,
            label: <ChipOf of={value} words={applicationStates} />,
          }))}
          onChange={(value?: string) => setQuery({ state: value ?? null })}
        />
      </div>
      <ListTable<Application>
        cards
        of={applications}
        label={say("申请列表", "Applications")}
        empty={say("没有申请", "No applications")}
        rowKey={(one) => one.id}
        columns={[
          {
            title: say("编号", "Number"),
            render: (_, one) => (
              <Link href={`/console/applications/${one.id}`}>
                <Ident id={one.id} />
              </Link>
            ),
          },
          { title: say("钱包", "Wallet"), render: (_, one) => <WalletName id={one.wallet} /> },
          { title: say("主体", "Applicant"), render: (_, one) => say(...applicantWords[one.applicant]) },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={applicationStates} /> },
          { title: say("轮次", "Round"), align: "end", dataIndex: "round" },
          { title: say("待补", "Missing"), align: "end", render: (_, one) => one.missing.length },
          { title: say("提交时间", "Sent"), render: (_, one) => formats.short(one.submitted_at) },
          { title: say("商户就绪", "Can be paid"), render: (_, one) => formats.short(one.merchant_ready_at) },
          { title: say("买家可见", "Buyers see it"), render: (_, one) => formats.short(one.buyer_visible_at) },
        ]}
      />
    </>
  );
}

/** A new one: which wallet, and what kind of applicant. */
function Begin({ store }: { store: string }) {
  const say = useSay();
  const may = useMay()("directory:write");
  const name = useWalletName();
  const forms = useLoad<List<ApplicationForm>>(may ? "/v1/application-forms" : null);
  const [wallet, setWallet] = useState<string | null>(null);
  const [applicant, setApplicant] = useState<Applicant>("company");
  if (!may) return null;
  const begin = async (_why: string, key: string): Promise<void> => {
    const made = await post<Application>("/v1/applications", { store, wallet, applicant }, key);
    go(`/console/applications/${made.id}`);
  };
  return (
    <Card style={{ marginBottom: 16 }}>
      <div className="row">
        <Select
          style={{ width: 180 }}
          aria-label={say("钱包", "Wallet")}
          placeholder={say("选择钱包", "Choose a wallet")}
          value={wallet}
          loading={forms.loading}
          options={(forms.data?.data ?? []).map((form) => ({ value: form.wallet, label: name(form.wallet) }))}
          onChange={setWallet}
        />
        <Select
          style={{ width: 180 }}
          aria-label={say("主体", "Applicant")}
          value={applicant}
          options={Object.entries(applicantWords).map(([value, words]) => ({ value, label: say(...words) }))}
          onChange={(value) => setApplicant(value as Applicant)}
        />
        <Deed
          primary
          why={false}
          disabled={wallet === null}
          label={say("新建申请", "New application")}
          title={say("新建进件申请", "A new application")}
          says={say("先存为草稿，可随时继续。", "It is kept as a draft; go on whenever you like.")}
          act={begin}
        />
      </div>
    </Card>
  );
}
