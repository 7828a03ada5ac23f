/** @jsxImportSource react */
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { ReconciliationBreak as Break } from "../lib/types.ts";
import { EntryLines, useChoiceName } from "./break-entry.tsx";
import { Deed } from "./why.tsx";

/** What one person may propose; another decides it under approvals. */
export function BreakDeeds({ of: one, done }: { of: Break; done: () => unknown }) {
  const say = useSay();
  const choice = useChoiceName();
  const may = useMay()("refunds:write");
  if (one.state !== "open" || !may) return null;
  // What a line of a bill says of a payment or refund of ours, that payments have not taken.
  const canHear = one.run !== null && one.subject !== null && one.kind !== "fund" && /^(state|amount)$/.test(one.class);
  const propose = (act: { act: "hear" | "accept" | "enter"; entry?: string }) => (why: string, key: string) =>
    post(`/v1/reconciliation-breaks/${one.id}/propose`, { ...act, why }, key);
  return (
    <span className="row">
      {one.entries.map((entry) => (
        <Deed
          key={entry.choice}
          size="small"
          label={choice(entry.choice)}
          title={say("提议记账，由另一人批准", "Propose an entry; another person approves")}
          says={<EntryLines of={entry} />}
          act={propose({ act: "enter", entry: entry.choice })}
          done={done}
        />
      ))}
      {canHear ? (
        <Deed
          size="small"
          label={say("采信账单", "Hear it")}
          title={say("按账单更正我方", "Apply what the bill says")}
          act={propose({ act: "hear" })}
          done={done}
        />
      ) : null}
      <Deed
        size="small"
        label={say("接受差异", "Accept")}
        title={say("保留现状并说明", "It stays, explained")}
        act={propose({ act: "accept" })}
        done={done}
      />
    </span>
  );
}
