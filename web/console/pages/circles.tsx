/** @jsxImportSource react */
import { Button, Card, Input } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AllianceRun, List, Reach, WhatIf } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { TwoCircles } from "../parts/circles.tsx";
import { Field } from "../parts/field.tsx";
import { type Segment, SegmentRows } from "../parts/reach-segments.tsx";
import { ReachTable } from "../parts/reach-table.tsx";
import { PageHead, ProblemNote } from "../parts/states.tsx";
import { CurveFields, type Curves, WhatIfCard } from "../parts/what-if.tsx";

const ages = ["18-26", "27-40", "41-55", "55+"];

/** Made up, so that there is something to see; whoever knows better figures writes them in. */
const example: readonly Segment[] = [1, 2, 3, 4, 5].flatMap((tier) =>
  ages.map((age, i) => {
    const [a, b] = [220_000 - tier * 24_000 - i * 18_000, 130_000 + tier * 22_000 - i * 9_000];
    const overlap = Math.round(Math.min(a, b) * (0.72 - tier * 0.06 - i * 0.04));
    return { key: `${tier} ${age}`, city_tier: tier, age_band: age, a, b, overlap, run: null };
  }),
);

const standard: Curves = { months: 12, buying: 60, adoption: 20, displacement: 30, half: 4 };

/** A, B and what they share: from given figures, or as an alliance's run found it; and what opening would change. */
export default function CirclesPage() {
  const say = useSay();
  const runs = useLoad<List<AllianceRun>>("/v1/alliance-runs?limit=100");
  const [names, setNames] = useState({
    a: say("支付宝用户", "Alipay's users"),
    b: say("微信支付用户", "WeChat Pay's users"),
  });
  const [segments, setSegments] = useState<readonly Segment[]>(example);
  const [curves, setCurves] = useState(standard);
  const [told, setTold] = useState<{ reach: Reach; whatIf: WhatIf } | null>(null);
  const { busy, problem, attempt } = useAttempt();
  const ask = (): Promise<void> =>
    attempt(async () => {
      const asked = segments.map(({ key: _, overlap, run, ...rest }) => ({
        ...rest,
        ...(run ? { run } : { overlap }),
      }));
      const reach = await post<Reach>("/v1/reach", { segments: asked });
      const { a, b, overlap } = reach.total;
      const curve = (percent: number) => ({ limit: percent / 100, half_months: curves.half });
      const whatIf = await post<WhatIf>("/v1/what-if", {
        ...{ a, b, overlap, months: curves.months, buying: curves.buying / 100 },
        ...{ adoption: curve(curves.adoption), displacement: curve(curves.displacement) },
      });
      setTold({ reach, whatIf });
    });
  return (
    <>
      <PageHead
        title={say("两个圆", "Two circles")}
        lead={say(
          "甲、乙两个用户群与重合，按城市层级与年龄；合计触达 = 甲 + 乙 − 重合。初始数字为虚构示例。",
          "Two groups of users and what they share, by city tier and age: reach = A + B − both. The first figures are made up.",
        )}
      />
      <div className="stack">
        {told ? <Told {...told} names={names} /> : null}
        <Card>
          <div className="terms">
            {(["a", "b"] as const).map((side) => (
              <Field key={side} label={side === "a" ? say("甲的名称", "Name of A") : say("乙的名称", "Name of B")}>
                {(id) => (
                  <Input
                    id={id}
                    maxLength={40}
                    value={names[side]}
                    onChange={(event) => setNames((was) => ({ ...was, [side]: event.target.value }))}
                  />
                )}
              </Field>
            ))}
          </div>
          <SegmentRows segments={segments} change={setSegments} runs={runs.data?.data ?? []} />
          <CurveFields of={curves} change={setCurves} />
          <div className="stack" style={{ marginTop: 12 }}>
            <div>
              <Button type="primary" loading={busy} disabled={segments.length === 0} onClick={() => void ask()}>
                {say("计算并画图", "Work it out")}
              </Button>
            </div>
            {problem ? <ProblemNote problem={problem} /> : null}
          </div>
        </Card>
      </div>
    </>
  );
}

function Told({ reach, whatIf, names }: { reach: Reach; whatIf: WhatIf; names: { a: string; b: string } }) {
  const say = useSay();
  const formats = useFormats();
  const { gain_bp } = reach.total;
  const tier = (n: number | null): string => (n === null ? say("未知", "Not told") : say(`${n} 线城市`, `Tier ${n}`));
  const groups = [
    ...reach.by_tier.map((one) => ({ ...one, name: tier(one.city_tier) })),
    ...reach.by_age.map((one) => ({ ...one, name: one.age_band ?? say("年龄未知", "Age not told") })),
  ];
  return (
    <>
      <Card>
        <h2>{say("全部", "In all")}</h2>
        <TwoCircles of={reach.total} names={names} />
        {gain_bp === null ? null : (
          <p style={{ textAlign: "center", margin: "8px 0 0" }}>
            {say(`乙为甲增加 ${formats.share(gain_bp)} 的触达。`, `B adds ${formats.share(gain_bp)} to A's reach.`)}
          </p>
        )}
      </Card>
      <Card>
        <h2>{say("按城市层级与年龄", "By city tier and age")}</h2>
        <div className="small-circles">
          {groups.map((one) => (
            <TwoCircles key={one.name} small of={one} names={names} title={one.name} />
          ))}
        </div>
        <ReachTable names={names} rows={[{ ...reach.total, name: say("全部", "In all") }, ...groups]} />
      </Card>
      <WhatIfCard of={whatIf} />
    </>
  );
}
