import { bucketFromText, makeLanes, type RepeatKey, type Tx } from "#db";
import { decideChange, getChange, listChanges, type NewChange, proposeChange } from "./changes.ts";
import { checkPositions, checkSettlements, checkTransit } from "./check.ts";
import type { EndMove, TransfersContext, TransfersNeeds } from "./context.ts";
import { forwarded, forwardedIn, later, takeDue, toldAll, toldIn } from "./due.ts";
import { effectOnce } from "./effect.ts";
import { endBatch } from "./end.ts";
import { recordFundsInIn } from "./funds-in.ts";
import { endFundsOutIn, listFundsOut, reserveFundsOutIn } from "./funds-out.ts";
import { keepOwnKey, listOwnKeys, retireOwnKey, signingKey } from "./own-keys.ts";
import {
  listParticipants,
  moveFunds,
  pauseParticipant,
  positions,
  putParticipant,
  setCap,
  setParticipantState,
} from "./participants.ts";
import { prepareBatch } from "./prepare.ts";
import { getTransfer } from "./reads.ts";
import { putKey, readSetUps, retireKey } from "./set-up.ts";
import { closeWindow, receiveLine } from "./settle.ts";
import { getSettlement, listOverdue, listSettlements } from "./settlements.ts";
import type { Due, HubFault, NewTransfer, Participant, ParticipantState } from "./types.ts";

export type { CallResource, ChangeDetail, ChangeKind, ChangeView, NewChange } from "./changes.ts";
export { callResources, changeKinds } from "./changes.ts";
export {
  type BooksDifference,
  checkPositions,
  checkSettlements,
  checkTransit,
  type HubDifference,
  hubChecks,
} from "./check.ts";
export type { EndMove, TransfersNeeds } from "./context.ts";
export type { FundsOutEnd } from "./funds-out.ts";
export { callbacksLastMs } from "./own-keys.ts";
export { bucketOfTransfer } from "./place.ts";
export { fingerprintOf, readPublicKey } from "./public-key.ts";
export type { SettleHow } from "./settle.ts";
export type { Overdue, SettlementLine, SettlementView } from "./settlements.ts";
export type * from "./types.ts";

/**
 * The hub between wallets: reserve → fulfil → commit, or abort. It holds positions, not money: who owes whom how much,
 * never above what was put down. What it says to wallets goes through whoever takes `takeDue`.
 */
export function makeTransfers(needs: TransfersNeeds) {
  const context: TransfersContext = { needs, ...lanesOf(needs) };
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
    putParticipant: (given: Pick<Participant, "name" | "title">, by?: string) => putParticipant(needs, given, by),
    setParticipantState: (name: string, state: ParticipantState) => setParticipantState(needs, name, state),
    listParticipants: () => listParticipants(needs),
    setUps: () => readSetUps(needs),
    putKey: (participant: string, pem: string) => putKey(needs, participant, pem),
    ownKeys: () => listOwnKeys(needs),
    signingKey: () => signingKey(needs),
    setCap: (participant: string, cap: Parameters<typeof setCap>[2]) => setCap(needs, participant, cap),
    moveFunds: (participant: string, by: Parameters<typeof moveFunds>[2]) => moveFunds(needs, participant, by),
    fundsOut: () => listFundsOut(needs),
    ...byAdmin(needs),
    positions: (participant?: string) => positions(needs, participant),
    getSettlement: (id: string) => getSettlement(needs, id),
    listSettlements: (asked: Parameters<typeof listSettlements>[1]) => listSettlements(needs, asked),
    listOverdue: () => listOverdue(needs),
    getChange: (id: string) => getChange(needs, id),
    listChanges: (state: string | null) => listChanges(needs, state),
    ...byPeople(needs),
    check: () => checkPositions(needs.db),
    checkSettlements: () => checkSettlements(needs.db),
    checkTransit: () => checkTransit(needs.db),
  };
}

export type Transfers = ReturnType<typeof makeTransfers>;

type Reserve = Parameters<typeof reserveFundsOutIn>[2];
type End = Parameters<typeof endFundsOutIn>[2];

/** What Mojaloop's admin API does with funds, without a second person: for the sandbox. */
function byAdmin(needs: TransfersNeeds) {
  const once = async <T extends string>(effect: (tx: Tx, at: Date) => Promise<T>): Promise<T | HubFault> => {
    let said: T | null = null;
    const act = async (tx: Tx, at: Date): Promise<void> => {
      said = await effect(tx, at);
    };
    const result = await effectOnce(needs, null, "", act, async () => said);
    return result.ok ? result.value : result.fault;
  };
  return {
    recordFundsIn: (given: Reserve) => once((tx, at) => recordFundsInIn(tx, needs, given, at)),
    reserveFundsOut: (given: Reserve) => once((tx, at) => reserveFundsOutIn(tx, needs, given, at)),
    endFundsOut: (given: End) => once((tx, at) => endFundsOutIn(tx, needs, given, at)),
  };
}

/** What people do, each in one commit with the caller's repeat key. */
function byPeople(needs: TransfersNeeds) {
  return {
    pauseParticipant: (given: Parameters<typeof pauseParticipant>[1], repeat: RepeatKey | null) =>
      pauseParticipant(needs, given, repeat),
    retireKey: (given: Parameters<typeof retireKey>[1], repeat: RepeatKey | null) => retireKey(needs, given, repeat),
    keepOwnKey: (given: Parameters<typeof keepOwnKey>[1], repeat: RepeatKey | null) => keepOwnKey(needs, given, repeat),
    retireOwnKey: (given: Parameters<typeof retireOwnKey>[1], repeat: RepeatKey | null) =>
      retireOwnKey(needs, given, repeat),
    closeWindow: (given: Parameters<typeof closeWindow>[1], repeat: RepeatKey | null) =>
      closeWindow(needs, given, repeat),
    receiveLine: (given: Parameters<typeof receiveLine>[1], repeat: RepeatKey | null) =>
      receiveLine(needs, given, repeat),
    proposeChange: (change: NewChange, repeat: RepeatKey | null) => proposeChange(needs, change, repeat),
    decideChange: (id: string, verdict: Parameters<typeof decideChange>[2], repeat: RepeatKey | null) =>
      decideChange(needs, id, verdict, repeat),
  };
}

function lanesOf(needs: TransfersNeeds): Pick<TransfersContext, "prepares" | "ends"> {
  return {
    prepares: makeLanes({
      name: "hub_prepare",
      lanes: needs.lanes,
      bucket: (move: NewTransfer) => bucketFromText(move.payer),
      key: (move) => move.id,
      run: (batch) => prepareBatch(needs, batch),
      aloneAgain: (result) => result.startsWith("over_"),
    }),
    ends: makeLanes({
      name: "hub_end",
      lanes: needs.lanes,
      bucket: (move: EndMove) => bucketFromText(move.id),
      key: (move) => move.id,
      run: (batch) => endBatch(needs, batch),
    }),
  };
}
