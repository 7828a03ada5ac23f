import type { RepeatKey } from "#db";
import {
  createContract,
  createDataset,
  findContract,
  findDataset,
  listContracts,
  listDatasets,
  readLog,
  withdrawDataset,
} from "./contracts.ts";
import { contractView } from "./rows.ts";
import { createRun, endRun, getRun, listRuns, tellProgress } from "./runs.ts";
import type { AllianceParts, NewContract, NewDataset, NewRun, Page, RunEnd, RunProgress } from "./types.ts";

type Who = { id: string };

/** The house's side of data alliances. The arithmetic is in the parties' own processes. */
export function createAlliance(parts: AllianceParts) {
  return {
    createContract: (who: Who, input: NewContract, repeat: RepeatKey | null) =>
      createContract(parts, who.id, input, repeat),
    async getContract(id: string) {
      const row = await findContract(parts.db.read, id);
      return row && contractView(row);
    },
    listContracts: (filter: { marketplace: string | null }, page: Page) =>
      listContracts(parts, filter.marketplace, page),
    readLog: (contract: string, page: Page) => readLog(parts, contract, page),
    createDataset: (who: Who, input: NewDataset, repeat: RepeatKey | null) =>
      createDataset(parts, who.id, input, repeat),
    listDatasets: (filter: { marketplace: string | null }, page: Page) => listDatasets(parts, filter.marketplace, page),
    getDataset: (id: string) => findDataset(parts.db.read, id),
    withdrawDataset: (id: string) => withdrawDataset(parts, id),
    createRun: (who: Who, asked: NewRun, repeat: RepeatKey | null) => createRun(parts, who.id, asked, repeat),
    getRun: (id: string) => getRun(parts, id),
    listRuns: (filter: { marketplace: string | null; contract?: string }, page: Page) => listRuns(parts, filter, page),
    tellProgress: (id: string, now: RunProgress) => tellProgress(parts, id, now),
    endRun: (who: Who, id: string, end: RunEnd) => endRun(parts, who.id, id, end),
  };
}

export type Alliance = ReturnType<typeof createAlliance>;
