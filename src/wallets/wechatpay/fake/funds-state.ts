import type { Order } from "./state.ts";

/** What the fake keeps of money after the payment. Amounts whole fen, instants milliseconds. */
export type ShareReceiver = {
  type: string;
  account: string;
  amount: number;
  description: string;
  result: "PENDING" | "SUCCESS" | "CLOSED";
  failReason: string | null;
  detailId: string;
};

/** A sharing order, or with `finish` and no receivers the release of all that is held. */
export type FakeShare = {
  merchant: string;
  subMchid: string | null;
  order: string;
  transactionId: string;
  outOrderNo: string;
  orderId: string;
  request: string;
  receivers: ShareReceiver[];
  /** What it lets go to the merchant. */
  released: number;
  createdAt: number;
  dueAt: number;
  finishedAt: number | null;
};

export type FakeReturn = {
  merchant: string;
  subMchid: string | null;
  share: string;
  outReturnNo: string;
  returnId: string;
  request: string;
  account: string;
  amount: number;
  description: string;
  result: "PROCESSING" | "SUCCESS" | "FAILED";
  failReason: string | null;
  createdAt: number;
  dueAt: number;
  finishedAt: number | null;
};

export type FakeWithdrawal = {
  merchant: string;
  outRequestNo: string;
  withdrawId: string;
  request: string;
  amount: number;
  remark: string;
  status: "CREATE_SUCCESS" | "SUCCESS" | "FAIL" | "REFUND";
  reason: string;
  createdAt: number;
  updatedAt: number;
  dueAt: number | null;
};

export type KeptFunds = {
  balances: [string, number][];
  receivers: string[];
  shares: FakeShare[];
  returns: FakeReturn[];
  withdrawals: FakeWithdrawal[];
};

/** Balances of merchants that the wallet keeps accounts for, and what moves them. */
export class Funds {
  /** What a merchant may use, by its number; what is held stands with its order. */
  readonly balances = new Map<string, number>();
  readonly receivers = new Set<string>();
  readonly shares = new Map<string, FakeShare>();
  readonly returns = new Map<string, FakeReturn>();
  readonly withdrawals = new Map<string, FakeWithdrawal>();
  /** Orders of which something is held, oldest payment first; null until somebody looks through all that were kept. */
  holding: Set<Order> | null = null;
  /** Not ended yet. */
  readonly open = new Set<FakeShare | FakeReturn | FakeWithdrawal>();

  balance(merchant: string): number {
    return this.balances.get(merchant) ?? 0;
  }

  move(merchant: string, amount: number): void {
    this.balances.set(merchant, this.balance(merchant) + amount);
  }

  keep(): KeptFunds {
    return {
      balances: [...this.balances],
      receivers: [...this.receivers],
      shares: [...this.shares.values()],
      returns: [...this.returns.values()],
      withdrawals: [...this.withdrawals.values()],
    };
  }

  static of(kept: KeptFunds): Funds {
    const funds = new Funds();
    for (const [merchant, amount] of kept.balances) funds.balances.set(merchant, amount);
    for (const receiver of kept.receivers) funds.receivers.add(receiver);
    for (const share of kept.shares) {
      funds.shares.set(`${share.merchant}|${share.outOrderNo}`, share);
      if (share.finishedAt === null) funds.open.add(share);
    }
    for (const back of kept.returns) {
      funds.returns.set(`${back.merchant}|${back.outReturnNo}`, back);
      if (back.finishedAt === null) funds.open.add(back);
    }
    for (const one of kept.withdrawals) {
      funds.withdrawals.set(`${one.merchant}|${one.outRequestNo}`, one);
      if (one.dueAt !== null) funds.open.add(one);
    }
    return funds;
  }
}
