import type { Payments } from "#payments";
import type { SettlementRig } from "#settlement/testing";
import { type Agreements, voucherStands } from "../index.ts";

/** A marketplace that sells a café's vouchers. */
export const market = "mkt_test";
const seller = { kind: "person", id: "per_1", marketplace: market, store: null };

/** Payments that ask vouchers before money goes back: what waits for a voucher is paid by it. */
export function payingForVouchers(rig: SettlementRig): Payments {
  const { refunds } = rig.settlement;
  const fund: typeof refunds.fund = async (tx, payment, refund) =>
    (await voucherStands(tx, payment.id, refund.id))
      ? ({ kind: "voucher" } as never)
      : await refunds.fund(tx, payment, refund);
  return rig.boot({ released: { ...refunds, fund } });
}

/** The agreement under which vouchers are sold. */
export async function agreeOnVouchers(room: Pick<Agreements, "proposeAgreement">): Promise<string> {
  const draft = { marketplace: market, title: { zh: "券", en: "Vouchers" }, parties: [market, "mkt_cafe"] };
  const terms = { starts_at: null, ends_at: null, notice_days: 1, two_people: false, why: "x", rung: "links" } as const;
  const made = await room.proposeAgreement(seller, { ...draft, ...terms, scopes: ["offline_fulfilment"] }, null);
  if (!made.ok) throw new Error(made.fault);
  return made.value.id;
}
