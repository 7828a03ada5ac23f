import { refundKeyOf, type VoucherMoney, voucherStands } from "#agreements";
import type { Directory } from "#directory";
import type { Payments, ReleasedRefunds } from "#payments";
import type { Settlement } from "#settlement";
import type { Wallet } from "#wallets/protocol";

type Rooms = {
  directory: Pick<Directory, "snapshot">;
  settlement: Pick<Settlement, "hold">;
  payments: Pick<Payments, "createRefund" | "countAlone">;
  wallet(account: string): Promise<Pick<Wallet, "release"> | null>;
  alarm: VoucherMoney["alarm"];
};

/** What vouchers need of the rooms that hold money; those are made after them, and asked for when they are needed. */
export function voucherMoney(rooms: () => Rooms): VoucherMoney {
  return {
    liesApart: (store, account) => rooms().directory.snapshot.subMerchantAt(store, account) !== null,
    walletHolds: async (account) => (await rooms().wallet(account))?.release !== undefined,
    hold: (tx, order, holder, at) => rooms().settlement.hold(tx, order, holder, at),
    mayReturn: (tx, caller, asked) => rooms().payments.countAlone(tx, caller, asked),
    async refund({ voucher, attempt, marketplace, payment, amount }) {
      const caller = { kind: "house", id: "vouchers", marketplace, store: null };
      const key = refundKeyOf(voucher, attempt);
      const made = await rooms().payments.createRefund(caller, { payment, amount, reason: `voucher ${voucher}` }, key);
      return made.ok
        ? { ok: true, refund: made.value.id }
        : { ok: false, fault: made.fault, left: leftOf(made.detail) };
    },
    alarm: (what, about) => rooms().alarm(what, about),
  };
}

/** What a refund that asked for too much could still have had. */
export function leftOf(detail: Readonly<Record<string, unknown>> | undefined): bigint | null {
  const left = detail?.["left"] as { minor: string } | undefined;
  return left === undefined ? null : BigInt(left.minor);
}

/** An order's money that a voucher stands for is refunded by way of the voucher alone. */
export function withVouchers(refunds: ReleasedRefunds): ReleasedRefunds {
  return {
    ...refunds,
    fund: async (tx, payment, refund) =>
      (await voucherStands(tx, payment.id, refund.id)) ? { kind: "voucher" } : await refunds.fund(tx, payment, refund),
  };
}
