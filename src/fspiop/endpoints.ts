import type { Db } from "#db";

export type Endpoint = { type: string; value: string };

export async function setEndpoint(db: Db, participant: string, { type, value }: Endpoint): Promise<void> {
  await db.read(
    `insert into hub_endpoints (participant, type, value) values ($1, $2, $3)
     on conflict (participant, type) do update set value = excluded.value`,
    [participant, type, value],
  );
}

export async function endpointsOf(db: Db, participant: string): Promise<Endpoint[]> {
  return await db.read<Endpoint>("select type, value from hub_endpoints where participant = $1 order by type", [
    participant,
  ]);
}

const resources = { participants: "PARTICIPANT", parties: "PARTIES", quotes: "QUOTES", transfers: "TRANSFER" } as const;

/**
 * Where a participant hears of a path. Mojaloop keeps a value for each kind of call, some with the path and its
 * {{places}}, some without: what leads to the resource is cut off, and the very path follows. "FSPIOP_CALLBACK_URL"
 * stands for all that are not named. Null: nowhere.
 */
export async function urlFor(db: Db, participant: string, path: string): Promise<string | null> {
  const known = await endpointsOf(db, participant);
  const resource = path.split("/", 2)[1] as keyof typeof resources;
  const prefix = `FSPIOP_CALLBACK_URL_${resources[resource] ?? ""}`;
  const found =
    known.find(({ type }) => type.startsWith(prefix)) ?? known.find(({ type }) => type === "FSPIOP_CALLBACK_URL");
  if (found === undefined) return null;
  return `${found.value.replace(/\/(participants|parties|quotes|transfers)(\/.*)?$/, "").replace(/\/$/, "")}${path}`;
}
