/** @jsxImportSource react */
import { Button, Card, Input, InputNumber } from "antd";
import { useMemo, useRef, useState } from "react";
import { freshKey, Problem, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { DraftRunAsked, DryRun, List, Marketplace, Opening } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { BeforeAnnouncing } from "../parts/before-announcing.tsx";
import { CapFields } from "../parts/cap-fields.tsx";
import { DraftPreview, type PreviewSettings } from "../parts/draft-preview.tsx";
import { Field } from "../parts/field.tsx";
import { GuardFields } from "../parts/guard-fields.tsx";
import { type Draft, draftBody, openingBody, useUnfinished } from "../parts/opening-draft.ts";
import { type Known, Rungs } from "../parts/opening-rungs.tsx";
import { OpeningSubject } from "../parts/opening-subject.tsx";
import { RequireFields } from "../parts/require-fields.tsx";
import { PageHead, ProblemNote } from "../parts/states.tsx";
import { useDraftRun } from "../parts/use-draft-run.ts";

const dayMs = 86_400_000;

/** What to ask of the past: whole hours, so that typing alone does not move the time. */
function askedOf(draft: Draft, { days, stores }: PreviewSettings): DraftRunAsked | null {
  if (draft.marketplace === "" || draft.partner.trim() === "") return null;
  const to = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
  const span = { from: new Date(to - days * dayMs).toISOString(), to: new Date(to).toISOString() };
  return { ...span, stores, opening: draftBody(draft) };
}

/** Tiers and ages that past orders were told of, for picking. */
function knownOf(run: DryRun | null): Known {
  const trial = run?.trials[0];
  const there = <V,>(values: readonly (V | null)[]): V[] => values.filter((one): one is V & {} => one !== null);
  return {
    buyerTiers: there((trial?.by_city_tier ?? []).map((one) => one.city_tier)),
    ageBands: there((trial?.by_age_band ?? []).map((one) => one.age_band)),
    storeTiers: there((trial?.by_store_city_tier ?? []).map((one) => one.city_tier)),
  };
}

/** Compose an opening: terms in both languages, limits, steps; and beside it, who would be in, and what is missing. */
export default function OpeningNew() {
  const say = useSay();
  const who = useWho();
  const markets = useLoad<List<Marketplace>>("/v1/marketplaces?limit=100");
  const [settings, setSettings] = useState<PreviewSettings>({ days: 30, stores: "joined" });
  const [typed, setTyped] = useState<Draft>({
    ...{ marketplace: who.place.marketplace?.id ?? "", sides: [], capability: "payment", partner: "wechatpay" },
    ...{ depth: "deep" },
    ...{ zh: "", en: "", caps: {}, notice: null, requires: [], guards: [], pilots: [], stages: [] },
  });
  const draft = { ...typed, marketplace: typed.marketplace || (markets.data?.data[0]?.id ?? "") };
  const change = (to: Partial<Draft>): void => setTyped((was) => ({ ...was, ...to }));
  const run = useDraftRun(askedOf(draft, settings));
  const known = useMemo(() => knownOf(run.data), [run.data]);
  const last = run.data?.trials.at(-1);
  return (
    <>
      <PageHead
        title={say("起草开放计划", "Compose an opening")}
        lead={say(
          "草稿不影响任何人；之后可试点、征求意见、公告。右侧按真实的历史订单逐笔试算。",
          "A draft touches nobody; pilots, a vote and the announcement come later. Beside it, past orders are tried.",
        )}
      />
      <div className="two compose">
        <Card>
          <div className="stack">
            <OpeningSubject draft={draft} change={change} markets={markets.data?.data ?? []} />
            <Terms draft={draft} change={change} />
            <Limits draft={draft} change={change} />
            <Rungs
              title={say("试点", "Pilots")}
              rungs={draft.pilots}
              known={known}
              setRungs={(pilots) => change({ pilots })}
            />
            <Rungs
              title={say("阶段", "Stages")}
              rungs={draft.stages}
              known={known}
              setRungs={(stages) => change({ stages })}
            />
            <GuardFields guards={draft.guards} setGuards={(guards) => change({ guards })} />
            <RequireFields requires={draft.requires} change={(requires) => change({ requires })} />
            <Save draft={draft} />
          </div>
        </Card>
        <div className="stack beside">
          <DraftPreview
            run={run}
            partner={draft.partner}
            wallets={draft.sides.filter((side) => !side.startsWith("mkt_"))}
            settings={settings}
            change={(to) => setSettings((was) => ({ ...was, ...to }))}
          />
          <BeforeAnnouncing
            wanted={{
              ...{ marketplace: draft.marketplace, capability: draft.capability, partner: draft.partner },
              ...{ requires: draft.requires, missing: run.data?.missing ?? null, notice: draft.notice },
              storesIn: settings.stores === "joined" ? (last?.stores_in ?? null) : null,
            }}
          />
        </div>
      </div>
    </>
  );
}

type Part = { draft: Draft; change: (to: Partial<Draft>) => void };

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

/** What holds for the whole of it, beside what each step says. */
function Limits({ draft, change }: Part) {
  const say = useSay();
  return (
    <fieldset className="rungs">
      <legend>{say("总限额与公告期", "Caps of the whole, and the notice")}</legend>
      <div className="rung-fields">
        <CapFields caps={draft.caps} change={(caps) => change({ caps })} />
        <Field label={say("公告期（自然日）", "Notice, calendar days")}>
          {(id) => (
            <InputNumber
              id={id}
              style={{ width: "100%" }}
              min={0}
              max={365}
              placeholder="7"
              value={draft.notice}
              onChange={(notice) => change({ notice })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}

function Save({ draft }: { draft: Draft }) {
  const say = useSay();
  const missing = useUnfinished(draft);
  const { busy, problem, attempt } = useAttempt();
  const key = useRef(freshKey());
  const save = (): Promise<void> =>
    attempt(async () => {
      try {
        const made = await post<Opening>("/v1/openings", openingBody(draft), key.current);
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
