/** @jsxImportSource react */
import { Card, InputNumber } from "antd";
import { useMemo } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { WhatIf } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import { Field } from "./field.tsx";

/** Shares in hundredths; `half` and `months` in months. */
export type Curves = { months: number; buying: number; adoption: number; displacement: number; half: number };

export function CurveFields({ of, change }: { of: Curves; change: (to: Curves) => void }) {
  const say = useSay();
  const fields = [
    ["buying", say("甲中在此购买的（%）", "Of A, who buys here (%)"), 0, 100],
    ["adoption", say("只有乙触达者中最终会来的（%）", "Of those only B reaches, who comes at last (%)"), 0, 100],
    [
      "displacement",
      say("两者都有的买家中最终改用乙的（%）", "Of buyers with both, who turns to B at last (%)"),
      0,
      100,
    ],
    ["half", say("达到一半所需的月数", "Months until half of that"), 1, 60],
    ["months", say("推演月数", "Months ahead"), 1, 120],
  ] as const;
  return (
    <div className="terms" style={{ marginTop: 16 }}>
      {fields.map(([name, label, min, max]) => (
        <Field key={name} label={label}>
          {(id) => (
            <InputNumber
              {...{ id, min, max, style: { width: "100%" } }}
              value={of[name]}
              onChange={(value) => change({ ...of, [name]: value ?? min })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

/** Closed against open, month by month. */
export function WhatIfCard({ of }: { of: WhatIf }) {
  const say = useSay();
  const formats = useFormats();
  const last = of.months.at(-1);
  const title = say("封闭与开放：逐月买家", "Closed against open: buyers, month by month");
  const [all, shut, other] = [
    say("开放：全部买家", "Open: all buyers"),
    say("封闭：全部买家", "Closed: all buyers"),
    say("开放：用乙者", "Open: with B"),
  ];
  const option = useMemo(() => {
    const line = (name: string, pick: (month: WhatIf["months"][number]) => number) => ({
      ...{ type: "line" as const, name, showSymbol: false, data: of.months.map(pick) },
    });
    return {
      legend: { top: 0 },
      grid: { left: 8, right: 16, top: 60, bottom: 8, containLabel: true },
      xAxis: { type: "category" as const, data: of.months.map(({ month }) => `${month}`) },
      yAxis: { type: "value" as const },
      series: [
        line(all, ({ open }) => open.buyers),
        line(shut, ({ closed }) => closed.buyers),
        line(other, ({ open }) => open.other),
      ],
    };
  }, [of, all, shut, other]);
  const says = last
    ? say(
        `${last.month} 个月后，封闭有买家 ${formats.number(last.closed.buyers)} 人，开放有 ${formats.number(last.open.buyers)} 人。`,
        `After ${last.month} months: ${formats.number(last.closed.buyers)} buyers if closed, ${formats.number(last.open.buyers)} if open.`,
      )
    : "";
  const head = [
    say("月", "Month"),
    say("封闭：买家", "Closed: buyers"),
    say("开放：买家", "Open: buyers"),
    say("其中新增", "New ones"),
    say("用乙者", "With B"),
    say("甲的份额", "A's share"),
  ];
  const rows = of.months.map(({ month, closed, open }) => [
    ...[`${month}`, formats.number(closed.buyers), formats.number(open.buyers), formats.number(open.new_buyers)],
    ...[formats.number(open.other), `${(open.incumbent_share * 100).toFixed(1)}%`],
  ]);
  return (
    <Card>
      <h2>{title}</h2>
      <p>
        {says} {say("这是按您的曲线所作的推演，不是预测。", "A model with your own curves, not a forecast.")}
      </p>
      <Chart {...{ title, says, option }} table={{ head, rows }} />
    </Card>
  );
}
