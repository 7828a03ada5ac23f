/** @jsxImportSource react */
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Input, InputNumber, Select } from "antd";
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import { freshKey, Problem, post } from "../lib/api.ts";
import { fenOf } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, Opening, Words } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { AudiencePreview } from "../parts/audience-preview.tsx";
import { useCapabilityName, useDepthName } from "../parts/opening-words.ts";
import { PageHead, ProblemNote } from "../parts/states.tsx";
import { useWallets } from "../parts/wallets.tsx";

type Market = { id: string; name: Words };
export type Rung = {
  key: number;
  title: string;
  storeShare: number;
  buyerShare: number;
  cap: string;
  startsAt: string;
};

const capabilities = ["payment", "link", "code", "transfer", "entry", "ad", "data", "licence"];

function rungBody({ title, storeShare, buyerShare, cap, startsAt }: Rung) {
  const amount = fenOf(cap);
  return {
    ...(title === "" ? {} : { title: { zh: title, en: title } }),
    ...(storeShare === 100 ? {} : { stores: { share: storeShare * 100 } }),
    ...(buyerShare === 100 ? {} : { buyers: { share: buyerShare * 100 } }),
    ...(amount ? { caps: { per_payment: amount } } : {}),
    ...(startsAt === "" ? {} : { starts_at: new Date(startsAt).toISOString() }),
  };
}

/** Compose an opening: terms in both languages, limits, steps; and beside it, who would be in. */
export default function OpeningNew() {
  const say = useSay();
  const words = useWords();
  const who = useWho();
  const wallets = useWallets();
  const capabilityName = useCapabilityName();
  const depthName = useDepthName();
  const markets = useLoad<List<Market>>("/v1/marketplaces?limit=100");
  const [marketplace, setMarketplace] = useState(who.place.marketplace?.id ?? "");
  const [capability, setCapability] = useState("payment");
  const [partner, setPartner] = useState("wechatpay");
  const [depth, setDepth] = useState<"superficial" | "moderate" | "deep">("deep");
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const [rungs, setRungs] = useState<Rung[]>([]);
  const [pilots, setPilots] = useState<Rung[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = useRef(freshKey());
  const place = marketplace || (markets.data?.data[0]?.id ?? "");
  const missing = [
    ...(zh.trim() === "" ? [say("中文条款", "terms in Chinese")] : []),
    ...(en.trim() === "" ? [say("英文条款", "terms in English")] : []),
    ...(partner.trim() === "" ? [say("伙伴", "the partner")] : []),
    ...(place === "" ? [say("平台", "the marketplace")] : []),
  ];
  const save = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const body = {
      ...{ marketplace: place, capability, partner, depth, terms: { zh, en } },
      ...(pilots.length > 0 ? { pilots: pilots.map(rungBody) } : {}),
      ...(rungs.length > 0 ? { stages: rungs.map(rungBody) } : {}),
    };
    try {
      const made = await post<Opening>("/v1/openings", body, key.current);
      go(`/console/openings/${made.id}`);
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, { title: String(fault) }));
      key.current = freshKey();
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead
        title={say("起草开放计划", "Compose an opening")}
        lead={say(
          "草稿不影响任何人；之后可试点、征求意见、公告。",
          "A draft touches nobody; pilots, a vote and the announcement come later.",
        )}
      />
      <div className="two">
        <Card>
          <div className="stack">
            <div className="terms">
              <Field label={say("平台", "Marketplace")}>
                {(id) => (
                  <Select
                    id={id}
                    style={{ width: "100%" }}
                    value={place || null}
                    onChange={setMarketplace}
                    options={(markets.data?.data ?? []).map((one) => ({ value: one.id, label: words(one.name) }))}
                  />
                )}
              </Field>
              <Field label={say("能力", "Capability")}>
                {(id) => (
                  <Select
                    id={id}
                    style={{ width: "100%" }}
                    value={capability}
                    onChange={setCapability}
                    options={capabilities.map((value) => ({ value, label: capabilityName(value) }))}
                  />
                )}
              </Field>
              <Field label={say("伙伴", "Partner")}>
                {(id) =>
                  capability === "payment" ? (
                    <Select
                      id={id}
                      style={{ width: "100%" }}
                      value={partner}
                      onChange={setPartner}
                      options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
                    />
                  ) : (
                    <Input id={id} value={partner} onChange={(event) => setPartner(event.target.value)} />
                  )
                }
              </Field>
              <Field label={say("深度", "Depth")}>
                {(id) => (
                  <Select
                    id={id}
                    style={{ width: "100%" }}
                    value={depth}
                    onChange={setDepth}
                    options={(["superficial", "moderate", "deep"] as const).map((value) => ({
                      value,
                      label: depthName(value),
                    }))}
                  />
                )}
              </Field>
            </div>
            <Field label={say("条款（中文）", "Terms in Chinese")}>
              {(id) => (
                <Input.TextArea
                  id={id}
                  lang="zh-CN"
                  rows={3}
                  value={zh}
                  onChange={(event) => setZh(event.target.value)}
                />
              )}
            </Field>
            <Field label={say("条款（英文）", "Terms in English")}>
              {(id) => (
                <Input.TextArea id={id} lang="en" rows={3} value={en} onChange={(event) => setEn(event.target.value)} />
              )}
            </Field>
            <Rungs title={say("试点", "Pilots")} rungs={pilots} setRungs={setPilots} />
            <Rungs title={say("阶段", "Stages")} rungs={rungs} setRungs={setRungs} />
            {problem ? <ProblemNote problem={problem} /> : null}
            <Button
              type="primary"
              size="large"
              loading={busy}
              disabled={missing.length > 0}
              onClick={() => void save()}
            >
              {say("保存草稿", "Save the draft")}
            </Button>
            {missing.length > 0 ? (
              <p className="soft" role="status">
                {say("还缺：", "Still missing: ")}
                {missing.join(say("、", ", "))}
              </p>
            ) : null}
          </div>
        </Card>
        <AudiencePreview steps={useMemo(() => [...pilots, ...rungs], [pilots, rungs])} partner={partner} />
      </div>
    </>
  );
}

function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

function Rungs({
  title,
  rungs,
  setRungs,
}: {
  title: string;
  rungs: readonly Rung[];
  setRungs: (rungs: Rung[]) => void;
}) {
  const say = useSay();
  const next = useRef(1);
  const change = (key: number, to: Partial<Rung>): void =>
    setRungs(rungs.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const add = (): void => {
    const blank = { key: next.current++, title: "", storeShare: 100, buyerShare: 100, cap: "", startsAt: "" };
    setRungs([...rungs, blank]);
  };
  return (
    <fieldset style={{ border: "1px solid var(--line)", borderRadius: 8 }}>
      <legend>{title}</legend>
      <div className="stack">
        {rungs.map((one, i) => (
          <div key={one.key} className="row" style={{ alignItems: "end" }}>
            <Field label={say("名称", "Title")}>
              {(id) => (
                <Input
                  id={id}
                  style={{ width: 130 }}
                  value={one.title}
                  onChange={(event) => change(one.key, { title: event.target.value })}
                />
              )}
            </Field>
            <Field label={say("店铺 %", "Stores %")}>
              {(id) => (
                <InputNumber
                  id={id}
                  style={{ width: 84 }}
                  min={1}
                  max={100}
                  value={one.storeShare}
                  onChange={(value) => change(one.key, { storeShare: value ?? 100 })}
                />
              )}
            </Field>
            <Field label={say("买家 %", "Buyers %")}>
              {(id) => (
                <InputNumber
                  id={id}
                  style={{ width: 84 }}
                  min={1}
                  max={100}
                  value={one.buyerShare}
                  onChange={(value) => change(one.key, { buyerShare: value ?? 100 })}
                />
              )}
            </Field>
            <Field label={say("每笔上限（元）", "Cap a payment, yuan")}>
              {(id) => (
                <Input
                  id={id}
                  style={{ width: 120 }}
                  inputMode="decimal"
                  value={one.cap}
                  onChange={(event) => change(one.key, { cap: event.target.value })}
                />
              )}
            </Field>
            {i === 0 ? null : (
              <Field label={say("开始", "Begins")}>
                {(id) => (
                  <Input
                    id={id}
                    type="datetime-local"
                    style={{ width: 190 }}
                    value={one.startsAt}
                    onChange={(event) => change(one.key, { startsAt: event.target.value })}
                  />
                )}
              </Field>
            )}
            <Button
              icon={<MinusCircleOutlined />}
              aria-label={say(`删除第 ${i + 1} 步`, `Remove step ${i + 1}`)}
              onClick={() => setRungs(rungs.filter((rung) => rung.key !== one.key))}
            />
          </div>
        ))}
        <div>
          <Button icon={<PlusOutlined />} onClick={add}>
            {say("添加一步", "Add a step")}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
