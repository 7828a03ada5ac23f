import { isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import type { SettleHow } from "./settle.ts";
import type { Currency } from "./types.ts";

/** Whoever owes has a day to pay: after that it is told as not settling. */
export const payWithinMs = 86_400_000;

export type SettlementLine = {
  /** '' is the hub itself, which receives its fees. */
  participant: string;
  /** Of transfers: what its customers sent less what they received. */
  net: Money;
  fee: Money;
  /** The instruction: above zero it pays this much, below it receives. */
  due: Money;
  state: "waiting" | "done";
  how: SettleHow | "nothing" | null;
  done_at: Date | null;
  by_whom: string | null;
  /** What one person said of it, and another has to confirm. */
  proposed: { change: string; how: "paid" | "covered"; proposer: string; at: Date } | null;
  /** It ought to have paid by now. */
  overdue: boolean;
};

export type SettlementView = {
  id: string;
  currency: Currency;
  /** When the window before was closed; null for the first. */
  opened_at: Date | null;
  closed_at: Date;
  closed_by: string;
  /** Until when whoever owes has to have paid. */
  pay_by: Date;
  state: "open" | "settled";
  settled_at: Date | null;
  /** Paid in and not yet paid out: nothing when it is settled. */
  in_transit: Money;
  lines: readonly SettlementLine[];
};

/** What a participant has not paid in time. */
export type Overdue = { settlement: string; participant: string; due: Money; pay_by: Date };

type Row = Omit<SettlementView, "in_transit" | "lines" | "currency" | "pay_by"> & { currency: string };
type LineRow = Pick<SettlementLine, "participant" | "state" | "how" | "done_at" | "by_whom"> & {
  settlement: string;
  net: bigint;
  fee: bigint;
  change: string | null;
  proposed_how: "paid" | "covered";
  proposer: string;
  proposed_at: Date;
};

const columns = "id, currency, opened_at, closed_at, closed_by, state, settled_at";

export async function getSettlement(needs: TransfersNeeds, id: string): Promise<SettlementView | null> {
  const rows = await needs.db.read<Row>(`select ${columns} from hub_settlements where id = $1`, [id]);
  return (await withLines(needs, rows))[0] ?? null;
}

/** Newest first; `after` is the id of the last one seen. `state` null: whatever. */
export async function listSettlements(
  needs: TransfersNeeds,
  { after, limit, state = null }: { after: string | null; limit: number; state?: "open" | null },
): Promise<SettlementView[]> {
  const rows = await needs.db.read<Row>(
    `select ${columns} from hub_settlements
     where ($1::text is null or id < $1) and ($3::text is null or state = $3) order by id desc limit $2`,
    [after, limit, state],
  );
  return await withLines(needs, rows);
}

/** Who has not paid in time, the oldest first. */
export async function listOverdue(needs: TransfersNeeds): Promise<Overdue[]> {
  const open = await listSettlements(needs, { after: null, limit: 1000, state: "open" });
  return open.toReversed().flatMap(({ id, pay_by, lines }) => {
    const late = lines.filter((line) => line.overdue);
    return late.map(({ participant, due }) => ({ settlement: id, participant, due, pay_by }));
  });
}

async function withLines({ db, clock }: TransfersNeeds, rows: readonly Row[]): Promise<SettlementView[]> {
  const lines = await db.read<LineRow>(
    `select l.settlement, l.participant, l.net, l.fee, l.state, l.how, l.done_at, l.by_whom, c.id as change,
       c.detail -> 'settle' ->> 'how' as proposed_how, c.proposer, c.at as proposed_at
     from hub_settlement_lines l
     left join hub_changes c on c.kind = 'settle' and c.state = 'pending' and c.participant = l.participant
       and c.detail -> 'settle' ->> 'settlement' = l.settlement
     where l.settlement = any($1) order by l.participant`,
    [rows.map((row) => row.id)],
  );
  return rows.map(({ currency, ...row }) => {
    if (!isCurrency(currency)) throw new Error(`Settlement ${row.id} is in "${currency}".`);
    const own = lines.filter((line) => line.settlement === row.id);
    const transit = own.reduce((sum, line) => (line.state === "done" ? sum + line.net + line.fee : sum), 0n);
    const pay_by = new Date(row.closed_at.getTime() + payWithinMs);
    const late = pay_by <= clock.now();
    const views = own.map((line) => lineView(line, currency, late));
    return { ...row, currency, pay_by, in_transit: money(transit, currency), lines: views };
  });
}

function lineView(row: LineRow, currency: Currency, late: boolean): SettlementLine {
  const of = (minor: bigint): Money => money(minor, currency);
  const { participant, net, fee, state, how, done_at, by_whom, change, proposer } = row;
  const amounts = { net: of(net), fee: of(fee), due: of(net + fee) };
  const proposed = change === null ? null : { change, how: row.proposed_how, proposer, at: row.proposed_at };
  const overdue = late && state === "waiting" && net + fee > 0n;
  return { participant, ...amounts, state, how, done_at, by_whom, proposed, overdue };
}
