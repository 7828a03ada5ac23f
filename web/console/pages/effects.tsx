/** @jsxImportSource react */
import { Button, Card, InputNumber, Select } from "antd";
import { useRef, useState } from "react";
import { freshKey, Problem, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { go, Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { EffectReport, List, Opening } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { DifferenceText } from "../parts/effect-words.tsx";
import { Field } from "../parts/field.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { Ident, PageHead, ProblemNote } from "../parts/states.tsx";
import { useWalletName, useWallets } from "../parts/wallets.tsx";

type Step = { kind: "pilot" | "stage"; n: number };

/** What the stages of openings brought about, each against the buyers whom it held out. */
export default function Effects() {
  const say = useSay();
  const formats = useFormats();
  const may = useMay()("openings:write");
  const reports = usePages<EffectReport>("/v1/effect-reports");
  return (
    <>
      <PageHead
        title={say("效果报告", "Effects")}
        lead={say(
          "按比例开放的阶段自带对照组：未放开的买家。所有区间为 95%。",
          "A stage with a share of buyers holds the others out: that is the comparison. All intervals are at 95 %.",
        )}
      />
      <div className="stack">
        {may ? <NewReport /> : null}
        <ListTable<EffectReport>
          cards
          of={reports}
          label={say("效果报告列表", "Effect reports")}
          empty={say("还没有报告", "No report yet")}
          hint={say("先有一个按买家比例开放的阶段。", "It takes a stage that is open to a share of buyers.")}
          rowKey={(one) => one.id}
          columns={[
            {
              title: say("报告", "Report"),
              render: (_, one) => (
                <Link href={`/console/effects/${one.id}`}>
                  <StepName of={one.asked} /> · <Ident id={one.opening} />
                </Link>
              ),
            },
            { title: say("制作时间", "Made"), render: (_, one) => formats.short(one.created_at) },
            {
              title: say("订单", "Orders"),
              align: "right",
              render: (_, one) => formats.number(one.report.orders),
            },
            {
              title: say("新买家：组内减对照", "New buyers: in, less out"),
              render: (_, one) => <DifferenceText of={one.report.new_buyers.difference} />,
            },
            {
              title: say("对原有钱包的替代", "Displacement"),
              render: (_, one) => <DifferenceText of={one.report.displacement} />,
            },
          ]}
        />
      </div>
    </>
  );
}

export function StepName({ of }: { of: Step }) {
  const say = useSay();
  return of.kind === "pilot" ? say(`试点 ${of.n}`, `Pilot ${of.n}`) : say(`阶段 ${of.n}`, `Stage ${of.n}`);
}

/** The steps of an opening that hold buyers out. */
function heldOut(opening: Opening | undefined): Step[] {
  const shared = (kind: Step["kind"]) => (stage: Opening["stages"][number]) => {
    const share = stage.buyers.share;
    return share !== undefined && share > 0 && share < 10_000 ? [{ kind, n: stage.n }] : [];
  };
  return opening ? [...opening.pilots.flatMap(shared("pilot")), ...opening.stages.flatMap(shared("stage"))] : [];
}

function NewReport() {
  const say = useSay();
  const words = useWords();
  const name = useWalletName();
  const wallets = useWallets();
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100");
  const [opening, setOpening] = useState<string | null>(null);
  const [step, setStep] = useState<string | null>(null);
  const [incumbent, setIncumbent] = useState("alipay");
  const [days, setDays] = useState({ before: 28, after: 28 });
  const fit = (openings.data?.data ?? []).filter((one) => heldOut(one).length > 0);
  const steps = heldOut(fit.find((one) => one.id === opening));
  const wide = { style: { width: "100%" } };
  const day = (which: "before" | "after", label: string) => (
    <Field label={label}>
      {(id) => (
        <InputNumber
          {...{ id, ...wide, min: 1, max: 366, precision: 0 }}
          value={days[which]}
          onChange={(value) => setDays((was) => ({ ...was, [which]: value ?? 1 }))}
        />
      )}
    </Field>
  );
  return (
    <Card>
      <h2>{say("作一份报告", "Make a report")}</h2>
      <div className="terms">
        <Field label={say("开放计划", "Opening")}>
          {(id) => (
            <Select
              {...{ id, ...wide }}
              value={opening}
              loading={openings.loading}
              notFoundContent={say("没有按买家比例开放的计划", "No opening with a share of buyers")}
              options={fit.map((one) => ({ value: one.id, label: `${name(one.partner)} · …${one.id.slice(-6)}` }))}
              onChange={(value) => {
                setOpening(value);
                setStep(null);
              }}
            />
          )}
        </Field>
        <Field label={say("试点或阶段", "Pilot or stage")}>
          {(id) => (
            <Select
              {...{ id, ...wide, value: step, disabled: steps.length === 0, onChange: setStep }}
              options={steps.map((one) => ({ value: `${one.kind} ${one.n}`, label: <StepName of={one} /> }))}
            />
          )}
        </Field>
        <Field label={say("原有的钱包", "The incumbent")}>
          {(id) => (
            <Select
              {...{ id, ...wide, value: incumbent, onChange: setIncumbent }}
              options={wallets.map((one) => ({ value: one.id, label: words(one.title) }))}
            />
          )}
        </Field>
        {day("before", say("之前天数", "Days before"))}
        {day("after", say("之后天数", "Days after"))}
      </div>
      <Make asked={opening && step ? { opening, step, incumbent, ...days } : null} />
    </Card>
  );
}

type Asked = { opening: string; step: string; incumbent: string; before: number; after: number };

function Make({ asked }: { asked: Asked | null }) {
  const say = useSay();
  const { busy, problem, attempt } = useAttempt();
  const key = useRef(freshKey());
  const make = (of: Asked): Promise<void> =>
    attempt(async () => {
      const [kind, n] = of.step.split(" ");
      const { opening, incumbent, before: before_days, after: after_days } = of;
      const body = { opening, kind, n: Number(n), incumbent, before_days, after_days };
      try {
        const made = await post<EffectReport>("/v1/effect-reports", body, key.current);
        go(`/console/effects/${made.id}`);
      } catch (fault) {
        // It was told: what is asked next is another report.
        if (fault instanceof Problem) key.current = freshKey();
        throw fault;
      }
    });
  return (
    <div className="stack" style={{ marginTop: 12 }}>
      <div>
        <Button type="primary" loading={busy} disabled={asked === null} onClick={() => asked && void make(asked)}>
          {say("作报告", "Make the report")}
        </Button>
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
    </div>
  );
}
