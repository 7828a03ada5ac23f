import { fen } from "#money";
import type { BillFileView, BreakView, DayView, RunView } from "#reconciliation";
import type { HttpParts } from "../parts.ts";
import { page } from "./payments.ts";
import { east, id, west } from "./people.ts";
import { start } from "./views.ts";

const runs: (RunView & { matched: bigint })[] = [east, west].map((marketplace, i) => ({
  ...{ id: id("rec", i + 1), marketplace, wallet: "wechatpay", wallet_account: id("wac", i + 1), day: "2026-11-21" },
  ...{
    state: "done",
    lines: 12n,
    matched: 11n,
    totals: { payments: "1200", refunds: "0", fees: "7" },
    found: { amount: 1 },
  },
  ...{ funds: { payment: "1200", fee: "-7" }, files: null, imported_at: start, finished_at: start },
}));

const breaks: BreakView[] = runs.map((run, i) => ({
  ...{ id: id("brk", i + 1), run: run.id, marketplace: run.marketplace, wallet_account: run.wallet_account },
  ...{ day: run.day, class: "amount", kind: "payment", subject: id("pay", i + 1), wallet_ref: "42" },
  ...{ ours: fen(100), theirs: fen(101), says: "1 fen", owner: "finance", advice: "accept", state: "open" },
  ...{ assignee: null, assignee_name: null },
  ...{ fee: null, their_state: "done", entries: [], proposed_entry: null, entry: null, taken_back_at: null },
  ...{ resolution: null, proposed_act: null, proposed_why: null, proposer: null },
  ...{ proposed_at: null, decided_by: null, decided_why: null },
  ...{ opened_at: start, closed_at: null, age_days: 0 },
}));

const days: DayView[] = runs.map((run) => ({
  ...{ wallet_account: run.wallet_account, day: run.day, marketplace: run.marketplace, wallet: run.wallet },
  ...{ state: "done", code: null, says: null, tries: 1, next_at: null, run: run.id, opened_at: start, tried_at: start },
  files: null,
}));

const files: BillFileView[] = runs.map((run, i) => ({
  ...{ id: id("blf", i + 1), marketplace: run.marketplace, wallet: run.wallet, wallet_account: run.wallet_account },
  ...{ day: run.day, kind: "trade", file_name: "1900000001All2026-11-21.gzip", bytes: 4n, sha256: "a".repeat(64) },
  ...{ announced_hash: null, lines: 12n, matched: 11n, totals: run.totals, begins_at: start, ends_at: start },
  ...{ account_named: "1900000001", uploaded_by: id("per", 1), uploaded_at: start, state: "checked", beside: [] },
  ...{ proposed_why: null, proposer: null, proposed_at: null, decided_by: null, decided_why: null },
  ...{ decided_at: null, run: run.id },
}));

/** One file a marketplace; whatever is uploaded is that one. */
function fakeFiles() {
  const one = (wanted: string) => files.find((row) => row.id === wanted) ?? null;
  return {
    async takeFile(_caller, { account, content }) {
      for await (const _ of content);
      const value = files.find((row) => row.wallet_account === account);
      return value ? { ok: true, value } : { ok: false, fault: "not_found" };
    },
    getFile: async (wanted) => one(wanted),
    async readFile(wanted) {
      const file = one(wanted);
      const body = (async function* () {
        yield Buffer.from("bill");
      })();
      return file && { file, body };
    },
    listFiles: async ({ marketplace }, _at) => ({
      data: files.filter((row) => marketplace === null || row.marketplace === marketplace),
      next: null,
    }),
    async proposeFile(caller, wanted, { why }) {
      const found = one(wanted);
      if (!found) return { ok: false, fault: "not_found" };
      const proposed = { proposed_why: why, proposer: caller.id, proposed_at: start } as const;
      return { ok: true, value: { ...found, state: "proposed", ...proposed } };
    },
    async decideFile(caller, wanted, { approve, why }) {
      const found = one(wanted);
      if (!found) return { ok: false, fault: "not_found" };
      if (!approve) return { ok: false, fault: "second_person_needed", detail: { why: "approver_is_proposer" } };
      return { ok: true, value: { ...found, state: "approved", decided_by: caller.id, decided_why: why } };
    },
  } satisfies Partial<HttpParts["reconciliation"]>;
}

/** A day, a run and a break a marketplace. */
export function fakeReconciliation(): HttpParts["reconciliation"] {
  const of = <Row extends { marketplace: string }>(rows: readonly Row[], marketplace: string | null) =>
    rows.filter((row) => marketplace === null || row.marketplace === marketplace);
  const one = (wanted: string) => breaks.find((row) => row.id === wanted) ?? null;
  return {
    ...fakeFiles(),
    askForDay: async ({ account }) => {
      const value = days.find((row) => row.wallet_account === account);
      return value ? { ok: true, value } : { ok: false, fault: "not_found" };
    },
    listAgreedRates: async () => [],
    setAgreedRate: async (set_by, { figures, starts_at, ...given }) => ({
      ok: true,
      value: {
        ...given,
        ...{ marketplace: east, starts_at: starts_at ?? start, set_by, rate: figures?.rate ?? null },
        ...{ minimum: figures?.minimum ?? null, rounding: figures?.rounding ?? null },
        refunds_return: figures?.refunds_return ?? null,
      },
    }),
    listDays: async ({ marketplace }) => ({ data: of(days, marketplace), next: null }),
    getRun: async (wanted) => runs.find((row) => row.id === wanted) ?? null,
    listRuns: async ({ marketplace }, at) => page(of(runs, marketplace), at),
    getBreak: async (wanted) => one(wanted),
    listBreaks: async ({ marketplace }, at) => page(of(breaks, marketplace), at),
    async proposeEnd(caller, wanted, { act, why }) {
      const found = one(wanted);
      if (!found) return { ok: false, fault: "not_found" };
      const proposed = {
        state: "proposed",
        proposed_act: act,
        proposed_why: why,
        proposer: caller.id,
        proposed_at: start,
      } as const;
      return { ok: true, value: { ...found, ...proposed } };
    },
    async assignBreak(_caller, wanted, { assignee }) {
      const found = one(wanted);
      return found
        ? { ok: true, value: { ...found, assignee, assignee_name: null } }
        : { ok: false, fault: "not_found" };
    },
    breakFigures: async ({ marketplace }) => ({
      ...{ open: of(breaks, marketplace).length, proposed: 0, yours: 0, nobodys: of(breaks, marketplace).length },
      counts: [{ class: "amount", age: "day", open: 1 }],
      people: [{ id: id("per", 1), name: "韩", role: "finance", marketplace, open: 0 }],
    }),
    async decideEnd(caller, wanted, { approve, why }) {
      const found = one(wanted);
      if (!found) return { ok: false, fault: "not_found" };
      if (!approve) return { ok: false, fault: "second_person_needed", detail: { why: "approver_is_proposer" } };
      const ended = { state: "closed", resolution: "accepted", decided_by: caller.id, decided_why: why } as const;
      return { ok: true, value: { ...found, ...ended, closed_at: start } };
    },
  };
}
