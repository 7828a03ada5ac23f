export { type AskerParts, askPartner, type Outcome, type Progress } from "./asker.ts";
export { type Blinder, openBlinder } from "./blinder.ts";
export { loadGroup } from "./group.ts";
export { type HolderParts, isRunName, makeHolder, type Row, type Told } from "./holder.ts";
export { type Alliance, createAlliance } from "./house/create-alliance.ts";
export type {
  AllianceParts,
  ContractView,
  DatasetView,
  LogEntry,
  NewContract,
  NewDataset,
  NewRun,
  RunEnd,
  RunProgress,
  RunView,
} from "./house/types.ts";
export { type Journal, openJournal } from "./journal.ts";
export type { Partner, PartnerFault, Said } from "./partner.ts";
export { RowsFault, readRows } from "./rows.ts";
export { type Shelf, shelfInFolder, shelfInMemory } from "./shelf.ts";
export { type Contract, contractHash, type Dataset, type Mode, type RunAsked } from "./terms.ts";
export { askTogether, type TogetherParts } from "./together/ask-together.ts";
export { type Joining, type Member, type MemberParts, makeMember, type TogetherOutcome } from "./together/member.ts";
export { memberOver } from "./together/wire.ts";
export { answerCall, partnerOver, type Send, type WireAnswer, type WireRequest } from "./wire.ts";
