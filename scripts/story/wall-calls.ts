import type { AgreementStep, AgreementView, VoucherView } from "#agreements";
import type { BillView, MediaAccountView, PayeeView, PayoutView } from "#campaigns";
import type { Wire } from "#http";
import type { AppealView } from "#links";
import type { MoneyJson } from "#money";

type Calls = { get<T>(path: string): Promise<T>; post<T>(path: string, body?: unknown): Promise<T> };
type Data<T> = { data: T[] };
type Bank = { holder: string; bank: string; number: string };
type Said = { paid: boolean; reference: string };
type Flow = { flow: string; kind: string };

/** The calls of the public API about vouchers, appeals, payouts to host apps, and an order's four flows. */
export function wallCalls({ get, post }: Calls) {
  return {
    issueVoucher: (body: {
      marketplace: string;
      agreement: string;
      redeemer: string;
      title: string;
      value: MoneyJson;
      expires_at: string;
      payment: string;
    }) => post<Wire<VoucherView> & { code: string }>("/v1/vouchers", body),
    redeemVoucher: (body: { code: string; till: string; store?: string }) =>
      post<Wire<VoucherView>>("/v1/voucher-redemptions", body),
    refundVoucher: (id: string) => post<Wire<VoucherView>>(`/v1/vouchers/${id}/refund`),
    getVoucher: (id: string) => get<Wire<VoucherView>>(`/v1/vouchers/${id}`),
    renewAgreement: (id: string, ends_at: string) =>
      post<Wire<AgreementView>>(`/v1/agreements/${id}/renew`, { ends_at, why: "story" }),
    stepsOfAgreement: async (id: string) =>
      (await get<Data<Wire<AgreementStep>>>(`/v1/agreements/${id}/steps`)).data.map((one) => one.event),
    appealScreen: (body: { store: string; why: string; pictures: string[]; subject: string }) =>
      post<Wire<AppealView>>("/v1/screen-appeals", body),
    decideAppeal: (id: string, grant: boolean, why: { zh: string; en: string }) =>
      post<Wire<AppealView>>(`/v1/screen-appeals/${id}/decide`, { grant, why }),
    decideBill: (id: string) => post<Wire<BillView>>(`/v1/campaign-bills/${id}/decide`, { approve: true }),
    mediaAccounts: async () => (await get<Data<Wire<MediaAccountView>>>("/v1/media-accounts")).data,
    setMediaPayee: (body: Bank & { wallet_account: string; host: string }) =>
      post<Wire<PayeeView>>("/v1/media-payees", body),
    askPayout: (body: { wallet_account: string; host: string; amount: MoneyJson }) =>
      post<Wire<PayoutView>>("/v1/media-payouts", body),
    confirmPayout: (id: string) => post<Wire<PayoutView>>(`/v1/media-payouts/${id}/confirm`),
    getPayout: (id: string) => get<Wire<PayoutView>>(`/v1/media-payouts/${id}`),
    tellPayout: (id: string, said: Said) => post<Wire<PayoutView>>(`/v1/media-payouts/${id}/outcome`, said),
    confirmTold: (id: string, said: Said) => post<Wire<PayoutView>>(`/v1/media-payouts/${id}/outcome/confirm`, said),
    auditEntries: async (source: string) =>
      (await get<Data<{ source: string; key: string }>>(`/v1/audit/entries?source=${source}&limit=100`)).data,
    tellShipment: (body: { order: string; carrier: string; number: string; state: string; at: string }) =>
      post<unknown>("/v1/shipments", body),
    readFlows: async (order: string) => (await get<{ items: Flow[] }>(`/v1/orders/${order}/flows`)).items,
  };
}
