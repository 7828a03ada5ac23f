/** @jsxImportSource react */
import { useMemo } from "react";
import { moneyText, useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { CampaignFunnel } from "../lib/types.ts";
import { Chart } from "./chart.tsx";
import { usePartnerName } from "./partner-names.ts";
import { Scroll } from "./region.tsx";

/** Click → opened → paid → refunded, as a picture, a sentence and a table; and host app by host app. */
export function FunnelChart({ of }: { of: CampaignFunnel }) {
  const say = useSay();
  const formats = useFormats();
  const steps = useMemo(
    () =>
      [
        [say("点击", "Clicks"), of.clicks],
        [say("打开", "Opened"), of.opened],
        [say("支付", "Paid"), of.paid],
        [say("退款", "Refunded"), of.refunded],
      ] as const,
    [of, say],
  );
  const option = useMemo(
    () => ({
      tooltip: { trigger: "item" as const, renderMode: "richText" as const },
      series: [
        {
          type: "funnel" as const,
          ...{ sort: "none" as const, left: 8, right: 8, top: 8, bottom: 8, minSize: "8%", gap: 3 },
          // A narrow step's words stand over its edges: bordered, they are legible on any ground.
          label: {
            ...{ position: "inside" as const, formatter: "{b} {c}", color: "#fff", fontSize: 14 },
            ...{ textBorderColor: "#1d2422", textBorderWidth: 3 },
          },
          data: steps.map(([name, value]) => ({ name, value })),
        },
      ],
    }),
    [steps],
  );
  const before = (place: number): number => steps[place - 1]?.[1] ?? 0;
  return (
    <Chart
      title={say("从点击到退款", "From click to refund")}
      says={steps.map(([name, value]) => `${name} ${formats.number(value)}`).join(say("，", ", "))}
      option={option}
      height={260}
      table={{
        head: [say("步骤", "Step"), say("数量", "How many"), say("占上一步", "Of the step before")],
        rows: steps.map(([name, value], place) => [
          ...[name, formats.number(value), place === 0 ? "—" : formats.percent(value, before(place))],
        ]),
      }}
    />
  );
}

export function FunnelHosts({ of }: { of: CampaignFunnel }) {
  const say = useSay();
  const formats = useFormats();
  const partner = usePartnerName();
  const title = say("各宿主应用", "Host app by host app");
  return (
    <Scroll label={title}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{say("宿主应用", "Host app")}</th>
            {[say("点击", "Clicks"), say("打开", "Opened"), say("支付", "Paid"), say("退款", "Refunded")].map(
              (name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ),
            )}
            {[say("归因成交", "Credited"), say("退款扣回", "Taken back"), say("费用", "Fees")].map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.hosts.map((one) => (
            <tr key={one.host}>
              <th scope="row">{partner(one.host)}</th>
              {[one.clicks, one.opened, one.paid, one.refunded].map((value, place) => (
                <td key={place} className="number">
                  {formats.number(value)}
                </td>
              ))}
              {[one.credited, one.taken_back, one.fees].map((value, place) => (
                <td key={place} className="number">
                  {moneyText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
