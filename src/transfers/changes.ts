import type { Tx } from "#db";
import { isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import { moveFundsIn } from "./participants.ts";

export type ChangeKind = "cap" | "funds_in" | "funds_out" | "person_limit" | "fee" | "resume";

export type NewChange = {
  kind: ChangeKind;
  /** '' for the hub's fee. */
  participant: string;
  /** The new cap or limit, the fixed part of the fee, or what is put down or taken back. */
  amount: Money;
  /** Ten-thousandths; of fees alone. */
  rate: number | null;
  why: string;
  /** per_… or key_… */
  proposer: string;
};

export type ChangeView = NewChange & {
  id: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};

type Row = Omit<ChangeView, "amount"> & { amount: bigint; currency: string };

function view({ amount, currency, ...row }: Row): ChangeView {
  if (!isCurrency(currency)) throw new Error(`Change ${row.id} is in "${currency}".`);
  const { id, kind, participant, rate, why, proposer, at, state, decided_by, decided_why, decided_at } = row;
  const value = money(amount, currency);
  return { id, kind, participant, amount: value, rate, why, proposer, at, state, decided_by, decided_why, decided_at };
}

/** Puts a change before a second person. Null: there is no such participant, or no account of it in that currency. */
export async function proposeChange({ db, ids, clock }: TransfersNeeds, change: NewChange): Promise<ChangeView | null> {
  const { kind, participant, amount, rate, why, proposer } = change;
  const [row] = await db.read<Row>(
    `insert into hub_changes (id, kind, participant, currency, amount, rate, why, proposer, at, state)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending'
     where $2 = 'fee' or exists (select 1 from hub_participants where name = $3) returning *`,
    [ids.next("hch"), kind, participant, amount.currency, amount.minor, rate, why, proposer, clock.now()],
  );
  return row ? view(row) : null;
}

export async function listChanges({ db }: TransfersNeeds, state: string | null): Promise<ChangeView[]> {
  const sql = "select * from hub_changes where $1::text is null or state = $1 order by id desc limit 200";
  return (await db.read<Row>(sql, [state])).map(view);
}

export async function getChange({ db }: TransfersNeeds, id: string): Promise<ChangeView | null> {
  const [row] = await db.read<Row>("select * from hub_changes where id = $1", [id]);
  return row ? view(row) : null;
}

export type Decided =
  | { kind: "decided"; change: ChangeView }
  | { kind: "unknown" | "decided_before" }
  /** The position or a settlement needs these funds: it stays pending. */
  | { kind: "funds_needed" };

/** Takes effect in the commit of the decision. Whoever decides must be another than the proposer: the caller asks. */
export async function decideChange(
  needs: TransfersNeeds,
  id: string,
  verdict: { approve: boolean; why: string; by: string },
): Promise<Decided> {
  const short = new Error("These funds are needed.");
  try {
    return await needs.db.tx(async (tx): Promise<Decided> => {
      const [row] = await tx.query<Row>("select * from hub_changes where id = $1 for update", [id]);
      if (!row) return { kind: "unknown" };
      if (row.state !== "pending") return { kind: "decided_before" };
      if (verdict.approve && !(await apply(tx, needs, view(row)))) throw short;
      const [decided] = await tx.query<Row>(
        `update hub_changes set state = $2, decided_by = $3, decided_why = $4, decided_at = $5 where id = $1 returning *`,
        [id, verdict.approve ? "approved" : "rejected", verdict.by, verdict.why, needs.clock.now()],
      );
      return { kind: "decided", change: view(decided as Row) };
    });
  } catch (fault) {
    if (fault === short) return { kind: "funds_needed" };
    throw fault;
  }
}

/** False: the funds are needed. */
async function apply(tx: Tx, { ids, clock }: TransfersNeeds, change: ChangeView): Promise<boolean> {
  const { kind, participant, amount } = change;
  if (kind === "funds_in" || kind === "funds_out") {
    const by = kind === "funds_in" ? amount : money(-amount.minor, amount.currency);
    const why = `${change.id}: ${change.why}`;
    return (await moveFundsIn(tx, { participant, by, why, id: ids.next("ntf"), at: clock.now() })) !== null;
  }
  if (kind === "resume") await tx.query("update hub_participants set state = 'active' where name = $1", [participant]);
  else await tx.query(upserts[kind], kind === "fee" ? fee(change) : [participant, amount.currency, amount.minor]);
  return true;
}

const fee = ({ amount, rate }: ChangeView): unknown[] => [amount.currency, amount.minor, rate ?? 0];

const upserts = {
  cap: `insert into hub_accounts (participant, currency, cap, funds, position) values ($1, $2, $3, 0, 0)
    on conflict (participant, currency) do update set cap = excluded.cap`,
  person_limit: `insert into hub_person_limits (participant, currency, amount) values ($1, $2, $3)
    on conflict (participant, currency) do update set amount = excluded.amount`,
  fee: `insert into hub_fee_rates (currency, fixed, rate) values ($1, $2, $3)
    on conflict (currency) do update set fixed = excluded.fixed, rate = excluded.rate`,
} as const;
