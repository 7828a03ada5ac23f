import type { Parts } from "./types.ts";

const freeTries = 5;
const firstLockMs = 60_000;
const longestLockMs = 15 * 60_000;
const forgetMs = 86_400_000;

/**
 * Counts a try before it is examined, so that many at once cannot guess more often than one after the other. Answers
 * when the lock ends if there is one, else null. The fifth failure locks for a minute, each further one twice as long.
 */
export async function countTry({ db, clock }: Parts, login: string): Promise<Date | null> {
  const now = clock.now();
  await db.read("delete from sign_in_guards where at < $1", [new Date(now.getTime() - forgetMs)]);
  const [counted] = await db.read<{ failures: number }>(
    `insert into sign_in_guards as g (login, failures, locked_until, at) values ($1, 1, null, $2)
     on conflict (login) do update set failures = g.failures + 1, at = $2,
       locked_until = case when g.failures + 1 < $3 then null
         else $2::timestamptz + least($5::bigint, $4::bigint * (2 ^ least(g.failures + 1 - $3, 10))::bigint)
              * interval '1 millisecond' end
     where g.locked_until is null or g.locked_until <= $2
     returning failures`,
    [login, now, freeTries, firstLockMs, longestLockMs],
  );
  if (counted) return null;
  const [locked] = await db.read<{ locked_until: Date }>("select locked_until from sign_in_guards where login = $1", [
    login,
  ]);
  return locked?.locked_until ?? now;
}

/** The try was good as far as it went, and is not held against anybody. */
export async function giveBack({ db }: Parts, login: string): Promise<void> {
  await db.read(
    "update sign_in_guards set failures = greatest(failures - 1, 0), locked_until = null where login = $1",
    [login],
  );
}

export async function forgive({ db }: Parts, login: string): Promise<void> {
  await db.read("update sign_in_guards set failures = 0, locked_until = null where login = $1", [login]);
}
