import type { PayOutcome, StartRequest } from "../protocol.ts";
import { type Judged, judge, newWord, notKnown } from "./outcome.ts";
import { buyerBiz, orderBiz, type Period, productCodes } from "./requests.ts";
import { type Fields, fieldText, type Wire } from "./wire.ts";

/** What opening an order needs besides the wire. */
export type Opening = {
  wire: Wire;
  period: Period;
  /** Decides where an answer says only that the number is taken. */
  look(paymentId: string): Promise<PayOutcome>;
};

/** Opens one payment: a QR by precreate, a jump by page.pay or wap.pay, in_app by create, a native app by app.pay. */
export function startPayment(opening: Opening, request: StartRequest): Promise<PayOutcome> {
  const { method } = request;
  if (method !== "code") return starters[method](opening, request);
  return Promise.resolve({
    kind: "refused",
    code: "method_unsupported",
    says: "A payer's code is charged, not started.",
  });
}

type Starter = (opening: Opening, request: StartRequest) => Promise<PayOutcome>;

const starters: Readonly<Record<Exclude<StartRequest["method"], "code">, Starter>> = {
  async qr(opening, request) {
    const biz = orderBiz(request, productCodes.faceToFace, opening.period);
    const answer = await opening.wire.call("alipay.trade.precreate", biz, { noticeUrl: request.noticeUrl });
    return opened(opening, request.paymentId, judge("start", answer), (fields) => {
      const content = fieldText(fields, "qr_code");
      if (content === "") return null;
      return { kind: "waiting", stage: "offered", action: { kind: "qr", content } };
    });
  },

  /** Nothing is called: the order comes into being when the buyer's browser arrives. */
  async jump({ wire, period }, request) {
    const { noticeUrl, returnUrl } = request;
    const onPhone = request.device === "phone";
    const url = onPhone
      ? await wire.pageUrl(
          "alipay.trade.wap.pay",
          { ...orderBiz(request, productCodes.wap, period), quit_url: returnUrl },
          { noticeUrl, returnUrl },
        )
      : await wire.pageUrl("alipay.trade.page.pay", orderBiz(request, productCodes.page, period), {
          noticeUrl,
          returnUrl,
        });
    return { kind: "waiting", stage: "offered", action: { kind: "jump", url } };
  },

  async in_app(opening, request) {
    const { openid } = request.buyer;
    if (openid === undefined)
      return { kind: "refused", code: "buyer_missing", says: "An in-app payment needs the buyer's open id." };
    const biz = { ...orderBiz(request, productCodes.faceToFace, opening.period), ...buyerBiz(openid) };
    const answer = await opening.wire.call("alipay.trade.create", biz, { noticeUrl: request.noticeUrl });
    return opened(opening, request.paymentId, judge("start", answer), (fields) => {
      const tradeNo = fieldText(fields, "trade_no");
      if (tradeNo === "") return null;
      const action = { kind: "invoke", bridge: "AlipayJSBridge.tradePay", parameters: { tradeNO: tradeNo } } as const;
      return { kind: "waiting", stage: "offered", ref: tradeNo, action };
    });
  },

  async app({ wire, period }, request) {
    const biz = orderBiz(request, productCodes.app, period);
    const order = await wire.orderString("alipay.trade.app.pay", biz, { noticeUrl: request.noticeUrl });
    return { kind: "waiting", stage: "offered", action: { kind: "app", order } };
  },
};

/** From the answer to an opening call to an outcome; `read` finds what the buyer needs, or null. */
async function opened(
  opening: Opening,
  paymentId: string,
  judged: Judged,
  read: (fields: Fields) => PayOutcome | null,
): Promise<PayOutcome> {
  const { verdict, code, says } = judged;
  if (verdict === "ok") return read(judged.fields) ?? newWord("ok to an order, but gave nothing to pay it with");
  if (verdict === "refused") return { kind: "refused", code, says };
  if (verdict === "closed") return { kind: "closed", code };
  if (verdict === "waiting") return { kind: "waiting" };
  if (verdict === "look") return opening.look(paymentId);
  return notKnown(judged);
}
