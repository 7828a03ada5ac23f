import { toDecimalText } from "#money";
import type { AcceptRequest, CombinedPart, CombinedStartRequest, StartRequest } from "../protocol.ts";
import { shanghaiText } from "./time.ts";
import type { Fields } from "./wire.ts";

/** biz_content of each call. Field names: the public Java models of 2024 (v2/src/main/java/com/alipay/api/domain). */

/** Product codes of page, wap and app pay: as Alipay's quick starts word them. */
export const productCodes = {
  page: "FAST_INSTANT_TRADE_PAY",
  wap: "QUICK_WAP_WAY",
  app: "QUICK_MSECURITY_PAY",
  faceToFace: "FACE_TO_FACE_PAYMENT",
} as const;

export type ProductCode = (typeof productCodes)[keyof typeof productCodes];

/** How long a sub-merchant's money is held at most, until it is confirmed; null: it is settled at once. */
export type Period = string | null;

/** Alipay's models forbid `/`, `=`, `&` in a subject; it may have 256 characters. */
function subjectText(title: string): string {
  const clean = title.replaceAll(/[/=&\p{Cc}]/gu, " ").trim();
  return [...(clean || "-")].slice(0, 128).join("");
}

export function orderBiz(request: StartRequest, product: ProductCode, period: Period): Fields {
  return {
    out_trade_no: request.paymentId,
    total_amount: toDecimalText(request.amount),
    subject: subjectText(request.title),
    product_code: product,
    time_expire: shanghaiText(request.expiresAt),
    ...subMerchantBiz(request.subMerchant, toDecimalText(request.amount), period),
  };
}

/** What another wallet's user paid: fields of our own beside an order's. */
export function acceptBiz(request: AcceptRequest, period: Period): Fields {
  const { paymentId, amount, title, subMerchant, issuer, issuerRef } = request;
  return {
    ...{ out_trade_no: paymentId, total_amount: toDecimalText(amount), subject: subjectText(title) },
    issuer: { wallet: issuer, trade_no: issuerRef },
    ...subMerchantBiz(subMerchant, toDecimalText(amount), period),
  };
}

/** create wants the buyer: a 2088… user number or, for newer apps, an open id. */
export function buyerBiz(openid: string): Fields {
  return /^2088\d{12}$/.test(openid) ? { buyer_id: openid } : { buyer_open_id: openid };
}

/** Direct-pay-through (直付通): the sub-merchant takes the money, settled by its own default. */
function subMerchantBiz(subMerchant: string | undefined, amount: string, period: Period): Fields {
  if (subMerchant === undefined) return {};
  const settle_detail_infos = [{ trans_in_type: "defaultSettle", amount }];
  return {
    sub_merchant: { merchant_id: subMerchant },
    settle_info: { settle_detail_infos, ...(period === null ? {} : { settle_period_time: period }) },
  };
}

function detail({ appId, period }: Seller, part: CombinedPart, product: ProductCode): Fields {
  return {
    app_id: appId,
    out_trade_no: part.paymentId,
    product_code: product,
    total_amount: toDecimalText(part.amount),
    subject: subjectText(part.title),
    ...subMerchantBiz(part.subMerchant, toDecimalText(part.amount), period),
  };
}

export type Seller = { appId: string; period: Period };

function details(seller: Seller, request: CombinedStartRequest, product: ProductCode): Fields {
  // out_merge_no makes the parts succeed or fail together.
  return {
    out_merge_no: request.combinedId,
    order_details: request.parts.map((part) => detail(seller, part, product)),
  };
}

/** merge.precreate: the order that wap.merge.pay and app.merge.pay then name. */
export function mergeBiz(seller: Seller, request: CombinedStartRequest, product: ProductCode): Fields {
  return { ...details(seller, request, product), time_expire: shanghaiText(request.expiresAt) };
}

/** page.merge.pay carries the order itself and knows only a relative time, in whole minutes from 1 on. */
export function mergePageBiz(seller: Seller, request: CombinedStartRequest, now: Date): Fields {
  const minutes = Math.floor((request.expiresAt.getTime() - now.getTime()) / 60_000);
  return { ...details(seller, request, productCodes.page), timeout_express: `${Math.max(1, minutes)}m` };
}
