import { bucketIndex, bucketOf, bucketValues, claimRepeat, type RepeatKey, type Tx, writeEvent } from "#db";
import { cut, findContract, findDataset, writeLog } from "./contracts.ts";
import { type ContractRow, type RunRow, runView } from "./rows.ts";
import type {
  AllianceFault,
  AllianceParts,
  DatasetView,
  NewRun,
  Page,
  Paged,
  Result,
  RunEnd,
  RunProgress,
  RunView,
} from "./types.ts";

type Refusal = { fault: AllianceFault; detail?: Readonly<Record<string, unknown>> };

/** Everything that lets or stops a run but its budget, which is counted in the run's own commit. */
async function refusalOf(
  tx: Tx,
  parts: AllianceParts,
  contract: ContractRow,
  dataset: DatasetView,
  asked: NewRun,
): Promise<Refusal | { opening: string }> {
  const now = parts.clock.now();
  const { marketplace, partner, agreement } = contract;
  const decided = parts.decide(marketplace, partner, now);
  if (!decided.open) return { fault: "alliance_not_open", detail: { reasons: decided.reasons } };
  if (now < contract.starts_at || now >= contract.ends_at) return { fault: "alliance_not_running" };
  if (agreement !== null && !(await parts.agreementStands(tx, marketplace, agreement, now)))
    return { fault: "alliance_agreement_missing", detail: { agreement } };
  if (!contract.purposes.includes(asked.purpose)) return { fault: "alliance_purpose_refused" };
  if (!contract.modes.includes(asked.mode)) return { fault: "alliance_mode_refused" };
  if (dataset.withdrawn_at !== null || !dataset.purposes.includes(asked.purpose))
    return { fault: "alliance_consent_missing" };
  return { opening: decided.opening };
}

class Refused extends Error {
  readonly refusal: Refusal;
  readonly place: { marketplace: string; contract: string };
  constructor(refusal: Refusal, place: Refused["place"]) {
    super(refusal.fault);
    this.name = "Refused";
    this.refusal = refusal;
    this.place = place;
  }
}

/**
 * Lets a party process begin: decided, agreed, consented and counted in one commit. A refusal is logged as well, in a
 * commit of its own, and its repeat key stays free.
 */
export async function createRun(
  parts: AllianceParts,
  by: string,
  asked: NewRun,
  repeat: RepeatKey | null,
): Promise<Result<RunView>> {
  try {
    return await parts.db.tx((tx) => beginRun(tx, parts, by, asked, repeat));
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    const { refusal, place } = thrown;
    const about = { ...asked, ...refusal };
    await parts.db.tx((tx) => writeLog(tx, parts, place, { event: "run_refused", run: null, by, about }));
    return { ok: false, ...refusal };
  }
}

async function beginRun(
  tx: Tx,
  parts: AllianceParts,
  by: string,
  asked: NewRun,
  repeat: RepeatKey | null,
): Promise<Result<RunView>> {
  const contract = await findContract(tx.query, asked.contract);
  // Held until the run's commit: a consent that is taken back before it is in no later run.
  const dataset = await findDataset(tx.query, asked.dataset, "for share");
  if (contract === null || dataset === null || dataset.marketplace !== contract.marketplace)
    return { ok: false, fault: "not_found" };
  const id = parts.ids.next("alr", bucketIndex(contract.id));
  const claim = repeat && (await claimRepeat(tx, contract.bucket, repeat, id, parts.clock.now()));
  if (claim && !claim.first) return await again(tx, claim);
  const place = { marketplace: contract.marketplace, contract: contract.id };
  const no = await refusalOf(tx, parts, contract, dataset, asked);
  if ("fault" in no) throw new Refused(no, place);
  if (!(await countRun(tx, contract, parts.clock.now())))
    throw new Refused({ fault: "alliance_budget_used_up" }, place);
  const row = await insertRun(tx, parts, { id, by, asked, contract, opening: no.opening });
  await writeLog(tx, parts, place, { event: "run_began", run: id, by, about: { ...asked, opening: no.opening } });
  await tell(tx, parts, "alliance.run_began", row);
  return { ok: true, value: runView(row) };
}

/**
 * The budget is the partner's: runs by all its contracts that run now count, or a second one would bring a fresh budget
 * over the same people. Their rows' locks make two at once take turns; each row's CHECK is the backstop.
 */
async function countRun(tx: Tx, { bucket, id, marketplace, partner, budget }: ContractRow, now: Date) {
  const running = await tx.query<{ used: number }>(
    `select used from alliance_contracts
     where bucket = any($1) and marketplace = $2 and partner = $3 and starts_at <= $4 and ends_at > $4
     order by bucket, id for no key update`,
    [bucketValues, marketplace, partner, now],
  );
  if (running.reduce((sum, { used }) => sum + used, 0) >= budget) return false;
  const counted = await tx.query(
    "update alliance_contracts set used = used + 1 where bucket = $1 and id = $2 and used < budget returning used",
    [bucket, id],
  );
  return counted.length === 1;
}

async function again(tx: Tx, claim: { subject: string; same: boolean }): Promise<Result<RunView>> {
  if (!claim.same) return { ok: false, fault: "idempotency_key_reused" };
  const found = await findRun(tx.query, claim.subject);
  return found === null ? { ok: false, fault: "not_found" } : { ok: true, value: runView(found), repeated: true };
}

type Made = { id: string; by: string; asked: NewRun; contract: ContractRow; opening: string };

async function insertRun(tx: Tx, { clock }: AllianceParts, made: Made): Promise<RunRow> {
  const { id, by, asked, contract, opening } = made;
  const [row] = await tx.query<RunRow>(
    `insert into alliance_runs (bucket, id, contract, dataset, marketplace, partner, purpose, mode, state, step,
       steps_done, steps_of, currency, opening, created_by, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'running', 'begun', 0, 0, $9, $10, $11, $12, $12) returning *`,
    [
      ...[contract.bucket, id, contract.id, asked.dataset, contract.marketplace, contract.partner, asked.purpose],
      ...[asked.mode, contract.currency, opening, by, clock.now()],
    ],
  );
  return row as RunRow;
}

async function findRun(read: Tx["query"], id: string, lock = ""): Promise<RunRow | null> {
  const sql = `select * from alliance_runs where bucket = $1 and id = $2 ${lock}`;
  const [row] = await read<RunRow>(sql, [bucketOf(id), id]);
  return row ?? null;
}

async function tell(tx: Tx, { ids, clock }: AllianceParts, type: string, row: RunRow): Promise<void> {
  const { bucket: _b, created_by: _c, ...told } = row;
  const data = {
    ...told,
    people: row.people === null ? null : Number(row.people),
    total: row.total?.toString() ?? null,
  };
  await writeEvent(tx, ids, { type, version: 1, marketplace: row.marketplace, subject: row.id, data }, clock.now());
}

export async function getRun({ db }: AllianceParts, id: string): Promise<RunView | null> {
  const row = await findRun(db.read, id);
  return row && runView(row);
}

export async function listRuns(
  { db }: AllianceParts,
  filter: { marketplace: string | null; contract?: string },
  page: Page,
): Promise<Paged<RunView>> {
  const buckets = filter.contract === undefined ? bucketValues : [bucketOf(filter.contract)];
  const rows = await db.read<RunRow>(
    `select * from alliance_runs where bucket = any($1) and ($2::text is null or id < $2)
       and ($3::text is null or marketplace = $3) and ($4::text is null or contract = $4) order by id desc limit $5`,
    [buckets, page.after, filter.marketplace, filter.contract ?? null, page.limit + 1],
  );
  return cut(rows.map(runView), page.limit);
}

/** What the party process says of itself; nothing follows from it, and what comes late changes nothing. */
export async function tellProgress(parts: AllianceParts, id: string, now: RunProgress): Promise<Result<RunView>> {
  const [row] = await parts.db.read<RunRow>(
    `update alliance_runs set step = $3, steps_done = $4, steps_of = $5, changed_at = $6
     where bucket = $1 and id = $2 and state = 'running' returning *`,
    [bucketOf(id), id, now.step, now.done, now.of, parts.clock.now()],
  );
  if (row) return { ok: true, value: runView(row) };
  const found = await getRun(parts, id);
  return { ok: false, fault: found === null ? "not_found" : "alliance_run_over" };
}

/** Ends once: the same end again is answered as before. The crowd is held here as well as in the two processes. */
export async function endRun(parts: AllianceParts, by: string, id: string, told: RunEnd): Promise<Result<RunView>> {
  return await parts.db.tx(async (tx) => {
    const row = await findRun(tx.query, id, "for update");
    if (row === null) return { ok: false, fault: "not_found" };
    const contract = await findContract(tx.query, row.contract);
    const end = heldToCrowd(told, contract?.crowd ?? 0, row.mode);
    if (row.state !== "running") {
      const same =
        row.state === end.outcome && Number(row.people ?? -1n) === (end.people ?? -1) && row.total === end.total;
      return same ? { ok: true, value: runView(row), repeated: true } : { ok: false, fault: "alliance_run_over" };
    }
    const [ended] = await tx.query<RunRow>(
      `update alliance_runs set state = $3, step = 'ended', people = $4, total = $5, why = $6, changed_at = $7
       where bucket = $1 and id = $2 returning *`,
      [row.bucket, id, end.outcome, end.people, end.total, end.why, parts.clock.now()],
    );
    const about = { outcome: end.outcome, people: end.people, total: end.total?.toString() ?? null, why: end.why };
    const place = { marketplace: row.marketplace, contract: row.contract };
    await writeLog(tx, parts, place, { event: "run_ended", run: id, by, about });
    await tell(tx, parts, "alliance.run_ended", ended as RunRow);
    return { ok: true, value: runView(ended as RunRow) };
  });
}

function heldToCrowd(told: RunEnd, crowd: number, mode: string): RunEnd {
  const nothing = { people: null, total: null };
  if (told.outcome !== "done") return { ...told, ...nothing };
  if (told.people === null || told.people < crowd) return { ...told, ...nothing, outcome: "below_crowd" };
  return mode === "size" ? { ...told, total: null } : told;
}
