import { transferOf } from "#chart";
import { bucketCount, bucketOf, isId, isUniqueViolation, type Tx } from "#db";
import { type Account, accountId, type LedgerMove, post } from "#ledger";
import { type Currency, type Money, money } from "#money";
import { type ClearingCode, type ClearingPlace, clearingAccount, clearingBook } from "./book.ts";
import type { AcceptanceContext } from "./moves.ts";

export type ClearingState = "closing" | "open" | "paying" | "paid" | "receiving" | "settled";

export type ClearingView = {
  id: string;
  acquirer: string;
  issuer: string;
  /** What one pays the other; null while the window is being closed. */
  net: Money | null;
  payer: string | null;
  receiver: string | null;
  state: ClearingState;
  closed_at: Date;
  due_at: Date;
  paid_at: Date | null;
  settled_at: Date | null;
};

type Row = Omit<ClearingView, "net" | "payer" | "receiver"> & {
  currency: Currency;
  net: bigint | null;
  account: string;
};

const readSql = `select s.id, s.acquirer, s.issuer, s.currency, s.net, s.state, s.closed_at, s.due_at, s.paid_at,
    s.settled_at, p.account
  from acceptance_settlements s join acceptance_pairs p on p.acquirer = s.acquirer and p.issuer = s.issuer`;

/** Days until the one who pays is late. */
const dueMs = 24 * 3_600_000;

function viewOf({ account, currency, net, ...row }: Row): ClearingView {
  const [payer, receiver] = (net ?? 0n) < 0n ? [row.acquirer, row.issuer] : [row.issuer, row.acquirer];
  const told = net === null ? null : money(net < 0n ? -net : net, currency);
  return { ...row, net: told, payer: net ? payer : null, receiver: net ? receiver : null };
}

/** Closes a pair's window: what is claimed and owed goes into settlement, bucket by bucket; what comes later waits. */
export async function closeWindow(
  context: AcceptanceContext,
  pair: { acquirer: string; issuer: string },
  by: string,
): Promise<ClearingView | "unknown" | "nothing"> {
  const { needs } = context;
  const now = needs.clock.now();
  const id = needs.ids.next("cls");
  try {
    const made = await needs.db.read(
      `insert into acceptance_settlements (id, acquirer, issuer, currency, state, closed_by, closed_at, due_at)
       select $1, acquirer, issuer, 'CNY', 'closing', $4, $5, $6 from acceptance_pairs
       where acquirer = $2 and issuer = $3 returning id`,
      [id, pair.acquirer, pair.issuer, by, now, new Date(now.getTime() + dueMs)],
    );
    if (made.length === 0) return "unknown";
  } catch (fault) {
    if (!isUniqueViolation(fault)) throw fault;
    // Another is closing it this moment: that one is finished here, and is the answer.
    const [other] = await needs.db.read<Row>(
      `${readSql} where s.acquirer = $1 and s.issuer = $2 and s.state = 'closing'`,
      [pair.acquirer, pair.issuer],
    );
    if (!other) return await closeWindow(context, pair, by);
    await goOn(context, other);
    return (await getClearing(context, other.id)) ?? "unknown";
  }
  const view = await carryOn(context, id);
  return view?.net?.minor === 0n ? "nothing" : (view ?? "unknown");
}

/** What a death left half done is done, no settlement keeping another up; answers how many were. */
export async function goOnAll(context: AcceptanceContext): Promise<number> {
  const rows = await context.needs.db.read<Row>(
    `${readSql} where s.state in ('closing', 'paying', 'receiving') order by s.id limit 100`,
  );
  let done = 0;
  for (const row of rows)
    try {
      await goOn(context, row);
      done++;
    } catch (fault) {
      context.needs.alarm("clearing_failed", { settlement: row.id, fault: String(fault) });
    }
  return done;
}

export async function getClearing({ needs }: AcceptanceContext, id: string): Promise<ClearingView | null> {
  if (!isId(id, "cls")) return null;
  const [row] = await needs.db.read<Row>(`${readSql} where s.id = $1`, [id]);
  return row ? viewOf(row) : null;
}

/** The latest settlements of all pairs. */
export async function listClearings({ needs }: AcceptanceContext): Promise<ClearingView[]> {
  return (await needs.db.read<Row>(`${readSql} order by s.id desc limit 100`)).map(viewOf);
}

/** Goes on from wherever a settlement stands; null: there is none of that number. */
export async function carryOn(context: AcceptanceContext, id: string): Promise<ClearingView | null> {
  if (!isId(id, "cls")) return null;
  const [row] = await context.needs.db.read<Row>(`${readSql} where s.id = $1`, [id]);
  if (!row) return null;
  await goOn(context, row);
  return await getClearing(context, id);
}

const steps = {
  closing: { part: "closed", ends: "open" },
  paying: { part: "paid", ends: "paid" },
  receiving: { part: "received", ends: "settled" },
} as const;

/** Every bucket's step, then the settlement's own. Each bucket's is done once, whoever else is at it. */
async function goOn(context: AcceptanceContext, row: Row): Promise<void> {
  const { needs } = context;
  const step = row.state === "closing" || row.state === "paying" || row.state === "receiving" ? steps[row.state] : null;
  if (!step) return;
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    if (step.part === "closed") await closePart(context, row, bucket);
    else await settlePart(context, row, bucket, step.part);
  }
  // A window in which nothing moved is settled as it closes. Where its buckets make nothing together nobody pays, and
  // nobody would confirm: it goes on by itself.
  const [moved] = await needs.db.read<Pick<Row, "state" | "net">>(
    `update acceptance_settlements s set net = coalesce(s.net, p.net), state = p.state,
       settled_at = case when p.state = 'settled' then $4::timestamptz end
     from (select net, case when $3 = 'open' and not any_part then 'settled' when net <> 0 then $3
         when $3 = 'open' then 'paying' when $3 = 'paid' then 'receiving' else $3 end as state
       from (select coalesce(sum(net), 0)::bigint as net, count(*) filter (where net <> 0) > 0 as any_part
         from acceptance_settlement_parts where settlement = $1) sums) p
     where s.id = $1 and s.state = $2 returning s.state, s.net`,
    [row.id, row.state, step.ends, needs.clock.now()],
  );
  if (moved) await goOn(context, { ...row, ...moved });
}

type Sides = { [Code in ClearingCode]: Account };

function sidesOf(row: Row, bucket: number): Sides {
  const place: ClearingPlace = { ...row, issuer_account: row.account };
  const of = (code: ClearingCode): Account => clearingAccount(code, place, bucket);
  return {
    issuer_claim: of("issuer_claim"),
    acquirer_due: of("acquirer_due"),
    issuer_settling: of("issuer_settling"),
    acquirer_settling: of("acquirer_settling"),
    clearing_transit: of("clearing_transit"),
  };
}

async function closePart(context: AcceptanceContext, row: Row, bucket: number): Promise<void> {
  const { needs, accounts } = context;
  const value = bucketOf(clearingBook(row, bucket));
  const sides = sidesOf(row, bucket);
  const before = await claimed(needs.db.read, value, sides.issuer_claim);
  if (before !== 0n) await accounts.ensure(Object.values(sides));
  await needs.db.tx(async (tx) => {
    const net = before === 0n ? 0n : await claimed(tx.query, value, sides.issuer_claim);
    const made = await tx.query(
      `insert into acceptance_settlement_parts (bucket, settlement, net, step) values ($1, $2, $3, 'closed')
       on conflict do nothing returning net`,
      [value, row.id, net.toString()],
    );
    if (made.length === 0 || net === 0n) return;
    await must(tx, [
      ...forth("clearing_claim_closed", sides.issuer_settling, sides.issuer_claim, net, row, bucket, needs.clock.now()),
      ...forth("clearing_due_closed", sides.acquirer_due, sides.acquirer_settling, net, row, bucket, needs.clock.now()),
    ]);
  });
}

/** Above nothing the issuer pays in first; below nothing the acquirer does. */
async function settlePart(
  context: AcceptanceContext,
  row: Row,
  bucket: number,
  step: "paid" | "received",
): Promise<void> {
  const { needs } = context;
  const value = bucketOf(clearingBook(row, bucket));
  const sides = sidesOf(row, bucket);
  await needs.db.tx(async (tx) => {
    const [part] = await tx.query<{ net: bigint; stepped: boolean }>(
      `select net, acceptance_part_step($1, $2, $3) as stepped from acceptance_settlement_parts
       where bucket = $1 and settlement = $2`,
      [value, row.id, step],
    );
    if (!part?.stepped || part.net === 0n) return;
    const issuerPays = (row.net ?? 0n) >= 0n;
    const at = needs.clock.now();
    const { issuer_settling, acquirer_settling, clearing_transit } = sides;
    const move =
      issuerPays === (step === "paid")
        ? forth("clearing_claim_settled", clearing_transit, issuer_settling, part.net, row, bucket, at)
        : forth("clearing_due_settled", acquirer_settling, clearing_transit, part.net, row, bucket, at);
    await must(tx, move);
  });
}

async function claimed(read: Tx["query"], bucket: number, account: Account): Promise<bigint> {
  const [row] = await read<{ balance: bigint }>(
    "select debits - credits as balance from accounts where bucket = $1 and id = $2",
    [bucket, accountId(account)],
  );
  return row?.balance ?? 0n;
}

type Kind = "clearing_claim_closed" | "clearing_due_closed" | "clearing_claim_settled" | "clearing_due_settled";

/** Below nothing, the same the other way round. */
function forth(kind: Kind, debit: Account, credit: Account, net: bigint, row: Row, n: number, at: Date): LedgerMove {
  const amount = money(net < 0n ? -net : net, row.currency);
  const sides = net < 0n ? { debit: credit, credit: debit } : { debit, credit };
  return [transferOf(kind, sides, { subject: row.id, amount, at, n })];
}

async function must(tx: Tx, move: LedgerMove): Promise<void> {
  if ((await post(tx, [move]))[0] !== "posted") throw new Error("The ledger refused a step of a clearing.");
}
