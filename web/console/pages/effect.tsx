/** @jsxImportSource react */
import { Card } from "antd";
import type { ReactNode } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import type { EffectConversion, EffectDifference, EffectReport, EffectShare } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { DifferenceLine, DifferenceText, ShareText } from "../parts/effect-words.tsx";
import { FactCard } from "../parts/fact-card.tsx";
import { Scroll } from "../parts/region.tsx";
import { Ident, PageHead, Shown } from "../parts/states.tsx";
import { useWalletName } from "../parts/wallets.tsx";
import { StepName } from "./effects.tsx";

type Row = { name: string; in: EffectShare; out: EffectShare; difference: EffectDifference };

/** One report: whom the stage let in beside whom it held out, each figure with its bounds. */
export default function Effect({ id }: { id: string }) {
  const say = useSay();
  const report = useLoad<EffectReport>(`/v1/effect-reports/${id}`);
  return (
    <>
      <PageHead
        title={say("效果报告", "Effect report")}
        lead={say(
          "「组内」是该阶段按比例放开的买家，「对照」是其余买家；谁在哪一组由哈希决定。",
          "“In” are the buyers of the stage's share, “held out” the others; a hash settled who is where.",
        )}
      />
      <Shown of={report} rows={8}>
        {(found) => (
          <div className="stack">
            <Facts of={found} />
            <Figures of={found} />
            <Conversions of={found} />
            <Wallets of={found} />
          </div>
        )}
      </Shown>
    </>
  );
}

function Facts({ of }: { of: EffectReport }) {
  const say = useSay();
  const formats = useFormats();
  const name = useWalletName();
  const { asked, report } = of;
  const facts: [string, ReactNode][] = [
    [
      say("开放计划", "Opening"),
      <Link key="opening" href={`/console/openings/${of.opening}`}>
        <StepName of={asked} /> · <Ident id={of.opening} />
      </Link>,
    ],
    [say("阶段开始", "The stage began"), formats.instant(asked.start)],
    [say("读取范围", "What was read"), `${formats.day(report.from ?? null)} – ${formats.instant(report.to ?? null)}`],
    [say("订单", "Orders"), formats.number(report.orders)],
    [
      say("买家：组内 / 对照", "Buyers: in / held out"),
      `${formats.number(report.buyers.in)} / ${formats.number(report.buyers.out)}`,
    ],
    [say("未计入的订单", "Orders left out"), report.left_out === undefined ? "—" : formats.number(report.left_out)],
    [
      say("暂停期间（已剔除）", "Paused, and cut out"),
      (report.paused ?? []).map(({ from, to }) => `${formats.instant(from)} – ${formats.instant(to)}`).join("; ") ||
        "—",
    ],
    [say("原有的钱包", "The incumbent"), name(asked.incumbent)],
  ];
  return <FactCard of={facts} />;
}

function Figures({ of: { report } }: { of: EffectReport }) {
  const say = useSay();
  const rows: Row[] = [
    { name: say("付款买家中的新买家", "Of paying buyers, new ones"), ...report.new_buyers },
    {
      name: say("付款买家中从不用原有钱包者", "Of paying buyers, never with the incumbent"),
      ...report.without_incumbent,
    },
    ...(report.gained === undefined
      ? []
      : [
          {
            name: say(
              "此前从未用原有钱包的下单买家中，付了款的",
              "Of who ordered, never with the incumbent before: paid",
            ),
            ...report.gained.after,
            difference: report.gained.change,
          },
        ]),
    {
      name: say("转化率（之后）", "Conversion, after"),
      ...report.conversion.after,
      difference: report.conversion.change,
    },
  ];
  return (
    <Card>
      <h2>{say("买家与转化", "Buyers and conversion")}</h2>
      <p className="soft">
        {say(
          "最后两行的差异已扣除对照组自身的前后变化。“新”指此前从未买过；新来而两种钱包都有的买家，也可能算入第二行。",
          "In the last two rows the difference is the change of those in, less the held-out's own. New: had never bought before. Who is new and has both wallets may be in the second row.",
        )}
      </p>
      <Compared label={say("买家与转化", "Buyers and conversion")} rows={rows} />
      <p style={{ marginBottom: 0 }}>
        {say("平均客单价，组内减对照：", "Mean basket, in less held out: ")}
        <DifferenceText of={report.basket} money />
      </p>
    </Card>
  );
}

const mostOf = (rows: readonly Row[]): number =>
  Math.max(0.01, ...rows.flatMap(({ difference: { low, high } }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]));

function Compared({ rows, label }: { rows: readonly Row[]; label: string }) {
  const say = useSay();
  const most = mostOf(rows);
  const head = ["", say("组内", "In"), say("对照", "Held out"), say("差异", "Difference")];
  return (
    <Scroll label={label}>
      <table className="plain">
        <thead>
          <tr>
            {head.map((text, n) =>
              n === 0 ? (
                <td key={n} />
              ) : (
                <th key={text} scope="col">
                  {text}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>
                <ShareText of={row.in} />
              </td>
              <td>
                <ShareText of={row.out} />
              </td>
              <td>
                <DifferenceText of={row.difference} />
                <DifferenceLine of={row.difference} most={most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Conversions({ of: { report } }: { of: EffectReport }) {
  const say = useSay();
  const row = (name: string, { after, change }: EffectConversion): Row => ({ name, ...after, difference: change });
  const tiers = report.conversion_by_tier.map((one) =>
    row(
      one.city_tier === null ? say("层级未知", "Tier not told") : say(`${one.city_tier} 线`, `Tier ${one.city_tier}`),
      one,
    ),
  );
  const ages = report.conversion_by_age.map((one) => row(one.age_band ?? say("年龄未知", "Age not told"), one));
  return (
    <div className="stack">
      {(
        [
          [say("转化，按城市层级", "Conversion by city tier"), tiers],
          [say("转化，按年龄", "Conversion by age"), ages],
        ] as const
      ).map(([title, rows]) => (
        <Card key={title}>
          <h2>{title}</h2>
          <Compared label={title} rows={rows} />
        </Card>
      ))}
    </div>
  );
}

function Wallets({ of: { report, asked } }: { of: EffectReport }) {
  const say = useSay();
  const name = useWalletName();
  const title = say("各钱包占已付订单的比例（之后）", "Wallets' shares of paid orders, after");
  return (
    <Card>
      <h2>{title}</h2>
      <Compared label={title} rows={report.wallets.map((one) => ({ ...one, name: name(one.wallet) }))} />
      <p style={{ marginBottom: 0 }}>
        {say(`对${name(asked.incumbent)}的替代：`, `Displacement of ${name(asked.incumbent)}: `)}
        <DifferenceText of={report.displacement} />
      </p>
    </Card>
  );
}
