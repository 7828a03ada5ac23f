/** @jsxImportSource react */
import { Card, Input, Select } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { LinkBlock, LinkPolicy, List, LogStep, Marketplace, ScreenAppeal } from "../lib/types.ts";
import { together, useLoad, usePages } from "../lib/use-load.ts";
import { AppealList } from "../parts/appeal-list.tsx";
import { blockCodes, blockStates } from "../parts/block-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { Field } from "../parts/field.tsx";
import { PolicyCard } from "../parts/link-policy.tsx";
import { Empty, PageHead, Shown } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** The links desk: how links open per host app and surface, what is kept out, and who said what against it. */
export default function Links() {
  const say = useSay();
  const words = useWords();
  const who = useWho();
  const markets = useLoad<List<Marketplace>>("/v1/marketplaces?limit=100");
  const [chosen, setChosen] = useState<string | null>(who.place.marketplace?.id ?? null);
  const market = chosen ?? markets.data?.data[0]?.id ?? null;
  return (
    <>
      <PageHead
        title={say("链接", "Links")}
        lead={say(
          "链接在各应用、各场景如何打开，哪些被屏蔽，以及申诉与裁决。",
          "How links open per app and surface, what is kept out, and the appeals against it.",
        )}
      >
        <Select
          style={{ minWidth: 200 }}
          aria-label={say("平台", "Marketplace")}
          value={market}
          options={(markets.data?.data ?? []).map((one) => ({ value: one.id, label: words(one.name) }))}
          onChange={setChosen}
        />
        {market ? (
          <a href={`/transparency/${market}`} target="_blank" rel="noreferrer">
            {say("公开的透明度报告", "The public report")}
          </a>
        ) : null}
      </PageHead>
      {market ? <Desk market={market} /> : null}
    </>
  );
}

function Desk({ market }: { market: string }) {
  const say = useSay();
  const policies = useLoad<List<LinkPolicy>>(`/v1/link-policies?marketplace=${market}`);
  const blocks = useLoad<List<LinkBlock>>(`/v1/link-blocks?marketplace=${market}`);
  const appeals = usePages<ScreenAppeal>("/v1/screen-appeals?limit=50");
  const done = together(policies.reload, blocks.reload, appeals.reload);
  return (
    <div className="stack">
      <div className="stack">
        <h2 style={{ margin: 0 }}>{say("打开方式", "How links open")}</h2>
        <Shown of={policies}>
          {({ data }) =>
            data.length === 0 ? (
              <Card>
                <Empty
                  title={say("还没有链接政策", "No policy yet")}
                  hint={say(
                    "没有政策时：已开放的直接打开，未开放的复制到浏览器。",
                    "Without one, what is open opens, and the rest is copied to the browser.",
                  )}
                />
              </Card>
            ) : (
              <div className="stack">
                {[...new Set(data.map((one) => one.partner))].map((partner) => (
                  <PolicyCard key={partner} versions={data.filter((one) => one.partner === partner)} done={done} />
                ))}
              </div>
            )
          }
        </Shown>
      </div>
      <div className="stack">
        <h2 style={{ margin: 0 }}>{say("申诉", "Appeals")}</h2>
        <AppealList of={appeals} done={done} />
      </div>
      <div className="stack">
        <div className="row">
          <h2 style={{ margin: 0, flex: 1 }}>{say("屏蔽", "Blocks")}</h2>
          <BlockDeed market={market} done={done} />
        </div>
        <Shown of={blocks}>
          {({ data }) =>
            data.length === 0 ? (
              <Card>
                <Empty title={say("没有屏蔽", "Nothing is blocked")} />
              </Card>
            ) : (
              <div className="stack">
                {data.map((one) => (
                  <BlockCard key={one.id} of={one} done={done} />
                ))}
              </div>
            )
          }
        </Shown>
      </div>
    </div>
  );
}

function BlockDeed({ market, done }: { market: string; done: () => void }) {
  const say = useSay();
  const may = useMay()("openings:write");
  const [host, setHost] = useState("");
  const [code, setCode] = useState("phishing");
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  if (!may) return null;
  return (
    <Deed
      danger
      why={false}
      label={say("屏蔽域名", "Block a host")}
      title={say("屏蔽一个域名及其下级", "Keep a host and everything below it out")}
      says={
        <div className="stack">
          <Field label={say("域名", "Host")}>
            {(id) => <Input id={id} value={host} onChange={(event) => setHost(event.target.value)} />}
          </Field>
          <Field label={say("类别", "Kind")}>
            {(id) => (
              <Select
                id={id}
                style={{ width: "100%" }}
                value={code}
                options={Object.entries(blockCodes).map(([value, pair]) => ({ value, label: say(...pair) }))}
                onChange={setCode}
              />
            )}
          </Field>
          <Field label={say("理由（中文）", "Reason in Chinese")}>
            {(id) => <Input id={id} value={zh} onChange={(event) => setZh(event.target.value)} />}
          </Field>
          <Field label={say("理由（英文）", "Reason in English")}>
            {(id) => <Input id={id} value={en} onChange={(event) => setEn(event.target.value)} />}
          </Field>
        </div>
      }
      act={(_why, key) =>
        post("/v1/link-blocks", { marketplace: market, host: host.trim().toLowerCase(), code, why: { zh, en } }, key)
      }
      done={done}
    />
  );
}

function BlockCard({ of, done }: { of: LinkBlock; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const who = useWho();
  const steps = useLoad<List<LogStep>>(`/v1/link-blocks/${of.id}/steps`);
  const decides = of.state === "appealed" && who.place.role === "approver" && of.blocked_by !== who.person.id;
  const decide = (lift: boolean) => (why: string, key: string) =>
    post(`/v1/link-blocks/${of.id}/decide`, { lift, why }, key);
  return (
    <Card size="small">
      <div className="row">
        <strong className="mono">{of.host}</strong>
        <ChipOf of={of.state} words={blockStates} />
        <span className="soft">{say(...(blockCodes[of.code] ?? [of.code, of.code]))}</span>
        <span style={{ flex: 1 }}>{words(of.why)}</span>
        {decides ? (
          <>
            <Deed
              primary
              label={say("解除", "Lift")}
              title={say("解除屏蔽", "Lift the block")}
              act={decide(true)}
              done={done}
            />
            <Deed
              label={say("维持屏蔽", "Keep blocked")}
              title={say("维持屏蔽", "Uphold the block")}
              act={decide(false)}
              done={done}
            />
          </>
        ) : null}
      </div>
      <ol className="soft" style={{ margin: "8px 0 0", paddingInlineStart: 20 }}>
        {(steps.data?.data ?? []).map((step) => (
          <li key={step.n}>
            {say(...pairOf(step.event))} · {formats.short(step.at)} · {step.why}
          </li>
        ))}
      </ol>
    </Card>
  );
}

const pairOf = (event: string): readonly [string, string] => {
  const [, zh, en] = blockStates[event] ?? (["default", event, event] as const);
  return [zh, en];
};
