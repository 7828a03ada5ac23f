/** @jsxImportSource react */
import { Tabs } from "antd";
import { lazy, Suspense } from "react";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useSay } from "../lib/language.tsx";
import { Link, setQuery, useAddress } from "../lib/router.tsx";
import type { ReconciliationBreak as Break } from "../lib/types.ts";
import { together } from "../lib/use-load.ts";
import { useNarrow } from "../lib/use-narrow.ts";
import { BreakDeeds } from "../parts/break-deeds.tsx";
import { BreakEntry } from "../parts/break-entry.tsx";
import { BreakFilters, breakFilters } from "../parts/break-filters.tsx";
import { BreakFound } from "../parts/break-found.tsx";
import { BreakOwner } from "../parts/break-owner.tsx";
import { BreakPicture } from "../parts/break-picture.tsx";
import { breakStates, resolutions, saidInChinese, useClassName } from "../parts/break-words.ts";
import { ChipOf } from "../parts/chip-of.tsx";
import { DataList, type ListColumn } from "../parts/data-list.tsx";
import { Runs } from "../parts/reconciliation-runs.tsx";
import { Amount, Chip, Ident, PageHead } from "../parts/states.tsx";

/** A desk of its own behind its tab. */
const BillFiles = lazy(async () => ({ default: (await import("../parts/bill-files.tsx")).BillFiles }));

const cleared = Object.fromEntries([...breakFilters, "break", "columns"].map((name) => [name, null]));

/** The desk: the days that were held against the wallets' bills, and what did not fit. */
export default function Reconciliation() {
  const say = useSay();
  const { query } = useAddress();
  return (
    <>
      <PageHead
        title={say("对账", "Reconciliation")}
        lead={say(
          "每天把钱包的账单与我方账簿逐笔核对。差错由两个人了结。",
          "Each day the wallets' bills are held against our books. Two people end a break.",
        )}
      />
      <Tabs
        activeKey={query.get("tab") ?? "breaks"}
        onChange={(tab) => setQuery({ tab, ...cleared })}
        destroyOnHidden
        items={[
          { key: "breaks", label: say("差错", "Breaks"), children: <Breaks /> },
          { key: "runs", label: say("批次", "Runs"), children: <Runs /> },
          {
            key: "files",
            label: say("账单文件", "Bill files"),
            children: (
              <Suspense fallback={null}>
                <BillFiles />
              </Suspense>
            ),
          },
        ]}
      />
    </>
  );
}

function Breaks() {
  const say = useSay();
  const figures = useBreakFigures();
  const columns = useColumns();
  const found = useAddress().query.get("break");
  if (found) return <BreakFound id={found} />;
  return (
    <>
      <BreakPicture />
      <DataList<Break>
        list="breaks"
        path="/v1/reconciliation-breaks"
        filters={breakFilters}
        label={say("差错列表", "Breaks")}
        empty={say("没有符合条件的差错", "No break fits")}
        hint={say("差错了结后仍可在“已了结”中查看。", "Those that ended are still found under “Ended”.")}
        rowKey={(one) => one.id}
        columns={(reload) => columns(together(reload, figures.reload))}
      >
        <BreakFilters />
      </DataList>
    </>
  );
}

/** The longer it stands, the more it shows. */
function Age({ of: { age_days: days, state } }: { of: Break }) {
  const say = useSay();
  const words = say(`${days} 天`, days === 1 ? "1 day" : `${days} days`);
  if (state === "closed" || days < 4) return words;
  return <Chip tone={days < 8 ? "warning" : "error"}>{words}</Chip>;
}

/** The way to all that is known of it. */
function DayLink({ of: { id, day } }: { of: Break }) {
  return <Link href={`/console/reconciliation?break=${id}`}>{day}</Link>;
}

/** On a phone who looks after it and what may be done stand in one column. */
function useColumns(): (done: () => unknown) => readonly ListColumn<Break>[] {
  const say = useSay();
  const named = useClassName();
  const phone = useNarrow(861);
  const acts = (one: Break, done: () => unknown) => <BreakDeeds of={one} done={done} />;
  const owner = (one: Break, done: () => unknown) => <BreakOwner of={one} done={done} />;
  // Where what is said and entered is cut to a width, the others need theirs.
  const wide = (width: number) => (phone ? {} : { width });
  return (done) => [
    { ...{ key: "day", title: say("日期", "Day") }, ...wide(108), cell: (one) => <DayLink of={one} /> },
    { ...{ key: "class", title: say("类别", "Class") }, ...wide(112), cell: (one) => named(one.class) },
    { ...{ key: "age", title: say("天数", "Age"), wide: true }, ...wide(80), cell: (one) => <Age of={one} /> },
    {
      ...{ key: "about", title: say("对象", "About"), spare: true },
      cell: (one) => (one.subject ? <Ident id={one.subject} /> : "—"),
    },
    {
      ...{ key: "ours", title: say("我方", "Ours"), align: "end", wide: true },
      ...wide(92),
      cell: (one) => <Amount of={one.ours} />,
    },
    {
      ...{ key: "theirs", title: say("钱包", "Theirs"), align: "end", wide: true },
      ...wide(92),
      cell: (one) => <Amount of={one.theirs} />,
    },
    {
      ...{ key: "says", title: say("说明", "Says"), wide: true },
      cell: (one) => <span className="small">{say(saidInChinese(one), one.says)}</span>,
    },
    {
      ...{ key: "entry", title: say("分录", "Entry"), wide: true, pageOnly: true },
      cell: (one) => <BreakEntry of={one} />,
    },
    {
      ...{ key: "state", title: say("状态", "State") },
      ...wide(92),
      cell: (one) => <ChipOf of={one.state} words={breakStates} />,
    },
    {
      ...{ key: "assignee", title: say("负责人", "Assignee") },
      ...wide(160),
      cell: (one) => (
        <span className="stack tight">
          {owner(one, done)}
          {phone ? acts(one, done) : null}
        </span>
      ),
    },
    {
      ...{ key: "resolution", title: say("了结", "Ended as"), spare: true },
      cell: (one) => (one.resolution ? <ChipOf of={one.resolution} words={resolutions} /> : "—"),
    },
    {
      ...{ key: "reference", title: say("钱包单号", "Wallet's number"), spare: true },
      cell: (one) => (one.wallet_ref ? <Ident id={one.wallet_ref} /> : "—"),
    },
    {
      ...{ key: "deeds", title: say("处理", "Do"), pageOnly: true, wide: true },
      ...wide(108),
      cell: (one) => acts(one, done),
    },
  ];
}
