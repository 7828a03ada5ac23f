/** @jsxImportSource react */
import { Button, Card } from "antd";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery } from "../lib/router.tsx";
import type { ReconciliationBreak as Break } from "../lib/types.ts";
import { together, useLoad } from "../lib/use-load.ts";
import { BreakDeeds } from "./break-deeds.tsx";
import { BreakEntry } from "./break-entry.tsx";
import { BreakOwner } from "./break-owner.tsx";
import { breakStates, resolutions, saidInChinese, useClassName } from "./break-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { FactCard } from "./fact-card.tsx";
import { Amount, Ident, Shown } from "./states.tsx";

/** One break, as the search box leads to it: what both say, whose it is, how it ended. */
export function BreakFound({ id }: { id: string }) {
  const say = useSay();
  const found = useLoad<Break>(`/v1/reconciliation-breaks/${id}`);
  const figures = useBreakFigures();
  return (
    <section className="stack" aria-label={say("找到的差错", "The break that was found")}>
      <div className="row">
        <h2 style={{ margin: 0 }}>
          {say("差错", "Break")} <Ident id={id} />
        </h2>
        <span className="grow" />
        <Button onClick={() => setQuery({ break: null })}>{say("回到列表", "Back to the list")}</Button>
      </div>
      <Shown of={found}>{(one) => <Facts of={one} done={together(found.reload, figures.reload)} />}</Shown>
    </section>
  );
}

function Facts({ of: one, done }: { of: Break; done: () => unknown }) {
  const say = useSay();
  const named = useClassName();
  const formats = useFormats();
  return (
    <>
      <FactCard
        of={[
          [say("日期", "Day"), one.day],
          [say("类别", "Class"), named(one.class)],
          [say("状态", "State"), <ChipOf key="s" of={one.state} words={breakStates} />],
          [say("负责人", "Assignee"), <BreakOwner key="o" of={one} done={done} />],
          [say("我方", "Ours"), <Amount key="u" of={one.ours} />],
          [say("钱包", "Theirs"), <Amount key="t" of={one.theirs} />],
          [say("说明", "Says"), say(saidInChinese(one), one.says)],
          [say("发现于", "Found"), formats.instant(one.opened_at)],
          [say("天数", "Days"), one.age_days],
          ...(one.resolution
            ? ([
                [say("了结", "Ended as"), <ChipOf key="r" of={one.resolution} words={resolutions} />],
                [say("了结于", "Ended"), formats.instant(one.closed_at)],
                [say("理由", "Why"), one.decided_why ?? "—"],
              ] as const)
            : []),
        ]}
      />
      <Card size="small">
        <div className="stack">
          <BreakEntry of={one} />
          <BreakDeeds of={one} done={done} />
        </div>
      </Card>
    </>
  );
}
