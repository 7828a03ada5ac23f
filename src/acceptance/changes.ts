import { isId, type Tx } from "#db";
import { type Currency, fromJson, type Money, type MoneyJson, money, toJson } from "#money";
import type { AcceptanceContext } from "./moves.ts";
import { type NewCard, whyNoCard, whyNoPair } from "./pairs.ts";
import { carryOn, getClearing } from "./settle.ts";
import type { Pair } from "./types.ts";

export type ChangeFault =
  | "not_found"
  | "acceptance_pair_invalid"
  | "acceptance_pair_exists"
  | "rate_card_invalid"
  | "rate_card_taken"
  | "acceptance_too_early"
  | "acceptance_change_decided";
type Result<T> = { ok: true; value: T } | { ok: false; fault: ChangeFault };

/** Whether whoever decides is another person than who proposed; asked by the decision's own transaction. */
type AskSecond = (
  proposer: string,
  query: Tx["query"],
) => Promise<{ ok: true } | { ok: false; detail?: Readonly<Record<string, unknown>> }>;
export type Verdict = { approve: boolean; why: string; by: string; may: AskSecond };
type Refused = { ok: false; fault: ChangeFault | "second_person_needed"; detail?: Readonly<Record<string, unknown>> };
export type Decided = { ok: true; value: AcceptanceChangeView } | Refused;

/** What one person proposes. A step of a settlement names it; `paid` before `received`. */
export type NewAcceptanceChange =
  | { kind: "pair"; pair: Pair }
  | { kind: "rates"; card: NewCard }
  | { kind: "paid" | "received"; clearing: string };

export type AcceptanceChangeView = {
  id: string;
  kind: "pair" | "rates" | "paid" | "received";
  acquirer: string;
  issuer: string;
  /** The settlement that a step is of; null for the others. */
  clearing: string | null;
  account: string | null;
  card: { rate: number; fixed: Money; bearer: NewCard["bearer"]; on_refund: NewCard["on_refund"] } | null;
  /** When a card begins at the earliest; null: when it is approved. */
  starts_at: Date | null;
  /** What a step of a settlement is about. */
  amount: Money | null;
  why: string;
  proposer: string;
  at: Date;
  state: "pending" | "approved" | "rejected";
  decided_by: string | null;
  decided_why: string | null;
  decided_at: Date | null;
};

type CardJson = Pick<NewCard, "rate" | "bearer" | "on_refund"> & { fixed: MoneyJson; starts_at: string | null };
type Detail = { account?: string; card?: CardJson };
type Row = Omit<AcceptanceChangeView, "clearing" | "account" | "card" | "starts_at" | "amount"> & {
  clearing: string;
  detail: Detail;
  amount: bigint | null;
  currency: Currency | null;
};

function viewOf({ detail, clearing, amount, currency, ...row }: Row): AcceptanceChangeView {
  const { card } = detail;
  const { rate, bearer, on_refund } = card ?? {};
  return {
    ...row,
    clearing: clearing === "" ? null : clearing,
    account: detail.account ?? null,
    card:
      card && rate !== undefined && bearer && on_refund
        ? { rate, bearer, on_refund, fixed: fromJson(card.fixed) }
        : null,
    starts_at: card?.starts_at ? new Date(card.starts_at) : null,
    amount: amount === null || currency === null ? null : money(amount, currency),
  };
}

type Put = { acquirer: string; issuer: string; clearing: string; detail: Detail; amount: Money | null };

/** Puts a change before a second person. The same, proposed again while it waits, is the one that waits. */
export async function proposeChange(
  context: AcceptanceContext,
  change: NewAcceptanceChange,
  by: { proposer: string; why: string },
): Promise<Result<AcceptanceChangeView>> {
  const put = await putOf(context, change);
  if (typeof put === "string") return { ok: false, fault: put };
  const { needs } = context;
  const { kind } = change;
  const { acquirer, issuer, clearing, detail, amount } = put;
  await needs.db.read(
    `insert into acceptance_changes (id, kind, acquirer, issuer, clearing, detail, amount, currency, why, proposer, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
    [
      ...[needs.ids.next("ach"), kind, acquirer, issuer, clearing, JSON.stringify(detail)],
      ...[amount?.minor.toString() ?? null, amount?.currency ?? null, by.why, by.proposer, needs.clock.now()],
    ],
  );
  const [row] = await needs.db.read<Row>(
    `select * from acceptance_changes where state = 'pending' and kind = $1 and acquirer = $2 and issuer = $3
       and clearing = $4 and detail = $5::jsonb`,
    [kind, acquirer, issuer, clearing, JSON.stringify(detail)],
  );
  // Somebody decided it in this very moment.
  return row ? { ok: true, value: viewOf(row) } : { ok: false, fault: "acceptance_change_decided" };
}

async function putOf(context: AcceptanceContext, change: NewAcceptanceChange): Promise<Put | ChangeFault> {
  const { needs } = context;
  if (change.kind === "pair") {
    const { account, ...both } = change.pair;
    const fault = await whyNoPair(needs, needs.db.read, change.pair);
    return fault ?? { ...both, clearing: "", detail: { account }, amount: null };
  }
  if (change.kind === "rates") {
    const { acquirer, issuer, starts_at, fixed, ...card } = change.card;
    const fault = await whyNoCard(needs.db.read, change.card, needs.clock.now());
    const said = { ...card, fixed: toJson(fixed), starts_at: starts_at?.toISOString() ?? null };
    return fault ?? { acquirer, issuer, clearing: "", detail: { card: said }, amount: null };
  }
  const clearing = await getClearing(context, change.clearing);
  if (!clearing) return "not_found";
  const { acquirer, issuer, net } = clearing;
  const due = change.kind === "paid" ? "open" : "paid";
  if (clearing.state === due) return { acquirer, issuer, clearing: clearing.id, detail: {}, amount: net };
  const isPast = change.kind === "paid" ? clearing.paid_at !== null : clearing.settled_at !== null;
  return isPast ? "acceptance_change_decided" : "acceptance_too_early";
}

/**
 * Takes effect in the commit of the decision. Whoever decides is another than the proposer: `may` is asked in that
 * commit, with the change locked, and the database asks again. What cannot be done now (another card of that
 * instant, a step too early) stays pending.
 */
export async function decideChange(
  context: AcceptanceContext,
  id: string,
  { approve, why, by, may }: Verdict,
): Promise<Decided> {
  const { needs } = context;
  if (!isId(id, "ach")) return { ok: false, fault: "not_found" };
  const at = needs.clock.now();
  const done = await needs.db
    .tx<Row | Refused>(async (tx) => {
      const [row] = await tx.query<Row>("select * from acceptance_changes where id = $1 for update", [id]);
      if (!row) return { ok: false, fault: "not_found" };
      const second = await may(row.proposer, tx.query);
      if (!second.ok) return { ...second, fault: "second_person_needed" };
      // The same person's same word again is the same.
      const same = row.decided_by === by && row.state === (approve ? "approved" : "rejected");
      if (row.state !== "pending") return same ? row : { ok: false, fault: "acceptance_change_decided" };
      const before = approve ? await whyNot(context, tx, row, at) : null;
      if (before) return { ok: false, fault: before };
      await tx.query(
        "update acceptance_changes set state = $2, decided_by = $3, decided_why = $4, decided_at = $5 where id = $1",
        [id, approve ? "approved" : "rejected", by, why, at],
      );
      const fault = approve ? await apply(tx, id) : null;
      if (fault) throw new NotNow(fault);
      return row;
    })
    .catch((fault: unknown): Refused => {
      if (fault instanceof NotNow) return { ok: false, fault: fault.why };
      throw fault;
    });
  if ("fault" in done) return done;
  // What a death cuts off here goes on by the room's own tick.
  if (approve && done.clearing !== "") await carryOn(context, done.clearing);
  const after = await getChange(context, id);
  return after ? { ok: true, value: after } : { ok: false, fault: "not_found" };
}

/** Undoes the commit: nothing was decided. */
class NotNow extends Error {
  readonly why: ChangeFault;
  constructor(why: ChangeFault) {
    super(why);
    this.why = why;
  }
}

/** Why what it says cannot be now; null: it can. Of a step the database alone says. */
async function whyNot({ needs }: AcceptanceContext, tx: Tx, row: Row, at: Date): Promise<ChangeFault | null> {
  const { kind, acquirer, issuer, detail } = row;
  if (kind === "pair") return await whyNoPair(needs, tx.query, { acquirer, issuer, account: detail.account ?? "" });
  if (kind !== "rates") return null;
  const { card } = detail;
  if (!card) throw new Error(`Change ${row.id} of a card has none.`);
  const starts = card.starts_at === null ? at : new Date(Math.max(Date.parse(card.starts_at), at.getTime()));
  const { rate, bearer, on_refund } = card;
  const whole = { acquirer, issuer, rate, bearer, on_refund, fixed: fromJson(card.fixed), starts_at: starts };
  return await whyNoCard(tx.query, whole, at);
}

/** Done by the database, of a change that is approved: nothing else may write pairs, cards and who confirmed a step. */
async function apply(tx: Tx, id: string): Promise<ChangeFault | null> {
  const [done] = await tx.query<{ fault: ChangeFault | null }>("select acceptance_change_apply($1) as fault", [id]);
  return done?.fault ?? null;
}

async function getChange({ needs }: AcceptanceContext, id: string): Promise<AcceptanceChangeView | null> {
  if (!isId(id, "ach")) return null;
  const [row] = await needs.db.read<Row>("select * from acceptance_changes where id = $1", [id]);
  return row ? viewOf(row) : null;
}

/** The latest, of one state or of all. */
export async function listChanges({ needs }: AcceptanceContext, state: string | null): Promise<AcceptanceChangeView[]> {
  const sql = "select * from acceptance_changes where $1::text is null or state = $1 order by id desc limit 200";
  return (await needs.db.read<Row>(sql, [state])).map(viewOf);
}
