import type { Tx } from "#db";
import { makeAccountOpener } from "#ledger";
import { confirmAgreement, endAgreement, renewAgreement } from "./change-agreement.ts";
import { listVouchers } from "./list-vouchers.ts";
import { proposeAgreement } from "./propose-agreement.ts";
import {
  agreementsInForce,
  getAgreement,
  listAgreements,
  listPartnerships,
  readInForce,
  stepsOf,
} from "./read-agreements.ts";
import { refundVoucher, vouchersDue } from "./return-voucher.ts";
import { tickAgreements } from "./tick.ts";
import type { AgreementsParts } from "./types.ts";
import { getVoucher, issueVoucher, redeemVoucher } from "./vouchers.ts";

/** The agreements' door. */
export function createAgreements(parts: AgreementsParts) {
  const context = { house: parts, accounts: makeAccountOpener(parts.db) };
  return {
    proposeAgreement: proposeAgreement.bind(null, parts),
    confirmAgreement: confirmAgreement.bind(null, parts),
    renewAgreement: renewAgreement.bind(null, parts),
    endAgreement: endAgreement.bind(null, parts),
    getAgreement: getAgreement.bind(null, parts),
    listAgreements: listAgreements.bind(null, parts),
    stepsOf: stepsOf.bind(null, parts),
    listPartnerships: listPartnerships.bind(null, parts),
    readInForce: readInForce.bind(null, parts),
    issueVoucher: issueVoucher.bind(null, context),
    redeemVoucher: redeemVoucher.bind(null, context),
    getVoucher: getVoucher.bind(null, context),
    listVouchers: listVouchers.bind(null, context),
    refundVoucher: refundVoucher.bind(null, context),
    /** Money of vouchers that is on its way, or whose day has come. */
    vouchersDue: vouchersDue.bind(null, context),
    /** Writes down ends that are near or have come, and raises what hung on them; call it every second or so. */
    tick: tickAgreements.bind(null, parts),
  };
}

export type Agreements = ReturnType<typeof createAgreements>;

/** For the openings, which ask before any agreement's room exists. */
export const inForce: (tx: Tx, marketplace: string, ids: readonly string[], now: Date) => Promise<readonly string[]> =
  agreementsInForce;
