import type { Db } from "#db";
import { type Money, money } from "#money";
import type { ReconciliationNeeds } from "./types.ts";

/** `either`: the wallet may round a fee either way. Halves go away from zero (`half_up`), or to the even neighbour. */
export const feeRoundings = ["down", "up", "half_up", "half_even", "either"] as const;
export type FeeRounding = (typeof feeRoundings)[number];

/** What a wallet may keep, as agreed with it; all null: from then on nothing is agreed. */
type Figures = {
  /** Thousandths of a percent: 600 is 0.6 %. */
  rate: number;
  /** Of a payment, in minor units: the wallet keeps this much at least. */
  minimum: bigint;
  rounding: FeeRounding;
  /** Whether the fee comes back with a refund, in proportion. */
  refunds_return: boolean;
};

export type AgreedRateView = { wallet_account: string; marketplace: string } & {
  /** One method's, or everybody's: `*`. A method's own goes before. */
  method: string;
  starts_at: Date;
  rate: number | null;
  minimum: Money | null;
  rounding: FeeRounding | null;
  refunds_return: boolean | null;
  set_by: string;
};

export type NewAgreedRate = {
  wallet_account: string;
  method: string;
  starts_at: Date | null;
  /** Null: the agreement ends. */
  figures: (Omit<Figures, "minimum"> & { minimum: Money }) | null;
};

type Row = { method: string; starts_at: Date } & { [name in keyof Figures]: Figures[name] | null };

const per = 100_000n;
const columns = "wallet_account, marketplace, method, starts_at, rate, minimum, rounding, refunds_return, set_by";

/** Rounds a positive fraction of `per`. */
function rounded(exact: bigint, rounding: FeeRounding): bigint {
  const [down, rest] = [exact / per, exact % per];
  if (rest === 0n || rounding === "down") return down;
  if (rounding === "up") return down + 1n;
  const twice = rest * 2n;
  if (twice === per && rounding === "half_even") return down + (down % 2n);
  return twice >= per ? down + 1n : down;
}

/** What the wallet may have kept of a line, or must have given back: the fee itself where it is right. */
function expectedOf(figures: Figures, line: FeeOf): bigint {
  const { rate, minimum, rounding, refunds_return: returned } = figures;
  if (line.kind === "refund" && !returned) return 0n;
  const exact = line.amount * BigInt(rate);
  const told = line.kind === "payment" ? line.fee : -line.fee;
  const least = line.kind === "payment" ? minimum : 0n;
  const both = rounding === "either" ? ([rounded(exact, "down"), rounded(exact, "up")] as const) : null;
  const fits = (fee: bigint): boolean => told === (fee > least ? fee : least);
  const fee = both?.find(fits) ?? rounded(exact, rounding);
  const atLeast = fee > least ? fee : least;
  return line.kind === "payment" ? atLeast : -atLeast;
}

/** A line's kind, amount and fee (above zero: kept), and of ours the method and when the payment was paid. */
export type FeeOf = {
  kind: "payment" | "refund";
  amount: bigint;
  fee: bigint;
  method: string | null;
  paidAt: number | null;
};

/** What is agreed about an account: null for a line that no agreement speaks of. */
export type AgreedRates = (line: FeeOf) => bigint | null;

/** All that was ever agreed about an account, read once a run; null where nothing was. */
export async function agreedRatesOf(db: Pick<Db, "read">, account: string): Promise<AgreedRates | null> {
  const rows = await db.read<Row>(
    `select method, starts_at, rate, minimum, rounding, refunds_return from agreed_rates
     where wallet_account = $1 order by starts_at desc`,
    [account],
  );
  if (rows.length === 0) return null;
  const at = (method: string, instant: number): Figures | null => {
    const row = rows.find((one) => one.method === method && one.starts_at.getTime() <= instant);
    return row && row.rate !== null ? (row as Figures) : null;
  };
  return (line) => {
    const { method, paidAt } = line;
    if (paidAt === null) return null;
    const figures = (method === null ? null : at(method, paidAt)) ?? at("*", paidAt);
    return figures === null ? null : expectedOf(figures, line);
  };
}

/** A payment that was paid, whose fee is asked for. */
export type PaidAt = { id: string; wallet_account: string; method: string; amount: Money; paid_at: Date };

/**
 * What the wallet was to keep of each payment by what is agreed with it (to the nearest fen, where it may round either
 * way); a payment that no agreement speaks of is left out.
 */
export async function agreedFees(db: Pick<Db, "read">, payments: readonly PaidAt[]): Promise<Map<string, Money>> {
  const accounts = [...new Set(payments.map((one) => one.wallet_account))];
  const rates = new Map(await Promise.all(accounts.map(async (one) => [one, await agreedRatesOf(db, one)] as const)));
  const fees = new Map<string, Money>();
  for (const { id, wallet_account, method, amount, paid_at } of payments) {
    // No line told a fee yet: below zero fits none.
    const asked = { kind: "payment", amount: amount.minor, fee: -1n, method, paidAt: paid_at.getTime() } as const;
    const fee = rates.get(wallet_account)?.(asked) ?? null;
    if (fee !== null) fees.set(id, money(fee, amount.currency));
  }
  return fees;
}

const viewOf = (row: Omit<AgreedRateView, "minimum"> & { minimum: bigint | null }): AgreedRateView => ({
  ...row,
  minimum: row.minimum === null ? null : money(row.minimum, "CNY"),
});

/**
 * Adds an agreement, from now or any instant on: it may be older than the house's knowledge of it. Days that were
 * matched before are not matched again. `agreed_rate_taken`: there is one for that very instant; they are only added.
 */
export async function setAgreedRate(needs: ReconciliationNeeds, by: string, given: NewAgreedRate) {
  const account = needs.account(given.wallet_account);
  if (!account) return { ok: false, fault: "not_found" } as const;
  const now = needs.clock.now();
  const { figures } = given;
  if (figures !== null && (figures.minimum.currency !== "CNY" || figures.minimum.minor < 0n))
    return { ok: false, fault: "agreed_rate_invalid" } as const;
  const [row] = await needs.db.read<Omit<AgreedRateView, "minimum"> & { minimum: bigint | null }>(
    `insert into agreed_rates (wallet_account, method, starts_at, marketplace, rate, minimum, rounding, refunds_return,
       set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning ${columns}`,
    [
      ...[account.id, given.method, given.starts_at ?? now, account.marketplace, figures?.rate ?? null],
      ...[figures?.minimum.minor ?? null, figures?.rounding ?? null, figures?.refunds_return ?? null, by, now],
    ],
  );
  return row ? ({ ok: true, value: viewOf(row) } as const) : ({ ok: false, fault: "agreed_rate_taken" } as const);
}

/** Newest first. */
export async function listAgreedRates(needs: ReconciliationNeeds, account: string): Promise<AgreedRateView[]> {
  const rows = await needs.db.read<Omit<AgreedRateView, "minimum"> & { minimum: bigint | null }>(
    `select ${columns} from agreed_rates where wallet_account = $1 order by starts_at desc, method limit 1000`,
    [account],
  );
  return rows.map(viewOf);
}
