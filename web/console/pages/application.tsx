/** @jsxImportSource react */
import { Alert, Button, Card, Descriptions, Steps } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Application, ApplicationForm, List } from "../lib/types.ts";
import { type Loaded, useLoad } from "../lib/use-load.ts";
import { ApplicationDocuments } from "../parts/application-documents.tsx";
import { ApplicationFields } from "../parts/application-fields.tsx";
import { ApplicationTerms } from "../parts/application-terms.tsx";
import { applicantWords, applicationStates, canWrite } from "../parts/application-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { Ident, PageHead, Shown } from "../parts/states.tsx";
import { WalletName } from "../parts/wallets.tsx";
import { Deed } from "../parts/why.tsx";

/** One application: step by step while the store may write, and what the wallet said about it. */
export default function ApplicationPage({ id }: { id: string }) {
  const say = useSay();
  const application = useLoad<Application>(`/v1/applications/${id}`, 15_000);
  const forms = useLoad<List<ApplicationForm>>("/v1/application-forms");
  return (
    <>
      <PageHead title={say("进件申请", "Application")} lead={<Ident id={id} />} />
      <Shown of={application}>
        {(one) => (
          <div className="stack">
            <Standing of={one} form={forms.data?.data.find((form) => form.wallet === one.wallet) ?? null} />
            <Shown of={forms}>
              {({ data }) => {
                const form = data.find((found) => found.wallet === one.wallet);
                return form ? <Wizard of={one} form={form} loaded={application} /> : null;
              }}
            </Shown>
          </div>
        )}
      </Shown>
    </>
  );
}

/** What the wallet said, and what the store has to do about it. */
function Standing({ of: one, form }: { of: Application; form: ApplicationForm | null }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const titleOf = (name: string | null): string => {
    const found = [...(form?.fields ?? []), ...(form?.documents ?? [])].find((field) => field.name === name);
    return found ? words(found.title) : (name ?? say("整体", "In general"));
  };
  return (
    <Card>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          { key: "w", label: say("钱包", "Wallet"), children: <WalletName id={one.wallet} /> },
          { key: "s", label: say("状态", "State"), children: <ChipOf of={one.state} words={applicationStates} /> },
          { key: "a", label: say("主体", "Applicant"), children: say(...applicantWords[one.applicant]) },
          { key: "r", label: say("轮次", "Round"), children: one.round },
          { key: "m", label: say("商户就绪", "Can be paid"), children: formats.instant(one.merchant_ready_at) },
          { key: "v", label: say("买家可见", "Buyers see it"), children: formats.instant(one.buyer_visible_at) },
        ]}
      />
      {one.reasons.length > 0 ? (
        <Alert
          style={{ marginTop: 12 }}
          type="error"
          showIcon
          title={say("钱包驳回了以下内容", "The wallet rejected this")}
          description={
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {one.reasons.map((reason) => (
                <li key={`${reason.field} ${reason.says}`}>
                  <strong>{titleOf(reason.field)}</strong>: {reason.says}
                </li>
              ))}
            </ul>
          }
        />
      ) : null}
      {one.action ? (
        <Alert
          style={{ marginTop: 12 }}
          type="warning"
          showIcon
          title={
            one.action.what === "sign" ? say("请签约", "Sign the contract") : say("请验证账户", "Verify the account")
          }
          description={
            <>
              {one.action.says}{" "}
              {one.action.url ? (
                <a href={one.action.url} target="_blank" rel="noreferrer noopener">
                  {say("前往", "Go there")}
                </a>
              ) : null}
            </>
          }
        />
      ) : null}
    </Card>
  );
}

type WizardProps = { of: Application; form: ApplicationForm; loaded: Loaded<Application> };

function Wizard({ of: one, form, loaded }: WizardProps) {
  const say = useSay();
  const may = useMay()("directory:write");
  const { store } = useWho();
  const writes = may && store !== null && canWrite(one.state);
  const [at, setAt] = useState(0);
  const done = (): void => {
    loaded.reload();
    setAt((was) => Math.min(was + 1, 3));
  };
  const wrong = (names: readonly string[]): boolean =>
    names.some((name) => one.missing.includes(name) || one.reasons.some((reason) => reason.field === name));
  const mark = (names: readonly string[]): "error" | "finish" => (wrong(names) ? "error" : "finish");
  const steps = [
    {
      title: say("资料", "Facts"),
      status: mark(form.fields.map((field) => field.name)),
      body: <ApplicationFields of={one} form={form} writes={writes} done={done} />,
    },
    {
      title: say("证照", "Documents"),
      status: mark(form.documents.map((document) => document.name)),
      body: <ApplicationDocuments of={one} form={form} writes={writes} changed={loaded.reload} />,
    },
    {
      title: say("协议", "Terms"),
      status: one.terms ? ("finish" as const) : ("wait" as const),
      body: <ApplicationTerms of={one} writes={writes} done={done} />,
    },
    {
      title: say("提交", "Send"),
      status: one.submitted_at ? ("finish" as const) : ("wait" as const),
      body: <Send of={one} form={form} writes={writes} loaded={loaded} />,
    },
  ];
  return (
    <Card>
      <Steps
        size="small"
        current={at}
        onChange={setAt}
        style={{ marginBottom: 20 }}
        items={steps.map(({ title, status }, n) => ({ title, status: n === at ? "process" : status }))}
      />
      {steps[at]?.body}
      <div className="row" style={{ marginTop: 16 }}>
        <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
          {say("上一步", "Back")}
        </Button>
        <Button disabled={at === steps.length - 1} onClick={() => setAt(at + 1)}>
          {say("下一步", "Next")}
        </Button>
      </div>
    </Card>
  );
}

function Send({ of: one, form, writes, loaded }: WizardProps & { writes: boolean }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const { store } = useWho();
  const may = useMay()("directory:write") && store !== null;
  const titles = new Map([...form.fields, ...form.documents].map((field) => [field.name, words(field.title)]));
  const open = ["draft", "reviewing", "action_needed", "rejected"].includes(one.state);
  const missing = one.missing.map((name) => titles.get(name) ?? (name === "terms" ? say("协议", "Terms") : name));
  return (
    <div className="stack">
      {one.submitted_at ? (
        <p>
          {say("最近提交：", "Sent: ")}
          {formats.instant(one.submitted_at)}
        </p>
      ) : null}
      {missing.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={say("还缺以下内容", "Still missing")}
          description={missing.join(say("、", ", "))}
        />
      ) : null}
      <div className="row">
        {writes ? (
          <Deed
            primary
            why={false}
            disabled={one.missing.length > 0}
            label={one.round === 0 ? say("提交审核", "Send for review") : say("修改后重提", "Send again")}
            title={say("提交给钱包审核", "Send it to the wallet")}
            says={say("审核期间不能修改。", "It cannot be changed while it is reviewed.")}
            act={(_why, key) => post(`/v1/applications/${one.id}/submit`, undefined, key)}
            done={loaded.reload}
          />
        ) : null}
        {may && open ? (
          <Deed
            danger
            why={false}
            label={say("撤回申请", "Withdraw it")}
            title={say("撤回此申请", "Withdraw this application")}
            act={(_why, key) => post(`/v1/applications/${one.id}/withdraw`, undefined, key)}
            done={loaded.reload}
          />
        ) : null}
      </div>
    </div>
  );
}
