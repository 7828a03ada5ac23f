import { isId, writeEvent } from "#db";
import type { AnyContext } from "./context.ts";
import { getEntry } from "./register.ts";
import type { Result, SecretView } from "./types.ts";
import { wechatOrigin } from "./wechat-calls.ts";

/** What a sealed secret is bound to. */
const aadOf = (entry: string): string => `entry secret ${entry}`;

/**
 * Tells the secret by which the house asks the host app for access tokens of an entry. It is sealed and never told
 * again. Another address than the host app's own is for sandboxes: `entry_invalid` in production.
 */
export async function setEntrySecret(
  context: AnyContext,
  by: string,
  id: string,
  input: { secret: string; origin: string | null },
): Promise<Result<SecretView>> {
  const { db, clock, ids, seal, sandbox } = context.needs;
  const entry = await getEntry(context, id);
  if (!entry) return { ok: false, fault: "not_found" };
  if (entry.host !== "wechat" || entry.kind !== "mini_program")
    return { ok: false, fault: "entry_invalid", detail: { field: "host" } };
  const origin = input.origin === wechatOrigin ? null : input.origin;
  if (origin !== null && !(sandbox && URL.canParse(origin) && new URL(origin).origin === origin))
    return { ok: false, fault: "entry_invalid", detail: { field: "origin" } };
  const at = clock.now();
  await db.tx(async (tx) => {
    await tx.query(
      `insert into entry_secrets (entry, secret_sealed, origin, set_by, set_at) values ($1, $2, $3, $4, $5)
       on conflict (entry) do update set secret_sealed = excluded.secret_sealed, origin = excluded.origin,
         set_by = excluded.set_by, set_at = excluded.set_at`,
      [id, seal(input.secret, aadOf(id)), origin, by, at],
    );
    const about = { type: "entry.secret_set", version: 1, marketplace: entry.marketplace, subject: id };
    await writeEvent(tx, ids, { ...about, data: { entry: id, by } }, at);
  });
  context.tokens.delete(id);
  return { ok: true, value: { entry: id, set_by: by, set_at: at } };
}

/** The secret and where it counts; null: none was told. */
export async function entrySecret(
  { needs }: AnyContext,
  id: string,
): Promise<{ secret: string; origin: string; setAt: Date } | null> {
  if (!isId(id, "ent")) return null;
  const [row] = await needs.db.read<{ secret_sealed: string; origin: string | null; set_at: Date }>(
    "select secret_sealed, origin, set_at from entry_secrets where entry = $1",
    [id],
  );
  if (!row) return null;
  const secret = needs.open(row.secret_sealed, aadOf(id));
  return { secret, origin: row.origin ?? wechatOrigin, setAt: row.set_at };
}
