import { type AccountCode, chartOfAccounts } from "#chart";
import type { BreakView } from "#reconciliation";

type Entry = BreakView["entries"][number];

/** An account's name to people, as the chart has it. */
const titleOf = (code: AccountCode) => chartOfAccounts[code].title;

const titled = ({ choice, moves }: Entry) => ({
  choice,
  moves: moves.map((move) => ({ ...move, debit_title: titleOf(move.debit), credit_title: titleOf(move.credit) })),
});

/** A break as it is told: its entries name their accounts in words too, so that nobody keeps a chart of their own. */
export function toldBreak(view: BreakView) {
  return {
    ...view,
    entries: view.entries.map(titled),
    proposed_entry: view.proposed_entry && titled(view.proposed_entry),
    entry: view.entry && titled(view.entry),
  };
}
