/** @jsxImportSource react */
import { Card } from "antd";
import { useMemo } from "react";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { BreakFigures } from "../lib/types.ts";
import { ageNames, classNames, useAgeName, useClassName } from "./break-words.ts";
import { Chart } from "./chart.tsx";
import { Shown } from "./states.tsx";

/** How many are open, whose they are, and of which class and age: each figure leads to its breaks. */
export function BreakPicture() {
  return <Shown of={useBreakFigures()}>{(figures) => <Figures of={figures} />}</Shown>;
}

function Figures({ of }: { of: BreakFigures }) {
  const say = useSay();
  const works = useMay()("refunds:write");
  const at = (query: string): string => `/console/reconciliation?${query}`;
  const figures = [
    ["open", say("待处理", "Open"), of.open, at("state=open")],
    ...(works ? [["mine", say("我负责的", "Yours"), of.yours, at("state=open&assignee=me")] as const] : []),
    ["nobodys", say("无人负责", "Nobody's"), of.nobodys, at("state=open&assignee=none")],
    ["proposed", say("待他人复核", "Wait for a second person"), of.proposed, at("state=proposed")],
  ] as const;
  return (
    <div className="break-figures">
      <ul className="plain break-counts">
        {figures.map(([key, name, count, href]) => (
          <li key={key}>
            <Link href={href} aria-label={`${name} ${count}`}>
              <span>{name}</span>
              <span className="break-count">{count}</span>
            </Link>
          </li>
        ))}
      </ul>
      {of.open === 0 ? null : (
        <Card size="small">
          <ByAge counts={of.counts} />
        </Card>
      )}
    </div>
  );
}

/** The older, the further to the right; a colour a class. */
function ByAge({ counts }: Pick<BreakFigures, "counts">) {
  const say = useSay();
  const age = useAgeName();
  const named = useClassName();
  const sum = (wanted: Partial<BreakFigures["counts"][number]>): number =>
    counts
      .filter((one) => (!wanted.class || one.class === wanted.class) && (!wanted.age || one.age === wanted.age))
      .reduce((total, one) => total + one.open, 0);
  const found = classNames.filter((name) => sum({ class: name }) > 0);
  const shown = ageNames.map((one) => ({ id: one, name: age(one) }));
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12 },
      xAxis: { type: "category" as const, data: shown.map((one) => one.name), axisLabel: { interval: 0 } },
      yAxis: { type: "value" as const, minInterval: 1 },
      series: found.map((name) => ({
        ...{ type: "bar" as const, name: named(name), stack: "open", barMaxWidth: 48 },
        data: shown.map((one) => sum({ class: name, age: one.id })),
      })),
    }),
    [counts, age, named],
  );
  const total = say("合计", "In all");
  const rows = found.map((name) => [
    ...[named(name), ...ageNames.map((one) => `${sum({ class: name, age: one })}`), `${sum({ class: name })}`],
  ]);
  const last = [total, ...ageNames.map((one) => `${sum({ age: one })}`), `${sum({})}`];
  const says = ageNames
    .filter((one) => sum({ age: one }) > 0)
    .map((one) => `${age(one)} ${sum({ age: one })}`)
    .join(say("，", ", "));
  return (
    <Chart
      title={say("待处理差错：按类别与天数", "Open breaks by class and age")}
      says={says}
      option={option}
      height={200}
      table={{ head: [say("类别", "Class"), ...shown.map((one) => one.name), total], rows: [...rows, last] }}
    />
  );
}
