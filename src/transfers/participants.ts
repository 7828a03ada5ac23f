import { bare, bucketOf, type RepeatKey, type Tx } from "#db";
import { type Currency, isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import { effectOnce, undo } from "./effect.ts";
import type { Participant, ParticipantState, Position, Result } from "./types.ts";

type Row = { name: string; title_zh: string; title_en: string; state: ParticipantState; created_at: Date };

const view = (row: Row): Participant => ({
  name: row.name,
  title: { zh: row.title_zh, en: row.title_en },
  state: row.state,
  created_at: row.created_at,
});

/** Adds a participant, or gives one that is there another title. `by`: who did it, for the record. */
export async function putParticipant(
  needs: TransfersNeeds,
  { name, title }: Pick<Participant, "name" | "title">,
  by: string | null = null,
): Promise<Participant> {
  const at = needs.clock.now();
  const row = await needs.db.tx(async (tx) => {
    const [put] = await tx.query<Row>(
      `insert into hub_participants (name, title_zh, title_en, state, created_at) values ($1, $2, $3, 'active', $4)
       on conflict (name) do update set title_zh = excluded.title_zh, title_en = excluded.title_en returning *`,
      [name, title.zh, title.en, at],
    );
    if (by !== null) await keepAct(tx, needs, { act: "put", participant: name, detail: { title }, by, at });
    return put;
  });
  if (!row) throw new Error(`Participant ${name} must be there after it was put there.`);
  return view(row);
}

/** Pauses a participant at once, by one person. `not_found`: there is none of that name. */
export async function pauseParticipant(
  needs: TransfersNeeds,
  { name, by }: { name: string; by: string },
  repeat: RepeatKey | null,
): Promise<Result<Participant>> {
  return await effectOnce(
    ...([needs, repeat, name] as const),
    async (tx, at) => {
      const [row] = await tx.query("update hub_participants set state = 'paused' where name = $1 returning name", [
        name,
      ]);
      if (!row) return undo("not_found");
      await keepAct(tx, needs, { act: "paused", participant: name, detail: {}, by, at });
    },
    async (known) => (await listParticipants(needs)).find((one) => one.name === known) ?? null,
  );
}

type Act = {
  act: "put" | "paused" | "key_retired" | "own_key_made" | "own_key_retired";
  /** '' for what is the hub's own. */
  participant: string;
  detail: object;
  by: string;
  at: Date;
};

/** What one person did alone, for the chain of acts. */
export async function keepAct(
  tx: Tx,
  { ids }: TransfersNeeds,
  { act, participant, detail, by, at }: Act,
): Promise<void> {
  await tx.query("insert into hub_acts (id, act, participant, detail, by_whom, at) values ($1, $2, $3, $4, $5, $6)", [
    ids.next("hac"),
    act,
    participant,
    JSON.stringify(detail),
    by,
    at,
  ]);
}

/** Null when there is no such participant. */
export async function setParticipantState(
  { db }: TransfersNeeds,
  name: string,
  state: ParticipantState,
): Promise<Participant | null> {
  const [row] = await db.read<Row>("update hub_participants set state = $2 where name = $1 returning *", [name, state]);
  return row ? view(row) : null;
}

export async function listParticipants({ db }: TransfersNeeds): Promise<Participant[]> {
  return (await db.read<Row>("select * from hub_participants order by name")).map(view);
}

type AccountRow = { participant: string; currency: string } & Record<"cap" | "funds" | "position" | "settling", bigint>;

function positionView(row: AccountRow): Position {
  if (!isCurrency(row.currency)) throw new Error(`The hub has an account in "${row.currency}".`);
  const of = (minor: bigint): Money => money(minor, row.currency as Currency);
  const { participant, cap, funds, position, settling } = row;
  return { participant, cap: of(cap), funds: of(funds), position: of(position), settling: of(settling) };
}

/** Opens an account in a currency, with nothing in it, or changes the cap of one that is there. */
export async function setCap({ db }: TransfersNeeds, participant: string, cap: Money): Promise<Position> {
  const [row] = await db.read<AccountRow>(
    `insert into hub_accounts (participant, currency, cap, funds, position) values ($1, $2, $3, 0, 0)
     on conflict (participant, currency) do update set cap = excluded.cap returning *`,
    [participant, cap.currency, cap.minor],
  );
  if (!row) throw new Error(`The account of ${participant} must be there after it was put there.`);
  return positionView(row);
}

/**
 * Money put down (positive) or taken back (negative), kept as a move. Null when there is no account, or its position or
 * a settlement needs it.
 */
export async function moveFunds(
  { db, clock, ids }: TransfersNeeds,
  participant: string,
  by: Money,
): Promise<Position | null> {
  return await db.tx((tx) => moveFundsIn(tx, { participant, by, why: "", id: ids.next("ntf"), at: clock.now() }));
}

type FundsMove = { participant: string; by: Money; why: string; id: string; at: Date } & {
  /** The money taken back that it is of, and that one's bucket. */
  fundsOut?: string;
  bucket?: number;
};

export async function moveFundsIn(tx: Tx, move: FundsMove): Promise<Position | null> {
  const { participant, by, why, id, at, fundsOut = null, bucket = bucketOf(id) } = move;
  const [row] = await tx.query<AccountRow>(
    `with moved as (
       update hub_accounts set funds = funds + $3
       where participant = $1 and currency = $2 and funds + $3 >= greatest(position, settling, 0) returning *
     ), kept as (
       insert into hub_funds_moves (bucket, id, participant, currency, amount, why, at, funds_out)
       select $4, $5, participant, currency, $3, $6, $7, $8 from moved
     )
     select * from moved`,
    [participant, by.currency, by.minor, bucket, bare(id), why, at, fundsOut],
  );
  return row ? positionView(row) : null;
}

export async function positions({ db }: TransfersNeeds, participant?: string): Promise<Position[]> {
  const rows = await db.read<AccountRow>(
    "select * from hub_accounts where $1::text is null or participant = $1 order by participant, currency",
    [participant ?? null],
  );
  return rows.map(positionView);
}
