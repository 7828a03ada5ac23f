import type { Db, Tx } from "#db";
import type { CampaignsContext } from "./context.ts";
import type { Result } from "./types.ts";

/** The origin that a jump leads to; null for what is no http(s) address, or holds a name and password. */
export function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === "" && password === "" ? origin : null;
}

export async function readJumpTargets({ needs }: Pick<CampaignsContext, "needs">, marketplace: string) {
  return (await allowed(needs.db.read, marketplace)).toSorted();
}

/** The marketplace's allow list as a whole: what is not in it is jumped to no more, from this commit on. */
export async function setJumpTargets(
  { needs }: Pick<CampaignsContext, "needs">,
  by: string,
  marketplace: string,
  origins: readonly string[],
): Promise<Result<readonly string[]>> {
  const wrong = origins.filter((origin) => originOf(origin) !== origin);
  if (wrong.length > 0) return { ok: false, fault: "jump_target_not_allowed", detail: { origins: wrong.join(", ") } };
  const at = needs.clock.now();
  return await needs.db.tx(async (tx): Promise<Result<readonly string[]>> => {
    await tx.query("delete from jump_targets where marketplace = $1 and not origin = any($2)", [marketplace, origins]);
    await tx.query(
      `insert into jump_targets (marketplace, origin, told_by, at) select $1, unnest($2::text[]), $3, $4
       on conflict do nothing`,
      [marketplace, origins, by, at],
    );
    return { ok: true, value: [...new Set(origins)].toSorted() };
  });
}

async function allowed(read: Tx["query"] | Db["read"], marketplace: string): Promise<string[]> {
  const rows = await read<{ origin: string }>("select origin from jump_targets where marketplace = $1", [marketplace]);
  return rows.map((row) => row.origin);
}

/** Of some addresses those that may not be jumped to. */
export async function notAllowed(read: Tx["query"], marketplace: string, urls: readonly string[]): Promise<string[]> {
  const origins = new Set(await allowed(read, marketplace));
  return urls.filter((url) => {
    const origin = originOf(url);
    return origin === null || !origins.has(origin);
  });
}
