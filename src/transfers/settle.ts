import { isCurrency, type Money, money } from "#money";
import type { TransfersNeeds } from "./context.ts";
import type { Currency } from "./types.ts";

/** paid: its bank says so. covered: from what it had put down, because it did not pay. received: into its funds. */
export type SettleHow = "paid" | "covered" | "received";

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
};

export type SettlementView = {
  id: string;
  currency: Currency;
  /** When the window before was closed; null for the first. */
  opened_at: Date | null;
  closed_at: Date;
  state: "open" | "settled";
  settled_at: Date | null;
  /** Paid in and not yet paid out: nothing when it is settled. */
  in_transit: Money;
  lines: readonly SettlementLine[];
};

/** Closes the window of a currency. Null: there was nothing to settle. */
export async function closeWindow(
  needs: TransfersNeeds,
  currency: Currency,
  by: string,
): Promise<SettlementView | null> {
  const id = needs.ids.next("stl");
  const [row] = await needs.db.read<{ lines: number }>("select hub_close_window($1, $2, $3, $4) as lines", [
    ...[id, currency, by, needs.clock.now()],
  ]);
  return (row?.lines ?? 0) === 0 ? null : await getSettlement(needs, id);
}

export type LineResult = "done" | "repeat" | "unknown" | "wrong_way" | "transit_short" | "funds_short";

/** Ends a line. Whoever is covered from its funds did not pay: it is paused until two people let it on again. */
export async function settleLine(
  { db, clock }: TransfersNeeds,
  { settlement, participant, how, by }: { settlement: string; participant: string; how: SettleHow; by: string },
): Promise<LineResult> {
  return await db.tx(async (tx) => {
    const [row] = await tx.query<{ result: LineResult }>("select hub_settle_line($1, $2, $3, $4, $5) as result", [
      ...[settlement, participant, how, by, clock.now()],
    ]);
    if (how === "covered" && row?.result === "done")
      await tx.query("update hub_participants set state = 'paused' where name = $1", [participant]);
    return row?.result ?? "unknown";
  });
}

type Row = Omit<SettlementView, "in_transit" | "lines" | "currency"> & { currency: string };
type LineRow = Omit<SettlementLine, "net" | "fee" | "due"> & { settlement: string; net: bigint; fee: bigint };

export async function getSettlement(needs: TransfersNeeds, id: string): Promise<SettlementView | null> {
  const rows = await needs.db.read<Row>("select * from hub_settlements where id = $1", [id]);
  return (await withLines(needs, rows))[0] ?? null;
}

/** Newest first; `after` is the id of the last one seen. */
export async function listSettlements(
  needs: TransfersNeeds,
  after: string | null,
  limit: number,
): Promise<SettlementView[]> {
  const rows = await needs.db.read<Row>(
    "select * from hub_settlements where $1::text is null or id < $1 order by id desc limit $2",
    [after, limit],
  );
  return await withLines(needs, rows);
}

async function withLines({ db }: TransfersNeeds, rows: readonly Row[]): Promise<SettlementView[]> {
  const lines = await db.read<LineRow>(
    `select settlement, participant, net, fee, state, how, done_at from hub_settlement_lines
     where settlement = any($1) order by participant`,
    [rows.map((row) => row.id)],
  );
  return rows.map(({ currency, ...row }) => {
    if (!isCurrency(currency)) throw new Error(`Settlement ${row.id} is in "${currency}".`);
    const own = lines.filter((line) => line.settlement === row.id);
    const transit = own.reduce((sum, line) => (line.state === "done" ? sum + line.net + line.fee : sum), 0n);
    const { id, opened_at, closed_at, state, settled_at } = row;
    const lineViews = own.map((line) => lineView(line, currency));
    return {
      id,
      currency,
      opened_at,
      closed_at,
      state,
      settled_at,
      in_transit: money(transit, currency),
      lines: lineViews,
    };
  });
}

function lineView({ participant, net, fee, state, how, done_at }: LineRow, currency: Currency): SettlementLine {
  const of = (minor: bigint): Money => money(minor, currency);
  return { participant, net: of(net), fee: of(fee), due: of(net + fee), state, how, done_at };
}
