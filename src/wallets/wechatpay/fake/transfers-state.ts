/** A transfer to a user. Amounts whole fen, instants milliseconds. */
export type FakeTransfer = {
  outBillNo: string;
  billNo: string;
  /** What the mini program hands to the phone. */
  packageInfo: string;
  request: string;
  openid: string;
  userName: string | null;
  amount: number;
  remark: string;
  notifyUrl: string | null;
  state: "WAIT_USER_CONFIRM" | "CANCELING" | "SUCCESS" | "FAIL" | "CANCELLED";
  failReason: string | null;
  createdAt: number;
  updatedAt: number;
  /** When it ends by itself; null once it has ended. */
  dueAt: number | null;
  signer?: string | undefined;
};

export class Transfers {
  readonly byOwnNo = new Map<string, FakeTransfer>();
  readonly byPackage = new Map<string, FakeTransfer>();
  readonly open = new Set<FakeTransfer>();

  add(one: FakeTransfer): void {
    this.byOwnNo.set(one.outBillNo, one);
    this.byPackage.set(one.packageInfo, one);
    if (one.dueAt !== null) this.open.add(one);
  }

  static of(kept: readonly FakeTransfer[] | undefined): Transfers {
    const transfers = new Transfers();
    for (const one of kept ?? []) transfers.add(one);
    return transfers;
  }
}
