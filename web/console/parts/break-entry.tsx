/** @jsxImportSource react */
import { useSay, useWords } from "../lib/language.tsx";
import type { ReconciliationBreak as Break } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Amount, Shown } from "./states.tsx";

type Entry = Break["entries"][number];

const choices: Readonly<Record<Entry["choice"], readonly [string, string]>> = {
  suspense: ["挂账待查", "Suspense"],
  bear: ["平台承担", "Bear it"],
};

export function useChoiceName(): (choice: Entry["choice"]) => string {
  const say = useSay();
  return (choice) => say(...choices[choice]);
}

/** The very ledger moves, as an accountant reads them: debit, credit, amount; all in the platform's book. */
export function EntryLines({ of: entry }: { of: Entry }) {
  const say = useSay();
  const words = useWords();
  return (
    <table className="plain">
      <caption className="soft">{say("平台账簿分录", "Entry in the platform's book")}</caption>
      <thead>
        <tr>
          <th scope="col">{say("借", "Debit")}</th>
          <th scope="col">{say("贷", "Credit")}</th>
          <th scope="col" className="number">
            {say("金额", "Amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {entry.moves.map((move) => (
          <tr key={move.kind}>
            <td>{words(move.debit_title)}</td>
            <td>{words(move.credit_title)}</td>
            <td className="number">
              <Amount of={move.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What was posted, else what waits for a second person, else what could be proposed. */
const shownOf = (one: Break): Entry | undefined => one.entry ?? one.proposed_entry ?? one.entries[0];

function useStanding(): (one: Break, entry: Entry) => string {
  const say = useSay();
  const choice = useChoiceName();
  const words = (one: Break): string => {
    if (one.taken_back_at) return say("已冲回", "Taken back");
    if (one.entry) return say("已记账", "Posted");
    return one.proposed_entry ? say("待复核", "Proposed") : say("建议", "Suggested");
  };
  return (one, entry) => `${words(one)} · ${choice(entry.choice)}`;
}

/** A break's entry on a line of a list. */
export function BreakEntry({ of: one }: { of: Break }) {
  const say = useSay();
  const stands = useStanding();
  const words = useWords();
  const entry = shownOf(one);
  if (!entry) return <span className="soft">{say("无分录", "None")}</span>;
  return (
    <div style={{ fontSize: 12 }}>
      <div className="soft">{stands(one, entry)}</div>
      {entry.moves.map((move) => (
        <div key={move.kind}>
          {say("借 ", "Dr ")}
          {words(move.debit_title)}
          {say(" 贷 ", " Cr ")}
          {words(move.credit_title)} <Amount of={move.amount} />
        </div>
      ))}
    </div>
  );
}

/** A proposal as the second person sees it, before deciding. */
export function ProposedEntry({ id }: { id: string }) {
  const say = useSay();
  const found = useLoad<Break>(`/v1/reconciliation-breaks/${id}`);
  const stands = useStanding();
  return (
    <Shown of={found}>
      {(one) => {
        const entry = shownOf(one);
        return (
          <div className="stack">
            {one.assignee_name ? (
              <span className="soft">
                {say(`负责人：${one.assignee_name}`, `Looked after by ${one.assignee_name}`)}
              </span>
            ) : null}
            {entry && one.proposed_act === "enter" ? (
              <>
                <span className="soft">{stands(one, entry)}</span>
                <EntryLines of={entry} />
              </>
            ) : null}
          </div>
        );
      }}
    </Shown>
  );
}
