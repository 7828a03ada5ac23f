import { bucketIndex, type Lanes, makeLanes, repeatScope } from "#db";
import type { House } from "./create-openings.ts";
import type { Receipt } from "./receipts.ts";
import type { Choice } from "./tally.ts";
import type { Caller, Fault, RepeatKey, Result } from "./types.ts";
import { refused } from "./write.ts";

export type NewBallot = {
  store: string;
  choice: Choice;
  /** A short word that groups reasons in the result: "fees", "more_buyers". */
  reason_code: string;
  reason: string;
  /** The version of the store's ballot that this one takes the place of; null for a first ballot. */
  replaces: number | null;
};

/** A ballot and its receipt. `version` names it when it is replaced. */
export type BallotView = Receipt & { version: number; by: string; at: Date };

type CastMove = {
  opening: string;
  n: number;
  store: string;
  choice: Choice;
  reason_code: string;
  reason: string;
  salt: string;
  by_whom: string;
  at: Date;
  replaces: number | null;
  repeat: string | null;
};
type CastResult = { result: string; version: number };
export type BallotLanes = Lanes<CastMove, CastResult>;

export function makeBallotLanes(db: House["db"]): BallotLanes {
  return makeLanes<CastMove, CastResult>({
    name: "ballots",
    lanes: 2,
    bucket: (move) => bucketIndex(move.store),
    key: (move) => `${move.opening} ${move.store}`,
    run: async (moves) => {
      const rows = JSON.stringify(moves.map((move, ord) => ({ ...move, ord })));
      const results = await db.read<CastResult & { ord: number }>("select * from cast_ballots($1::jsonb)", [rows]);
      return moves.map((_, ord) => results.find((one) => one.ord === ord) as CastResult);
    },
  });
}

const faults: Record<string, Fault> = {
  none: "not_found",
  no_elector: "store_not_asked",
  over: "consultation_over",
  exists: "ballot_exists",
  changed: "ballot_changed",
};

/**
 * A store's ballot, by a person who may vote for its merchant: in time by the clock at which the request came, and
 * before the sealing. Changed by naming the version that it replaces; a second ballot that names none is refused.
 */
export async function castBallot(
  house: House,
  caller: Caller,
  opening: string,
  input: NewBallot,
  repeat: RepeatKey | null,
): Promise<Result<BallotView>> {
  const at = house.clock.now();
  if (caller.kind !== "person" || !house.mayVote(caller.id, input.store)) return refused("person_needed");
  const current = await house.db.read<{ n: number; terms_hash: string }>(
    "select n, terms_hash from consultations where opening = $1 order by n desc limit 1",
    [opening],
  );
  const [consultation] = current;
  if (!consultation) return refused("not_found", { opening });
  const { n, terms_hash } = consultation;
  const salt = house.random(32).toString("hex");
  const key = repeat && `${repeatScope(repeat)} ${repeat.key} ${repeat.requestHash}`;
  const move = { ...input, opening, n, salt, at, by_whom: caller.id, repeat: key };
  const done = await house.ballots.submit(move);
  if (done.result === "repeat") return await readBallot(house, caller, opening, input.store, true);
  const fault = faults[done.result];
  if (fault) return refused(fault, { opening, store: input.store, version: String(done.version) });
  const { store, choice, reason_code, reason } = input;
  const receipt = { opening, consultation: n, terms_hash, store, choice, reason_code, reason, salt };
  return { ok: true, value: { ...receipt, version: done.version, by: caller.id, at } };
}

/** A store's own ballot, for a person who may vote for it and nobody else. */
export async function readBallot(
  house: House,
  caller: Caller,
  opening: string,
  store: string,
  repeated = false,
): Promise<Result<BallotView>> {
  if (caller.kind !== "person" || !house.mayVote(caller.id, store)) return refused("person_needed");
  const [row] = await house.db.read<BallotView>(
    `select b.opening, b.n as consultation, c.terms_hash, b.store, b.choice, b.reason_code, b.reason,
       encode(b.salt, 'hex') as salt, b.version, b.by_whom as "by", b.at
     from ballots b join consultations c using (opening, n) where b.opening = $1 and b.store = $2
     order by b.n desc limit 1`,
    [opening, store],
  );
  if (!row) return refused("not_found", { opening, store });
  return repeated ? { ok: true, value: row, repeated } : { ok: true, value: row };
}
