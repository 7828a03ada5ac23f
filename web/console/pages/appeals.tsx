/** @jsxImportSource react */
import { Button, Card, Input } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { LinkBlock, List, ScreenAppeal, ScreenedPost } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { together, useLoad, usePages } from "../lib/use-load.ts";
import { AppealList } from "../parts/appeal-list.tsx";
import { blockStates } from "../parts/block-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { Field } from "../parts/field.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Chip, PageHead, ProblemNote } from "../parts/states.tsx";
import { Deed } from "../parts/why.tsx";

/** A store's desk: what is refused in its posts, which hosts are kept out, and what it says against that. */
export default function Appeals() {
  const say = useSay();
  const appeals = usePages<ScreenAppeal>("/v1/screen-appeals?limit=50");
  const blocks = useLoad<List<LinkBlock>>("/v1/link-blocks");
  const done = together(appeals.reload, blocks.reload);
  return (
    <>
      <PageHead
        title={say("内容审核与申诉", "Screening and appeals")}
        lead={say(
          "发布前可先检查；被拒的内容可以申诉，由平台的另一人裁决，理由中英文可见。",
          "Check a post before it goes out. What is refused can be appealed; another person decides, in both languages.",
        )}
      />
      <div className="stack">
        <CheckPost done={done} />
        <Blocks of={{ ...blocks, data: blocks.data?.data ?? null }} done={done} />
        <div className="stack">
          <h2 style={{ margin: 0 }}>{say("我的申诉", "Our appeals")}</h2>
          <AppealList of={appeals} done={done} />
        </div>
      </div>
    </>
  );
}

function CheckPost({ done }: { done: () => void }) {
  const say = useSay();
  const { store } = useWho();
  const [text, setText] = useState("");
  /** As it was when it was checked. */
  const [checked, setChecked] = useState<{ text: string; found: ScreenedPost } | null>(null);
  const { busy, problem, attempt } = useAttempt();
  const check = (): Promise<void> =>
    attempt(async () => setChecked({ text, found: await post<ScreenedPost>("/v1/screenings", { store, text }) }));
  return (
    <Card>
      <h2>{say("检查要发布的文字", "Check what you want to post")}</h2>
      <div className="stack">
        <Field label={say("文字", "Text")}>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={20_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button type="primary" loading={busy} disabled={text.trim() === ""} onClick={() => void check()}>
            {say("检查", "Check")}
          </Button>
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
        {checked ? <Findings text={checked.text} of={checked.found} done={done} /> : null}
      </div>
    </Card>
  );
}

function Findings({ text, of, done }: { text: string; of: ScreenedPost; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const { store } = useWho();
  const may = useMay()("refunds:write");
  if (of.findings.length === 0) return <Chip tone="success">{say("没有发现问题", "Nothing was found")}</Chip>;
  return (
    <ul className="plain" aria-label={say("检查结果", "What was found")}>
      {of.findings.map((one) => (
        <li key={`${one.kind} ${one.value}`} className="row" style={{ padding: "6px 0" }}>
          <span className="mono">{one.value}</span>
          <Chip tone={one.verdict === "allowed" ? "success" : "error"}>
            {one.verdict === "allowed" ? say("允许", "Allowed") : say("不允许", "Refused")}
          </Chip>
          <span className="soft">{one.reasons.map((reason) => words(reason)).join(" ")}</span>
          {one.verdict === "refused" && may ? (
            <Deed
              size="small"
              label={say("申诉", "Appeal")}
              title={say("对此提出申诉", "Appeal against this")}
              act={(why, key) => post("/v1/screen-appeals", { store, why, text, subject: one.value }, key)}
              done={done}
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Blocks({ of, done }: { of: Parameters<typeof ListTable<LinkBlock>>[0]["of"]; done: () => void }) {
  const say = useSay();
  const words = useWords();
  const { store } = useWho();
  const may = useMay()("refunds:write");
  return (
    <div className="stack">
      <h2 style={{ margin: 0 }}>{say("被屏蔽的域名", "Blocked hosts")}</h2>
      <ListTable<LinkBlock>
        cards
        of={of}
        label={say("被屏蔽的域名", "Blocked hosts")}
        empty={say("没有屏蔽", "Nothing is blocked")}
        rowKey={(one) => one.id}
        columns={[
          { title: say("域名", "Host"), render: (_, one) => <span className="mono">{one.host}</span> },
          { title: say("原因", "Why"), render: (_, one) => words(one.why) },
          { title: say("状态", "State"), render: (_, one) => <ChipOf of={one.state} words={blockStates} /> },
          {
            title: say("申诉", "Appeal"),
            render: (_, one) =>
              may && (one.state === "blocked" || one.state === "appealed") ? (
                <Deed
                  size="small"
                  label={say("申诉", "Appeal")}
                  title={say(`申诉：${one.host}`, `Appeal: ${one.host}`)}
                  act={(why, key) => post("/v1/screen-appeals", { store, why, block: one.id }, key)}
                  done={done}
                />
              ) : (
                "—"
              ),
          },
        ]}
      />
    </div>
  );
}
