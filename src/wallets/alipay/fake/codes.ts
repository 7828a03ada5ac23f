import { type Fields, fieldText, isFields } from "../wire.ts";
import { checkParameters, parseFields } from "./check.ts";
import { readPairs } from "./form.ts";
import { partsOf, placeMerge } from "./merge.ts";
import { type Addresses, isRefusal, placeOrder } from "./orders.ts";
import { gatewayRefusal, type Refusal, refuse } from "./refusal.ts";
import type { FakeMerge, FakeTrade } from "./state.ts";
import { endIfOver } from "./trades.ts";
import type { World } from "./world.ts";

/** The order behind whatever Alipay's app scans or opens. */
export type Opened =
  | {
      kind: "order";
      trades: readonly FakeTrade[];
      /** What the merchant calls it: a part's number, or the combined order's. */
      number: string;
      method: string;
      returnUrl: string | null;
    }
  | { kind: "refused"; refusal: Refusal };

type PlaceOrder = (world: World, biz: Fields, addresses: Addresses) => FakeTrade | FakeMerge | Refusal;

const single =
  (product: FakeTrade["product"]): PlaceOrder =>
  (world, biz, addresses) =>
    repeatedVisit(world, biz) ?? placeOrder(world, biz, product, addresses);

/** A page that is loaded again after paying shows the paid order, rather than a complaint about its number. */
function repeatedVisit(world: World, biz: Fields): FakeTrade | null {
  const before = world.state.trades.get(fieldText(biz, "out_trade_no"));
  return before && before.state !== "NOT_OPENED" && before.state !== "WAIT_BUYER_PAY" ? before : null;
}

const preOrdered: PlaceOrder = (world, biz) =>
  world.state.merges.get(fieldText(biz, "pre_order_no")) ?? refuse("INVALID_PARAMETER", "pre_order_no");

/** Signed orders that a browser or Alipay's app opens: nothing was called before. */
const pageMethods: Readonly<Record<string, PlaceOrder>> = {
  "alipay.trade.page.pay": single("page"),
  "alipay.trade.wap.pay": single("wap"),
  "alipay.trade.app.pay": single("app"),
  // The public model of page.merge.pay carries the order itself; one made before is taken as well.
  "alipay.trade.page.merge.pay": (world, biz, addresses) =>
    fieldText(biz, "pre_order_no") === "" ? placeMerge(world, biz, addresses) : preOrdered(world, biz, addresses),
  "alipay.trade.wap.merge.pay": preOrdered,
  "alipay.trade.app.merge.pay": preOrdered,
};

export function isPageMethod(method: string): boolean {
  return Object.hasOwn(pageMethods, method);
}

/**
 * Takes a QR's content, a full pay address, an app's order string, a trade number, or the parameters of
 * AlipayJSBridge.tradePay as JSON. The signature of what is signed is checked.
 */
export function openCode(world: World, code: string): Opened {
  const trimmed = code.trim();
  const byNumber = world.state.byQrCode.get(trimmed) ?? world.state.byTradeNo.get(tradeNumberIn(trimmed));
  if (byNumber) return ordered(world, [byNumber], byNumber.outTradeNo, "alipay.trade.precreate", byNumber.returnUrl);
  const query = trimmed.slice(/^[a-z]+:/i.test(trimmed) ? trimmed.indexOf("?") + 1 : 0);
  const parameters = readPairs(query);
  // alipays://platformapi/startapp?saId=10000007&qrcode=… carries a QR's content.
  const inner = parameters["qrcode"];
  if (inner !== undefined && world.state.byQrCode.has(inner)) return openCode(world, inner);
  const place = isPageMethod(parameters["method"] ?? "") ? pageMethods[parameters["method"] ?? ""] : undefined;
  if (!place) return { kind: "refused", refusal: refuse("TRADE_NOT_EXIST") };
  const checked = checkParameters(world, parameters);
  if (!checked.ok) return { kind: "refused", refusal: checked };
  if (Object.keys(checked.biz).length === 0)
    return { kind: "refused", refusal: gatewayRefusal("isv.missing-biz-content") };
  const placed = place(world, checked.biz, { noticeUrl: checked.noticeUrl, returnUrl: checked.returnUrl });
  if ("preOrderNo" in placed)
    return ordered(world, partsOf(world, placed), placed.outMergeNo, checked.method, checked.returnUrl);
  if (isRefusal(placed)) return { kind: "refused", refusal: placed };
  return ordered(world, [placed], placed.outTradeNo, checked.method, checked.returnUrl);
}

function ordered(
  world: World,
  trades: readonly FakeTrade[],
  number: string,
  method: string,
  returnUrl: string | null,
): Opened {
  for (const trade of trades) endIfOver(world, trade);
  return { kind: "order", trades, number, method, returnUrl };
}

function tradeNumberIn(code: string): string {
  if (!code.startsWith("{")) return code;
  const fields = parseFields(code);
  return isFields(fields) ? fieldText(fields, "tradeNO") || fieldText(fields, "trade_no") : "";
}
