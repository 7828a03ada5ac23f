import { bucketFromText, makeLanes } from "#db";
import { decideChange, getChange, listChanges, type NewChange, proposeChange } from "./changes.ts";
import { checkPositions, checkSettlements } from "./check.ts";
import type { EndMove, TransfersContext, TransfersNeeds } from "./context.ts";
import { forwarded, forwardedIn, later, takeDue, toldAll, toldIn } from "./due.ts";
import { endBatch } from "./end.ts";
import { listParticipants, moveFunds, positions, putParticipant, setCap, setParticipantState } from "./participants.ts";
import { prepareBatch } from "./prepare.ts";
import { getTransfer } from "./reads.ts";
import { closeWindow, getSettlement, listSettlements, type SettleHow, settleLine } from "./settle.ts";
import type { Currency, Due, NewTransfer, Participant, ParticipantState } from "./types.ts";

export type { ChangeKind, ChangeView, NewChange } from "./changes.ts";
export { type BooksDifference, checkPositions, checkSettlements, type HubDifference, hubChecks } from "./check.ts";
export type { EndMove, TransfersNeeds } from "./context.ts";
export { bucketOfTransfer } from "./place.ts";
export type { SettleHow, SettlementLine, SettlementView } from "./settle.ts";
export type * from "./types.ts";

/**
 * The hub between wallets: reserve → fulfil → commit, or abort. It holds positions, not money: who owes whom how much,
 * never above what was put down. What it says to wallets goes through whoever takes `takeDue`.
 */
export function makeTransfers(needs: TransfersNeeds) {
  const context: TransfersContext = {
    needs,
    prepares: makeLanes({
      name: "hub_prepare",
      lanes: needs.lanes,
      bucket: (move: NewTransfer) => bucketFromText(move.payer),
      key: (move) => move.id,
      run: (batch) => prepareBatch(needs, batch),
      aloneAgain: (result) => result === "over_cap" || result === "over_funds",
    }),
    ends: makeLanes({
      name: "hub_end",
      lanes: needs.lanes,
      bucket: (move: EndMove) => bucketFromText(move.id),
      key: (move) => move.id,
      run: (batch) => endBatch(needs, batch),
    }),
  };
  return {
    prepare: (transfer: NewTransfer) => context.prepares.submit(transfer),
    end: (move: EndMove) => context.ends.submit(move),
    getTransfer: (id: string) => getTransfer(needs, id),
    takeDue: () => takeDue(context),
    forwarded: (transfer: string, expiresAt: Date) => forwarded(context, transfer, expiresAt),
    toldAll: (transfer: string) => toldAll(context, transfer),
    forwardedIn,
    toldIn,
    later: (due: Due, ms: number) => later(context, due, ms),
    putParticipant: (given: Pick<Participant, "name" | "title">) => putParticipant(needs, given),
    setParticipantState: (name: string, state: ParticipantState) => setParticipantState(needs, name, state),
    listParticipants: () => listParticipants(needs),
    setCap: (participant: string, cap: Parameters<typeof setCap>[2]) => setCap(needs, participant, cap),
    moveFunds: (participant: string, by: Parameters<typeof moveFunds>[2], why?: string) =>
      moveFunds(needs, participant, by, why),
    positions: (participant?: string) => positions(needs, participant),
    closeWindow: (currency: Currency, by: string) => closeWindow(needs, currency, by),
    settleLine: (line: { settlement: string; participant: string; how: SettleHow; by: string }) =>
      settleLine(needs, line),
    getSettlement: (id: string) => getSettlement(needs, id),
    listSettlements: (after: string | null, limit: number) => listSettlements(needs, after, limit),
    proposeChange: (change: NewChange) => proposeChange(needs, change),
    decideChange: (id: string, verdict: Parameters<typeof decideChange>[2]) => decideChange(needs, id, verdict),
    getChange: (id: string) => getChange(needs, id),
    listChanges: (state: string | null) => listChanges(needs, state),
    check: () => checkPositions(needs.db),
    checkSettlements: () => checkSettlements(needs.db),
  };
}

export type Transfers = ReturnType<typeof makeTransfers>;
