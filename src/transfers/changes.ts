import type { RepeatKey, Tx } from "#db";
import { isCurrency, type Money, money } from "#money";
import { applyChange } from "./apply-change.ts";
import type { TransfersNeeds } from "./context.ts";
import { effectOnce, undo } from "./effect.ts";
import { type FundsOutEnd, openFundsOutIn } from "./funds-out.ts";
import type { Result } from "./types.ts";

export const changeKinds = [
  ...(["cap", "funds_in", "funds_out", "withdrawal", "person_limit", "fee"] as const),
  ...(["resume", "endpoint", "key", "signing", "settle", "own_key"] as const),
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const callResources = ["all", "participants", "parties", "quotes", "transfers"] as const;
export type CallResource = (typeof callResources)[number];

/** What a change is about, beside an amount: at most one of these, as its kind says. */
export type ChangeDetail = {
  /** Where a participant hears of calls; null: where it hears of all others. */
  endpoint?: { resource: CallResource; url: string | null };
  /** One more key that proves its calls. */
  key?: { public_key: string; fingerprint: string };
  /** Whether its calls must be proven, and whether what the hub itself says to it is signed. */
  signing?: { verify: boolean; sign: boolean };
  /** A line of a settlement: its bank says paid, or it is covered from what it put down. */
  settle?: { settlement: string; how: "paid" | "covered" };
  /** What became of money that it took back: its bank sent it, or it is in its funds again. */
  withdrawal?: { id: string; how: FundsOutEnd };
  /** The hub's own key that it signs with from then on. */
  own_key?: { id: string };
};

export type NewChange = {
  kind: ChangeKind;
  /** '' for the hub's fee and its own keys. */
  participant: string;
  /** The new cap or limit, the fixed part of the fee, what is put down or taken back, what is settled; else null. */
  amount: Money | null;
  /** Ten-thousandths; of fees alone. */
  rate: number | null;
  detail: ChangeDetail;
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

type Row = Omit<ChangeView, "amount"> & { amount: bigint | null; currency: string | null };

function view(row: Row): ChangeView {
  const { id, kind, participant, rate, detail, why, proposer, at, state, decided_by, decided_why, decided_at } = row;
  const counted = { rate, amount: amountOf(row) };
  const decided = { state, decided_by, decided_why, decided_at };
  return { id, kind, participant, ...counted, detail, why, proposer, at, ...decided };
}

function amountOf({ id, amount, currency }: Row): Money | null {
  if (amount === null || currency === null) return null;
  if (!isCurrency(currency)) throw new Error(`Change ${id} is in "${currency}".`);
  return money(amount, currency);
}

const kindsOfMoney: readonly ChangeKind[] = ["cap", "funds_in", "funds_out", "person_limit", "fee"];
const positive: readonly ChangeKind[] = ["funds_in", "funds_out", "person_limit"];

/**
 * Puts a change before a second person. `not_found`: no such participant, or no waiting line of that settlement.
 * `hub_no_account`: it has no account in that currency; a cap opens one.
 */
export async function proposeChange(
  needs: TransfersNeeds,
  change: NewChange,
  repeat: RepeatKey | null,
): Promise<Result<ChangeView>> {
  const { kind, amount, detail } = change;
  if (kindsOfMoney.includes(kind) && amount === null) return { ok: false, fault: "amount_invalid" };
  if (amount !== null && positive.includes(kind) && amount.minor <= 0n) return { ok: false, fault: "amount_invalid" };
  const { endpoint, key, signing, settle, withdrawal, own_key } = detail;
  const named = { endpoint, key, signing, settle, withdrawal, own_key };
  if (kind in named && named[kind as keyof typeof named] === undefined)
    return { ok: false, fault: "hub_change_incomplete", detail: { needs: kind } };
  const id = needs.ids.next("hch");
  return await effectOnce(
    ...([needs, repeat, id] as const),
    (tx, at) => write(tx, { ...change, id, at }),
    (known) => getChange(needs, known),
  );
}

async function write(tx: Tx, change: NewChange & { id: string; at: Date }): Promise<void> {
  const { id, kind, participant, rate, detail, why, proposer, at } = change;
  const amount = await amountIn(tx, change);
  await mustStand(tx, { ...change, amount });
  const made = await tx.query(
    `insert into hub_changes (id, kind, participant, currency, amount, rate, detail, why, proposer, at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending') on conflict do nothing returning id`,
    [
      ...[id, kind, participant, amount?.currency ?? null, amount?.minor ?? null, rate],
      ...[JSON.stringify(detail), why, proposer, at],
    ],
  );
  if (made.length === 0) undo("hub_line_proposed");
}

/** As it was asked for, or as what the change is about says. */
async function amountIn(tx: Tx, change: NewChange): Promise<Money | null> {
  if (change.kind === "settle") return await dueOf(tx, change);
  if (change.kind !== "withdrawal") return change.amount;
  return await openFundsOutIn(tx, change.detail.withdrawal?.id ?? "", change.participant);
}

/** What the line still has to pay. */
async function dueOf(tx: Tx, { participant, detail: { settle } }: NewChange): Promise<Money> {
  const [line] = await tx.query<{ due: bigint; currency: string }>(
    `select l.net + l.fee as due, s.currency from hub_settlement_lines l join hub_settlements s on s.id = l.settlement
     where l.settlement = $1 and l.participant = $2 and l.state = 'waiting'`,
    [settle?.settlement ?? "", participant],
  );
  if (!line || !isCurrency(line.currency)) return undo("not_found");
  if (line.due <= 0n) return undo("hub_line_refused", { why: "wrong_way" });
  return money(line.due, line.currency);
}

async function mustStand(tx: Tx, { kind, participant, amount, detail }: NewChange): Promise<void> {
  if (kind === "fee") return;
  if (kind === "own_key") {
    const mine = await tx.query("select 1 from hub_keys where id = $1", [detail.own_key?.id ?? ""]);
    return mine.length === 0 ? undo("not_found") : undefined;
  }
  const known = await tx.query("select 1 from hub_participants where name = $1", [participant]);
  if (known.length === 0) undo("not_found");
  if ((kind === "funds_in" || kind === "funds_out") && amount !== null) {
    const account = "select 1 from hub_accounts where participant = $1 and currency = $2";
    if ((await tx.query(account, [participant, amount.currency])).length === 0) undo("hub_no_account");
  }
  if (detail.key === undefined) return;
  const same = "select 1 from hub_participant_keys where participant = $1 and fingerprint = $2";
  if ((await tx.query(same, [participant, detail.key.fingerprint])).length > 0) undo("hub_key_known");
}

export async function listChanges({ db }: TransfersNeeds, state: string | null): Promise<ChangeView[]> {
  const sql = "select * from hub_changes where $1::text is null or state = $1 order by id desc limit 200";
  return (await db.read<Row>(sql, [state])).map(view);
}

export async function getChange({ db }: TransfersNeeds, id: string): Promise<ChangeView | null> {
  const [row] = await db.read<Row>("select * from hub_changes where id = $1", [id]);
  return row ? view(row) : null;
}

/**
 * Takes effect in the commit of the decision. Whoever decides must be another than the proposer: the caller asks, and
 * the database does. What cannot be done now (funds that are needed, a line that was settled before) stays pending.
 */
export async function decideChange(
  needs: TransfersNeeds,
  id: string,
  verdict: { approve: boolean; why: string; by: string },
  repeat: RepeatKey | null,
): Promise<Result<ChangeView>> {
  const { approve, why, by } = verdict;
  return await effectOnce(
    ...([needs, repeat, id] as const),
    async (tx, at) => {
      const [row] = await tx.query<Row>("select * from hub_changes where id = $1 for update", [id]);
      if (!row) return undo("not_found");
      if (row.state !== "pending") return undo("hub_change_decided");
      if (approve) await applyChange(tx, needs, view(row), by, at);
      await tx.query(
        "update hub_changes set state = $2, decided_by = $3, decided_why = $4, decided_at = $5 where id = $1",
        [id, approve ? "approved" : "rejected", by, why, at],
      );
    },
    (known) => getChange(needs, known),
  );
}
