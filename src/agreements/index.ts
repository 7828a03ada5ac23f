export { type Agreements, createAgreements, inForce } from "./create-agreements.ts";
export {
  type AgreementStep,
  type AgreementsParts,
  type AgreementView,
  type NewAgreement,
  type NewVoucher,
  type Partnership,
  type Redeem,
  rungs,
  scopes as agreementScopes,
  type VoucherMoney,
  type VoucherView,
} from "./types.ts";
export { voucherChecks } from "./voucher-checks.ts";
export { refundKeyOf, voucherStands } from "./voucher-money.ts";
