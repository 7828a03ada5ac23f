import { bucketOf, type Db } from "#db";
import { type Currency, type Money, money } from "#money";

export type AccountView = {
  id: string;
  book: string;
  code: string;
  held_at: string;
  side: "debit" | "credit";
  debits: Money;
  credits: Money;
  /** In the direction in which the account grows. */
  balance: Money;
};

type Row = {
  id: string;
  book: string;
  code: string;
  held_at: string;
  currency: Currency;
  side: "d" | "c";
  debits: bigint;
  credits: bigint;
};

/**
 * Every account of a book, with its balance: now, or as it was after all that was posted up to and including `at`. That
 * reads the book's transfers, along its key.
 */
export async function readBook(db: Pick<Db, "read">, book: string, at: Date | null = null): Promise<AccountView[]> {
  const rows = await db.read<Row>(
    `with later as (
       select account, sum(debit)::bigint as debits, sum(credit)::bigint as credits from entries
       where $3::timestamptz is not null and bucket = $1 and book = $2 and at > $3 group by account
     )
     select a.id, a.book, a.code, a.held_at, a.currency, a.side, a.debits - coalesce(l.debits, 0) as debits,
       a.credits - coalesce(l.credits, 0) as credits
     from accounts a left join later l on l.account = a.id
     where a.bucket = $1 and a.book = $2 order by a.held_at, a.code`,
    [bucketOf(book), book, at],
  );
  return rows.map((row) => ({
    id: row.id,
    book: row.book,
    code: row.code,
    held_at: row.held_at,
    side: row.side === "d" ? "debit" : "credit",
    debits: money(row.debits, row.currency),
    credits: money(row.credits, row.currency),
    balance: money(row.side === "d" ? row.debits - row.credits : row.credits - row.debits, row.currency),
  }));
}

export type TransferView = {
  id: string;
  book: string;
  debit: { id: string; code: string; held_at: string };
  credit: { id: string; code: string; held_at: string };
  amount: Money;
  kind: string;
  subject: string;
  at: Date;
};

type TransferRow = {
  id: string;
  book: string;
  debit: string;
  debit_code: string;
  debit_held_at: string;
  credit: string;
  credit_code: string;
  credit_held_at: string;
  amount: bigint;
  currency: Currency;
  kind: string;
  subject: string;
  at: Date;
};

/** A page of a book's transfers, newest first, before the given id; of one account or subject where named. */
export async function readTransfers(
  db: Pick<Db, "read">,
  book: string,
  page: { before?: string; limit: number },
  only: { account?: string; subject?: string } = {},
): Promise<TransferView[]> {
  const rows = await db.read<TransferRow>(
    `select t.id, t.book, t.amount, d.currency, t.kind, t.subject, t.at,
       t.debit, d.code as debit_code, d.held_at as debit_held_at,
       t.credit, c.code as credit_code, c.held_at as credit_held_at
     from transfers t
     join accounts d on d.bucket = t.bucket and d.id = t.debit
     join accounts c on c.bucket = t.bucket and c.id = t.credit
     where t.bucket = $1 and t.book = $2 and ($3::text is null or t.id < $3)
       and ($5::uuid is null or $5 in (t.debit, t.credit)) and ($6::text is null or t.subject = $6)
     order by t.id desc limit $4`,
    [bucketOf(book), book, page.before ?? null, page.limit, only.account ?? null, only.subject ?? null],
  );
  return rows.map((row) => ({
    id: row.id,
    book: row.book,
    debit: { id: row.debit, code: row.debit_code, held_at: row.debit_held_at },
    credit: { id: row.credit, code: row.credit_code, held_at: row.credit_held_at },
    amount: money(row.amount, row.currency),
    kind: row.kind,
    subject: row.subject,
    at: row.at,
  }));
}
