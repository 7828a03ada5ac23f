import { type Tx, writeEvent } from "#db";
import type { Words } from "#wallets/protocol";
import type { Moved } from "./change.ts";
import type { House } from "./create-openings.ts";
import { idTime, notifyMarketplace } from "./notifications.ts";
import type { OpeningRow } from "./rows.ts";
import { tellingOf } from "./telling-words.ts";

const batch = 5000;

/**
 * In the commit of a move: that every store is to be told of it; the marketplace's own people are told. `details` hold
 * the consultation and the deadline of a move that asks.
 */
export async function writeTelling(
  house: House,
  { tx, now }: Pick<Moved, "tx" | "now">,
  row: OpeningRow,
  move: string,
  details: object,
): Promise<void> {
  const asked = "consultation" in details && typeof details.consultation === "number" ? details.consultation : null;
  const until = "deadline" in details && typeof details.deadline === "string" ? new Date(details.deadline) : null;
  const timeZone = house.timeZoneOf(row.marketplace) ?? "UTC";
  const words = tellingOf(row, move, move === "consult" ? until : row.effective_at, timeZone);
  if (!words) return;
  const { id, version, marketplace, sides, state, partner, capability, effective_at } = row;
  const data = JSON.stringify({ opening: id, version, move, state, capability, partner, effective_at });
  await tx.query(
    `insert into opening_tellings (opening, version, marketplace, sides, move, consultation, zh, en, data, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [id, version, marketplace, sides, move, move === "consult" ? asked : null, words.zh, words.en, data, now],
  );
  await notifyMarketplace(tx, { marketplace, subject: id, n: version, type: `opening.${move}`, words, data, at: now });
}

type TellingRow = {
  opening: string;
  version: number;
  marketplace: string;
  sides: string[];
  move: string;
  consultation: number | null;
  data: object;
  at: Date;
  after_store: string;
  told: number;
} & Words;

/**
 * Tells the next batch of stores of every move that is not told yet: set by set, each set with its place in one commit,
 * so that a worker that dies goes on where it was. At the end an event says how many were told. Answers how many were.
 */
export async function tellStores(house: House): Promise<number> {
  const due = await house.db.read<{ opening: string; version: number }>(
    "select opening, version from opening_tellings where not done order by at limit 20",
  );
  let told = 0;
  for (const { opening, version } of due)
    told += await house.db.tx(async (tx) => {
      const [row] = await tx.query<TellingRow>(
        `select opening, version, marketplace, sides, move, consultation, zh, en, data, at, after_store, told
         from opening_tellings where opening = $1 and version = $2 and not done for update skip locked`,
        [opening, version],
      );
      return row ? await tellSome(house, tx, row) : 0;
    });
  return told;
}

async function tellSome(house: House, tx: Tx, row: TellingRow): Promise<number> {
  // An id follows from opening, version and store: the telling's time, the store's bucket, a hash in hexadecimal.
  const time = idTime(row.at);
  const [done] = await tx.query<{ last: string | null; told: number }>(
    `with part as (
       select s.id, s.bucket, s.marketplace from stores s
       where s.marketplace = any($1) and s.state = 'open' and s.id > $2
         and ($3::int is null or exists (
           select 1 from consultation_electors e where e.opening = $4 and e.n = $3 and e.store = s.id))
       order by s.id limit $5
     ), made as (
       insert into notifications (bucket, id, marketplace, store, type, subject, zh, en, data, at)
       select p.bucket, 'ntf_' || $6 || substr(p.id, 15, 2) || upper(substr(md5($4 || ' ' || $7 || ' ' || p.id), 1, 14)),
         p.marketplace, p.id, $8, $4, $9, $10, $11, $12
       from part p on conflict do nothing
     )
     select max(id) as last, count(*)::int as told from part`,
    [
      ...[row.sides, row.after_store, row.consultation, row.opening, batch, time, `${row.version}`],
      ...[`opening.${row.move}`, row.zh, row.en, JSON.stringify(row.data), row.at],
    ],
  );
  const told = done?.told ?? 0;
  const all = row.told + told;
  await tx.query(
    "update opening_tellings set after_store = $3, told = $4, done = $5 where opening = $1 and version = $2",
    [row.opening, row.version, done?.last ?? row.after_store, all, told < batch],
  );
  if (told < batch) {
    const { opening, version, move, marketplace } = row;
    const event = { type: "opening.stores_told", version: 1, marketplace, subject: opening };
    await writeEvent(tx, house.ids, { ...event, data: { opening, version, move, stores: all } }, house.clock.now());
  }
  return told;
}
