import { type Db, type Lanes, makeLanes } from "#db";

/** A due row whose work was done: it goes (null), or comes again at that instant. */
export type DueMove = { bucket: number; at: Date; kind: string; subject: string; next: Date | null };

export type DueMoves = Lanes<DueMove, true>;

/** Every payment has such a row, so they go together: what ends at the same time is one statement. */
export function makeDueMoves(db: Db): DueMoves {
  return makeLanes({
    name: "due",
    lanes: 1,
    bucket: () => 0,
    key: (move) => `${move.bucket} ${move.at.getTime()} ${move.kind} ${move.subject}`,
    async run(moves) {
      await db.read(moveSql, [
        moves.map((move) => move.bucket),
        moves.map((move) => move.at),
        moves.map((move) => move.kind),
        moves.map((move) => move.subject),
        moves.map((move) => move.next),
      ]);
      return moves.map(() => true as const);
    },
  });
}

// Where a row for the next instant is there already, this one stays at its own: asking twice is harmless.
const moveSql = `
with w as (
  select * from unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::timestamptz[])
    as w (bucket, at, kind, subject, next)
), gone as (
  delete from due d using w
  where w.next is null and d.bucket = w.bucket and d.at = w.at and d.kind = w.kind and d.subject = w.subject
)
update due d set at = w.next from w
where w.next is not null and d.bucket = w.bucket and d.at = w.at and d.kind = w.kind and d.subject = w.subject
  and not exists (
    select 1 from due n where n.bucket = w.bucket and n.at = w.next and n.kind = w.kind and n.subject = w.subject)`;
