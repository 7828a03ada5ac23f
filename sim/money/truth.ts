import type { FakeLedger } from "#wallets/fake-protocol";
import { type Town, type WalletName, walletNames } from "./town.ts";

export type TruePayment = {
  wallet: WalletName;
  amount: bigint;
  paidAt: number;
  back: bigint;
  backs: readonly bigint[];
};

/** What really happened, as the wallets know it. */
export type Truth = {
  /** Paid ones alone, by our id. */
  payments: Map<string, TruePayment>;
  /** Refunds that arrived, by our id. */
  refunds: Map<string, { payment: string; amount: bigint }>;
  /** Asked for at the wallet and not arrived. */
  refundsUnderWay: number;
  withdrawals: Map<string, "under_way" | "arrived" | "back">;
  /** What a merchant's number has there, usable, held or on its way; by wallet and number. */
  balances: Map<string, bigint>;
};

const ends = { SUCCESS: "arrived", FAIL: "back", REFUND: "back" } as const;

export function readTruth({ fakes }: Pick<Town, "fakes">): Truth {
  const truth: Truth = {
    ...{ payments: new Map(), refunds: new Map(), refundsUnderWay: 0, withdrawals: new Map(), balances: new Map() },
  };
  for (const wallet of walletNames) addWallet(truth, wallet, fakes[wallet].ledger());
  return truth;
}

function addWallet(truth: Truth, wallet: WalletName, ledger: FakeLedger): void {
  for (const one of ledger.payments) {
    if (one.paid_at === null) continue;
    const arrived = ledger.refunds.filter((back) => back.out_trade_no === one.out_trade_no && back.state === "SUCCESS");
    const backs = arrived.map((back) => BigInt(back.amount));
    const paidAt = Math.floor(Date.parse(one.paid_at) / 1000) * 1000;
    const back = backs.reduce((sum, amount) => sum + amount, 0n);
    truth.payments.set(`pay_${one.out_trade_no}`, { wallet, amount: BigInt(one.amount), paidAt, back, backs });
  }
  for (const { out_refund_no: own, out_trade_no: of, amount, state } of ledger.refunds) {
    if (state === "SUCCESS") truth.refunds.set(`ref_${own}`, { payment: `pay_${of}`, amount: BigInt(amount) });
    else truth.refundsUnderWay++;
  }
  for (const { out_request_no: own, state } of ledger.withdrawals ?? [])
    truth.withdrawals.set(`wdr_${own}`, state in ends ? ends[state as keyof typeof ends] : "under_way");
  for (const { merchant, available, pending } of ledger.balances ?? [])
    truth.balances.set(`${wallet} ${merchant}`, BigInt(available) + BigInt(pending));
}
