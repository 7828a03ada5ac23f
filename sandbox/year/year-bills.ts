import { bare } from "#db";
import { fen, type Money } from "#money";
import type { BillLine } from "#wallets/protocol";
import type { Sale } from "./orders.ts";

const dayMs = 86_400_000;
/** Six in a thousand, as wallets ask of shops. */
const rate = { of: 6n, per: 1000n };

/** The day of Asia/Shanghai that an instant lies in. */
export const dayTextOf = (at: Date): string => new Date(at.getTime() + dayMs / 3).toISOString().slice(0, 10);

const feeOf = (amount: Money): Money => fen((amount.minor * rate.of) / rate.per);

function lineOf({ payment, amount, at }: Sale): BillLine {
  const id = bare(payment);
  const own = { walletRef: `4200${id}`, paymentId: id, refundId: null };
  return { kind: "payment", ...own, amount, fee: feeOf(amount), feeRate: rate, at, state: "done" };
}

function refundLineOf({ id, payment, amount, at }: Refund): BillLine {
  const own = { walletRef: `50${bare(id)}`, paymentId: bare(payment), refundId: bare(id) };
  const whole = fen(amount);
  const fee = fen(-feeOf(whole).minor);
  return { kind: "refund", ...own, amount: whole, fee, feeRate: rate, at, state: "done" };
}

/** Of seventy payments one is missing, one too high, one has a fee of its own, and one stands there again. */
function told(sale: Sale, n: number): readonly BillLine[] {
  const line = lineOf(sale);
  const more = fen(line.amount.minor + 100n);
  switch (n % 70) {
    case 0:
      return [];
    case 1:
      return [{ ...line, amount: more, fee: feeOf(more) }];
    case 2:
      return [{ ...line, fee: fen(line.fee.minor + 37n) }];
    case 3:
      return [line, { ...line, walletRef: `${line.walletRef}X`, paymentId: `SHOP-${n}` }];
    default:
      return [line];
  }
}

export type YearBills = {
  /** A day of a wallet's account as the stand-in would tell it. */
  of(wallet: string, day: string): AsyncIterable<readonly BillLine[]>;
};

/** A refund of these days; `amount` in whole minor units. */
export type Refund = { id: string; payment: string; wallet: string; amount: bigint; at: Date };

/** Bills over what was sold and sent back `since` then, with a few mistakes. */
export function makeYearBills(sales: readonly Sale[], since: Date, refunds: readonly Refund[]): YearBills {
  const late = sales.filter(({ at }) => at >= since);
  const plain = late.filter((sale) => sale.refund === null && sale.wallet !== "unionpay");
  const sold = late.flatMap((sale) => {
    const own = sale.refund === null ? told(sale, plain.indexOf(sale)) : [lineOf(sale)];
    return own.map((line) => ({ wallet: sale.wallet, line }));
  });
  const lines = [...sold, ...refunds.map((one) => ({ wallet: one.wallet, line: refundLineOf(one) }))];
  return {
    async *of(wallet, day) {
      yield lines.filter((one) => one.wallet === wallet && dayTextOf(one.line.at) === day).map(({ line }) => line);
    },
  };
}
