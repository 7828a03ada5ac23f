import { bare, bucketOf, type Tx } from "#db";
import { type Currency, isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import type { Participant, ParticipantState, Position } from "./types.ts";

type Row = { name: string; title_zh: string; title_en: string; state: ParticipantState; created_at: Date };

const view = (row: Row): Participant => ({
  name: row.name,
  title: { zh: row.title_zh, en: row.title_en },
  state: row.state,
  created_at: row.created_at,
});

/** Adds a participant, or gives one that is there another title. Answers it as it is. */
export async function putParticipant(
  { db, clock }: TransfersNeeds,
  { name, title }: Pick<Participant, "name" | "title">,
): Promise<Participant> {
  const [row] = await db.read<Row>(
    `insert into hub_participants (name, title_zh, title_en, state, created_at) values ($1, $2, $3, 'active', $4)
     on conflict (name) do update set title_zh = excluded.title_zh, title_en = excluded.title_en returning *`,
    [name, title.zh, title.en, clock.now()],
  );
  if (!row) throw new Error(`Participant ${name} must be there after it was put there.`);
  return view(row);
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

type AccountRow = { participant: string; currency: string; cap: bigint; funds: bigint; position: bigint };

function positionView(row: AccountRow): Position {
  if (!isCurrency(row.currency)) throw new Error(`The hub has an account in "${row.currency}".`);
  const of = (minor: bigint): Money => money(minor, row.currency as Currency);
  return { participant: row.participant, cap: of(row.cap), funds: of(row.funds), position: of(row.position) };
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
  why = "",
): Promise<Position | null> {
  return await db.tx((tx) => moveFundsIn(tx, { participant, by, why, id: ids.next("ntf"), at: clock.now() }));
}

type FundsMove = { participant: string; by: Money; why: string; id: string; at: Date };

export async function moveFundsIn(tx: Tx, { participant, by, why, id, at }: FundsMove): Promise<Position | null> {
  const [row] = await tx.query<AccountRow>(
    `with moved as (
       update hub_accounts set funds = funds + $3
       where participant = $1 and currency = $2 and funds + $3 >= greatest(position, settling, 0) returning *
     ), kept as (
       insert into hub_funds_moves (bucket, id, participant, currency, amount, why, at)
       select $4, $5, participant, currency, $3, $6, $7 from moved
     )
     select * from moved`,
    [participant, by.currency, by.minor, bucketOf(id), bare(id), why, at],
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
