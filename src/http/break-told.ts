import { type BreakView, titled } from "#reconciliation";

/** A break as it is told: its entries name their accounts in words too. */
export function toldBreak(view: BreakView) {
  return {
    ...view,
    entries: view.entries.map(titled),
    proposed_entry: view.proposed_entry && titled(view.proposed_entry),
    entry: view.entry && titled(view.entry),
  };
}
