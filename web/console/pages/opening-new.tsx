/** @jsxImportSource react */
import { Button, Card, Input, Select } from "antd";
import { useMemo, useRef, useState } from "react";
import { freshKey, Problem, post } from "../lib/api.ts";
import { fenOf } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, Marketplace, NewOpening, Opening } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { AudiencePreview } from "../parts/audience-preview.tsx";
import { Field } from "../parts/field.tsx";
import { type Rung, Rungs } from "../parts/opening-rungs.tsx";
import { useCapabilityName, useDepthName } from "../parts/opening-words.ts";
import { PageHead, ProblemNote } from "../parts/states.tsx";
import { useWallets } from "../parts/wallets.tsx";

const capabilities = ["payment", "link", "code", "transfer", "entry", "ad", "data", "licence"];
const depths = ["superficial", "moderate", "deep"] as const;

type Draft = {
  marketplace: string;
  capability: string;
  partner: string;
  depth: (typeof depths)[number];
  zh: string;
  en: string;
  pilots: Rung[];
  stages: Rung[];
};

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

function bodyOf({ marketplace, capability, partner, depth, zh, en, pilots, stages }: Draft): NewOpening {
  return {
    ...{ marketplace, capability, partner, depth, terms: { zh, en } },
    ...(pilots.length > 0 ? { pilots: pilots.map(rungBody) } : {}),
    ...(stages.length > 0 ? { stages: stages.map(rungBody) } : {}),
  };
}

/** What still stands in the way of saving, in words. A cap that cannot be read must not be left out in silence. */
function useMissing({ marketplace, partner, zh, en, pilots, stages }: Draft): string[] {
  const say = useSay();
  const unread = [...pilots, ...stages].some(({ cap }) => cap.trim() !== "" && fenOf(cap) === null);
  return [
    ...(zh.trim() === "" ? [say("中文条款", "terms in Chinese")] : []),
    ...(en.trim() === "" ? [say("英文条款", "terms in English")] : []),
    ...(partner.trim() === "" ? [say("伙伴", "the partner")] : []),
    ...(marketplace === "" ? [say("平台", "the marketplace")] : []),
    ...(unread ? [say("每笔上限的金额，如 200 或 12.30", "a cap as an amount, such as 200 or 12.30")] : []),
  ];
}

/** Compose an opening: terms in both languages, limits, steps; and beside it, who would be in. */
export default function OpeningNew() {
  const say = useSay();
  const who = useWho();
  const markets = useLoad<List<Marketplace>>("/v1/marketplaces?limit=100");
  const [typed, setTyped] = useState<Draft>({
    ...{ marketplace: who.place.marketplace?.id ?? "", capability: "payment", partner: "wechatpay", depth: "deep" },
    ...{ zh: "", en: "", pilots: [], stages: [] },
  });
  const draft = { ...typed, marketplace: typed.marketplace || (markets.data?.data[0]?.id ?? "") };
  const { pilots, stages } = draft;
  const change = (to: Partial<Draft>): void => setTyped((was) => ({ ...was, ...to }));
  const missing = useMissing(draft);
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
            <Subject draft={draft} change={change} markets={markets.data?.data ?? []} />
            <Terms draft={draft} change={change} />
            <Rungs title={say("试点", "Pilots")} rungs={pilots} setRungs={(to) => change({ pilots: to })} />
            <Rungs title={say("阶段", "Stages")} rungs={stages} setRungs={(to) => change({ stages: to })} />
            <Save draft={draft} missing={missing} />
          </div>
        </Card>
        <AudiencePreview steps={useMemo(() => [...pilots, ...stages], [pilots, stages])} partner={draft.partner} />
      </div>
    </>
  );
}

type Part = { draft: Draft; change: (to: Partial<Draft>) => void };

/** What opens to whom, where, and how deep it goes. */
function Subject({ draft, change, markets }: Part & { markets: readonly Marketplace[] }) {
  const say = useSay();
  const words = useWords();
  const capabilityName = useCapabilityName();
  const depthName = useDepthName();
  const wide = { style: { width: "100%" } };
  return (
    <div className="terms">
      <Field label={say("平台", "Marketplace")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.marketplace || null}
            onChange={(marketplace) => change({ marketplace })}
            options={markets.map((one) => ({ value: one.id, label: words(one.name) }))}
          />
        )}
      </Field>
      <Field label={say("能力", "Capability")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.capability}
            onChange={(capability) => change({ capability })}
            options={capabilities.map((value) => ({ value, label: capabilityName(value) }))}
          />
        )}
      </Field>
      <Partner draft={draft} change={change} />
      <Field label={say("深度", "Depth")}>
        {(id) => (
          <Select
            {...{ id, ...wide }}
            value={draft.depth}
            onChange={(depth) => change({ depth })}
            options={depths.map((value) => ({ value, label: depthName(value) }))}
          />
        )}
      </Field>
    </div>
  );
}

/** A wallet where payment opens; elsewhere whoever it is, by name. */
function Partner({ draft, change }: Part) {
  const say = useSay();
  const words = useWords();
  const wallets = useWallets();
  return (
    <Field label={say("伙伴", "Partner")}>
      {(id) =>
        draft.capability === "payment" ? (
          <Select
            id={id}
            style={{ width: "100%" }}
            value={draft.partner}
            onChange={(partner) => change({ partner })}
            options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
          />
        ) : (
          <Input id={id} value={draft.partner} onChange={(event) => change({ partner: event.target.value })} />
        )
      }
    </Field>
  );
}

function Terms({ draft, change }: Part) {
  const say = useSay();
  const texts = [
    ["zh", "zh-CN", say("条款（中文）", "Terms in Chinese")],
    ["en", "en", say("条款（英文）", "Terms in English")],
  ] as const;
  return texts.map(([name, lang, label]) => (
    <Field key={name} label={label}>
      {(id) => (
        <Input.TextArea
          {...{ id, lang, rows: 3 }}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  ));
}

function Save({ draft, missing }: { draft: Draft; missing: readonly string[] }) {
  const say = useSay();
  const { busy, problem, attempt } = useAttempt();
  const key = useRef(freshKey());
  const save = (): Promise<void> =>
    attempt(async () => {
      try {
        const made = await post<Opening>("/v1/openings", bodyOf(draft), key.current);
        go(`/console/openings/${made.id}`);
      } catch (fault) {
        // Refused: the next try says something else. Not answered: the next may be the same deed again.
        if (fault instanceof Problem && fault.status !== 0) key.current = freshKey();
        throw fault;
      }
    });
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button type="primary" size="large" loading={busy} disabled={missing.length > 0} onClick={() => void save()}>
        {say("保存草稿", "Save the draft")}
      </Button>
      {missing.length > 0 ? (
        <p className="soft" role="status">
          {say("还缺：", "Still missing: ")}
          {missing.join(say("、", ", "))}
        </p>
      ) : null}
    </>
  );
}
