/** @jsxImportSource react */
import { Tabs } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Trial } from "../lib/types.ts";
import { type Cell, HeatMap } from "./heat-map.tsx";
import { PlainHead } from "./plain-head.tsx";
import { Scroll } from "./region.tsx";
import { Ident } from "./states.tsx";

type Counted = { orders: number; let_in: number };
type Row = Counted & { name: string };

/** One step of a plan from every side: tiers and ages, stores, and why the others stay out. */
export function TrialDetails({ trial }: { trial: Trial }) {
  const say = useSay();
  const untold = say("未告知", "not told");
  const tier = (value: number | string | null): string =>
    value === null ? untold : say(`${value} 线`, `tier ${value}`);
  const cells: Cell[] = trial.by_tier_and_age.map((one) => ({
    ...{ x: one.age_band ?? untold, y: tier(one.city_tier), part: one.let_in, whole: one.orders },
  }));
  const stores = trial.by_store.map(({ store, ...counted }) => ({ name: store, ...counted }));
  return (
    <Tabs
      size="small"
      items={[
        {
          key: "who",
          label: say("城市与年龄", "Tiers and ages"),
          children: (
            <HeatMap
              title={say("放行比例：城市级别 × 年龄段", "Share let in: city tiers × age bands")}
              part={say("放行", "let in")}
              whole={say("订单", "orders")}
              cells={cells}
            />
          ),
        },
        {
          key: "tables",
          label: say("分组", "Groups"),
          children: <Groups trial={trial} tier={tier} untold={untold} />,
        },
        { key: "stores", label: say("店铺", "Stores"), children: <Counts head={say("店铺", "Store")} rows={stores} /> },
        { key: "why", label: say("未放行的原因", "Why not"), children: <Reasons trial={trial} /> },
      ]}
    />
  );
}

type GroupsProps = { trial: Trial; tier: (value: number | string | null) => string; untold: string };

function Groups({ trial, tier, untold }: GroupsProps) {
  const say = useSay();
  return (
    <div className="stack">
      <Counts
        head={say("买家城市级别", "Buyers' city tier")}
        rows={trial.by_city_tier.map(({ city_tier, ...one }) => ({ name: tier(city_tier), ...one }))}
      />
      <Counts
        head={say("买家年龄段", "Buyers' age band")}
        rows={trial.by_age_band.map(({ age_band, ...one }) => ({ name: age_band ?? untold, ...one }))}
      />
      <Counts
        head={say("店铺城市级别", "Stores' city tier")}
        rows={trial.by_store_city_tier.map(({ city_tier, ...one }) => ({ name: tier(city_tier), ...one }))}
      />
    </div>
  );
}

function Counts({ head, rows }: { head: string; rows: readonly Row[] }) {
  const say = useSay();
  const formats = useFormats();
  const columns = [head, say("放行", "Let in"), say("订单", "Orders"), say("占比", "Share")];
  return (
    <Scroll label={head}>
      <table className="plain">
        <PlainHead of={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name.startsWith("sto_") ? <Ident id={row.name} /> : row.name}</th>
              <td className="number">{formats.number(row.let_in)}</td>
              <td className="number">{formats.number(row.orders)}</td>
              <td className="number">{formats.percent(row.let_in, row.orders)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Reasons({ trial }: { trial: Trial }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  if (trial.reasons.length === 0) return <p className="soft">{say("全部放行。", "Every order is let in.")}</p>;
  return (
    <table className="plain">
      <tbody>
        {trial.reasons.map((one) => (
          <tr key={one.code}>
            <th scope="row">{words(one)}</th>
            <td className="number">{formats.number(one.orders)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
