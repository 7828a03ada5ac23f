import { bucketFromText, bucketValue, type Tx } from "#db";
import { isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import { undo } from "./effect.ts";
import { moveFundsIn } from "./participants.ts";
import type { FundsOut } from "./types.ts";

/** What its bank did with money that a participant takes back: sent it, or gave it back. */
export type FundsOutEnd = "sent" | "returned";

type Asked = { id: string; participant: string; amount: Money; why: string };
type Ids = Pick<TransfersNeeds, "ids">;
type Row = Omit<FundsOut, "amount"> & { amount: bigint; currency: string };

const placeOf = (id: string): number => bucketValue(bucketFromText(id));
const columns = "id, participant, currency, amount, why, state, reserved_at, ended_at";

function view({ amount, currency, ...row }: Row): FundsOut {
  if (!isCurrency(currency)) throw new Error(`Funds out ${row.id} are in "${currency}".`);
  return { ...row, amount: money(amount, currency) };
}

/**
 * Takes the money out of the funds, so that no position can lean on it while its bank sends it. The same id again does
 * nothing (`repeat`), with another amount it is refused. Undoes the commit where a position or settlement needs it.
 */
export async function reserveFundsOutIn(
  tx: Tx,
  { ids }: Ids,
  { id, participant, amount, why }: Asked,
  at: Date,
): Promise<"reserved" | "repeat" | "modified"> {
  const made = await tx.query(
    `insert into hub_funds_out (bucket, id, participant, currency, amount, why, state, reserved_at)
     values ($1, $2, $3, $4, $5, $6, 'reserved', $7) on conflict do nothing returning id`,
    [placeOf(id), id, participant, amount.currency, amount.minor, why, at],
  );
  if (made.length === 0) {
    const known = await readIn(tx, id);
    const same = known?.participant === participant && known.currency === amount.currency;
    return same && known.amount === amount.minor ? "repeat" : "modified";
  }
  const by = money(-amount.minor, amount.currency);
  const place = { fundsOut: id, bucket: placeOf(id) };
  const moved = await moveFundsIn(tx, { participant, by, why, id: ids.next("ntf"), at, ...place });
  return moved === null ? undo("hub_funds_needed") : "reserved";
}

/** Its bank sent it, or it comes back whole into the funds. What ended once never ends in another way. */
export async function endFundsOutIn(
  tx: Tx,
  { ids }: Ids,
  { id, participant, how, why }: { id: string; participant: string; how: FundsOutEnd; why: string },
  at: Date,
): Promise<"done" | "repeat" | "unknown" | "ended"> {
  const end = "select hub_end_funds_out($1, $2, $3, $4, $5) as done";
  const [ended] = await tx.query<{ done: boolean }>(end, [placeOf(id), id, participant, how, at]);
  const known = await readIn(tx, id);
  if (known === null || known.participant !== participant) return "unknown";
  if (ended?.done !== true) return known.state === how ? "repeat" : "ended";
  if (how === "sent") return "done";
  const place = { fundsOut: id, bucket: placeOf(id) };
  const by = view(known).amount;
  const moved = await moveFundsIn(tx, { participant, by, why, id: ids.next("ntf"), at, ...place });
  if (moved === null) throw new Error(`The account of ${participant} must be there: money left it.`);
  return "done";
}

async function readIn(tx: Tx, id: string): Promise<Row | null> {
  const sql = `select ${columns} from hub_funds_out where bucket = $1 and id = $2`;
  return (await tx.query<Row>(sql, [placeOf(id), id]))[0] ?? null;
}

/** What a participant takes back and its bank has not answered for yet; undoes where there is none of that id. */
export async function openFundsOutIn(tx: Tx, id: string, participant: string): Promise<Money> {
  const row = await readIn(tx, id);
  if (row === null || row.participant !== participant) return undo("not_found");
  return row.state === "reserved" ? view(row).amount : undo("hub_withdrawal_ended", { state: row.state });
}

/** What is reserved and not yet ended, the oldest first. */
export async function listFundsOut({ db }: TransfersNeeds): Promise<FundsOut[]> {
  const sql = `select ${columns} from hub_funds_out where state = 'reserved' order by reserved_at, id`;
  return (await db.read<Row>(sql)).map(view);
}
