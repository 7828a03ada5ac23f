import { bucketOf, claimRepeat, type Tx } from "#db";
import { announceOpening } from "./announce.ts";
import { type CapsJson, capsFromJson, capsToJson } from "./caps.ts";
import { changePlan, type PlanChange } from "./change-plan.ts";
import type { House } from "./create-openings.ts";
import { moveOpening } from "./move-opening.ts";
import { resumeStage } from "./pause-stage.ts";
import { openingView } from "./rows.ts";
import { type StageJson, stagesColumn, stagesOf, toStage } from "./stages.ts";
import { startStage } from "./start-stage.ts";
import type { Caller, Guard, NewStage, OpeningView, RepeatKey, Result } from "./types.ts";
import { maySteer, mustFind, Refusal, refused } from "./write.ts";

/** What may be proposed: the same that a caller could ask for where no second person is needed. */
export type ProposedAct =
  | { act: "pilot" | "open" | "complete" | "resume" }
  | { act: "announce"; effective_at: Date | null; skip_consultation: string | null }
  | { act: "start_stage" | "resume_stage"; kind: "pilot" | "stage"; n: number }
  | ({ act: "plan" } & Omit<PlanChange, "why">);

export type ProposalView = {
  opening: string;
  n: number;
  /** The opening's version that it is about; null in one from before this was kept, which can only be rejected. */
  opening_version: number | null;
  act: ProposedAct["act"];
  input: Readonly<Record<string, unknown>>;
  why: string;
  proposer: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};

type Row = ProposalView & { proposer_kind: string };
const columns =
  "opening, n, opening_version, act, input, why, proposer, at, state, decided_by, decided_why, decided_at";

/** Puts an act before a second person. Whether it can be done is decided when it is approved. */
export async function proposeAct(
  house: House,
  caller: Caller,
  opening: string,
  proposal: ProposedAct & { why: string },
  repeat: RepeatKey | null,
): Promise<Result<ProposalView>> {
  const { act, why, ...input } = proposal;
  if (!why.trim()) return refused("opening_invalid", { faults: ["why: say why, it is kept"] });
  return await caught(() =>
    house.db.tx(async (tx) => {
      const now = house.clock.now();
      const found = await mustFind(tx, opening);
      if (!maySteer(caller, found.marketplace, found.sides)) throw new Refusal("not_found", { opening });
      // The opening's lock makes the numbers stand in line.
      const [last] = await tx.query<{ n: number }>(
        "select coalesce(max(n), 0)::int as n from opening_proposals where opening = $1",
        [opening],
      );
      const n = (last?.n ?? 0) + 1;
      const first = await claimNumber(tx, repeat, opening, n, now);
      if (first !== null) return { ok: true, value: await readProposal(tx, opening, first), repeated: true };
      await tx.query(
        `insert into opening_proposals (opening, n, act, input, why, proposer_kind, proposer, at, opening_version,
           state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending')`,
        [opening, n, act, toColumn(input), why, caller.kind, caller.id, now, found.version],
      );
      return { ok: true, value: await readProposal(tx, opening, n) };
    }),
  );
}

/** The number that the same request made before; null for a first one. */
async function claimNumber(
  tx: Tx,
  repeat: RepeatKey | null,
  opening: string,
  n: number,
  now: Date,
): Promise<number | null> {
  if (!repeat) return null;
  const claim = await claimRepeat(tx, bucketOf(opening), repeat, `${opening} ${n}`, now);
  if (claim.first) return null;
  if (!claim.same) throw new Refusal("idempotency_key_reused");
  return Number.parseInt(claim.subject.split(" ")[1] ?? "", 10);
}

async function readProposal(tx: Tx, opening: string, n: number): Promise<ProposalView> {
  const sql = `select ${columns} from opening_proposals where opening = $1 and n = $2`;
  const [row] = await tx.query<ProposalView>(sql, [opening, n]);
  if (!row) throw new Error("A proposal that was made is there.");
  return row;
}

async function caught<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault, error.detail);
    throw error;
  }
}

export async function proposalsOf(house: House, opening: string): Promise<readonly ProposalView[]> {
  return await house.db.read<ProposalView>(`select ${columns} from opening_proposals where opening = $1 order by n`, [
    opening,
  ]);
}

/**
 * A second person approves (and the act is done at once, or refused as it would have been) or rejects. Never the one
 * who proposed, never a key; a key's proposal counts as its maker's. An opening that was changed since is
 * `proposal_outdated`: it can only be rejected, or proposed afresh.
 */
export async function decideProposal(
  house: House,
  caller: Caller,
  opening: string,
  input: { n: number; approve: boolean; why: string },
): Promise<Result<OpeningView>> {
  const [row] = await house.db.read<Row & { marketplace: string }>(
    `select p.*, o.marketplace from opening_proposals p join openings o on o.id = p.opening
     where p.opening = $1 and p.n = $2`,
    [opening, input.n],
  );
  if (!row) return refused("not_found", { opening });
  const may = await house.mayApprove(caller, row.marketplace, row.proposer);
  if (!may.ok) return refused("second_person_needed", may.detail);
  const asked = input.approve ? "approved" : "rejected";
  // Asked again by the same person, after an answer that got lost: it is as they decided.
  if (row.state === asked && row.decided_by === caller.id)
    return { ok: true, value: openingView(await house.db.tx((tx) => mustFind(tx, opening))), repeated: true };
  if (row.state !== "pending") return refused("opening_wrong_state", { state: row.state, move: "approve" });
  const { n, why } = input;
  if (input.approve) return await perform(house, row, { by: caller.id, n, why });
  const rejected = await house.db.read(
    `update opening_proposals set state = 'rejected', decided_by = $3, decided_why = $4, decided_at = $5
     where opening = $1 and n = $2 and state = 'pending' returning n`,
    [opening, n, caller.id, why, house.clock.now()],
  );
  if (rejected.length === 0) return refused("opening_wrong_state", { state: "decided", move: "reject" });
  return { ok: true, value: openingView(await house.db.tx((tx) => mustFind(tx, opening))) };
}

/** In the proposer's name, with the approver beside it; done and marked in one commit, so never done twice. */
async function perform(
  house: House,
  row: Row,
  approval: NonNullable<Caller["approval"]>,
): Promise<Result<OpeningView>> {
  const caller: Caller = { kind: row.proposer_kind, id: row.proposer, marketplace: null, store: null, approval };
  const { opening: id, why } = row;
  const act = fromColumn(row.act, row.input);
  if (act.act === "announce") return await announceOpening(house, caller, id, { ...act, why }, null);
  if (act.act === "start_stage") return await startStage(house, caller, id, { ...act, why }, null);
  if (act.act === "resume_stage") return await resumeStage(house, caller, id, { ...act, why }, null);
  if (act.act === "plan") return await changePlan(house, caller, id, { ...act, why }, null);
  return await moveOpening(house, caller, id, act.act, why, null);
}

type PlanJson = { caps?: CapsJson; pilots?: StageJson[]; stages?: StageJson[]; guards?: Guard[] };
type Input = Record<string, unknown> & { caps?: PlanChange["caps"] } & Partial<
    Record<"pilots" | "stages", readonly NewStage[]>
  >;

function toColumn({ caps, pilots, stages, ...rest }: Input): string {
  const list = (given: readonly NewStage[]): unknown => JSON.parse(stagesColumn(given.map(toStage)));
  return JSON.stringify({
    ...rest,
    ...(caps && { caps: capsToJson(caps) }),
    ...(pilots && { pilots: list(pilots) }),
    ...(stages && { stages: list(stages) }),
  });
}

function fromColumn(act: ProposedAct["act"], json: Readonly<Record<string, unknown>>): ProposedAct {
  if (act === "announce") {
    const { effective_at: at, skip_consultation } = json as {
      effective_at: string | null;
      skip_consultation: string | null;
    };
    return { act, effective_at: at === null ? null : new Date(at), skip_consultation };
  }
  if (act === "start_stage" || act === "resume_stage")
    return { act, ...(json as { kind: "pilot" | "stage"; n: number }) };
  if (act !== "plan") return { act };
  const { caps, pilots, stages, guards } = json as PlanJson;
  return {
    act,
    ...(caps && { caps: capsFromJson(caps) }),
    ...(pilots && { pilots: stagesOf(pilots) }),
    ...(stages && { stages: stagesOf(stages) }),
    ...(guards && { guards }),
  };
}
