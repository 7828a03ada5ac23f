import type { RawRequest } from "../../protocol.ts";
import { acceptPath } from "../acquiring.ts";
import { seal } from "../sign.ts";
import { wireTime } from "../time.ts";
import { applyAbnormal } from "./abnormal-refunds.ts";
import { acceptOrder } from "./acceptance.ts";
import { afterRoutes } from "./after-routes.ts";
import { type Result, WireFault } from "./answer.ts";
import { applymentRoutes } from "./applyment-routes.ts";
import { download, fundFlowBill, tradeBill } from "./bills.ts";
import { codepayRoutes } from "./codepay.ts";
import { closeCombined, combinedView, createCombined, findCombined } from "./combine.ts";
import { type Context, letters } from "./context.ts";
import { ecommerceRefundRoutes } from "./ecommerce-refunds.ts";
import { readBody } from "./gate.ts";
import { asTold, closeOrder, createOrder, findOrder, orderView, text } from "./orders.ts";
import { createRefund, findRefund, refundView } from "./refunds.ts";
import { type Call, ok, type Route } from "./route.ts";
import type { TradePath } from "./state.ts";
import { transferRoutes } from "./transfers.ts";

const routes: readonly Route[] = [
  {
    method: "POST",
    at: /^\/v3\/pay\/(partner\/)?transactions\/(native|jsapi|app|h5)$/,
    run: ({ context, path, caught, body }) =>
      createOrder(context, path, caught[1] as TradePath, caught[0] !== "", body()),
  },
  {
    method: "GET",
    at: /^\/v3\/pay\/(partner\/)?transactions\/(id|out-trade-no)\/([^/]+)$/,
    run: ({ context, caught, query }) => {
      const partner = caught[0] !== "";
      const whose = { partner, mchid: query.get(partner ? "sp_mchid" : "mchid"), subMchid: query.get("sub_mchid") };
      return ok(
        orderView(asTold(context, findOrder(context, whose, caught[1] as "id" | "out-trade-no", caught[2] ?? ""))),
      );
    },
  },
  {
    method: "POST",
    at: /^\/v3\/pay\/(partner\/)?transactions\/out-trade-no\/([^/]+)\/close$/,
    run: ({ context, caught, body }) => {
      const partner = caught[0] !== "";
      const given = body();
      const whose = { partner, mchid: text(given, partner ? "sp_mchid" : "mchid"), subMchid: text(given, "sub_mchid") };
      return closeOrder(context, findOrder(context, whose, "out-trade-no", caught[1] ?? ""));
    },
  },
  {
    method: "POST",
    at: /^\/v3\/combine-transactions\/(native|jsapi|app|h5|miniprogram)$/,
    run: ({ context, path, caught, body }) => {
      const way = caught[0] === "miniprogram" ? "jsapi" : (caught[0] as TradePath);
      return createCombined(context, path, way, body());
    },
  },
  {
    method: "GET",
    at: /^\/v3\/combine-transactions\/out-trade-no\/([^/]+)$/,
    run: ({ context, caught }) => ok(combinedView(context, findCombined(context, caught[0] ?? ""))),
  },
  {
    method: "POST",
    at: /^\/v3\/combine-transactions\/out-trade-no\/([^/]+)\/close$/,
    run: ({ context, caught, body }) => closeCombined(context, findCombined(context, caught[0] ?? ""), body()),
  },
  {
    method: "POST",
    at: /^\/v3\/refund\/domestic\/refunds$/,
    run: ({ context, body }) => createRefund(context, body()),
  },
  {
    method: "GET",
    at: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
    run: ({ context, caught, query }) => {
      const refund = findRefund(context, caught[0] ?? "", query.get("sub_mchid"));
      return ok(refundView(context, refund));
    },
  },
  {
    method: "POST",
    at: /^\/v3\/(?:refund\/domestic|ecommerce)\/refunds\/([^/]+)\/apply-abnormal-refund$/,
    run: ({ context, caught, body, request }) =>
      applyAbnormal(context, caught[0] ?? "", body(), request.headers["wechatpay-serial"]),
  },
  { method: "POST", at: new RegExp(`^${acceptPath}$`), run: ({ context, body }) => acceptOrder(context, body()) },
  { method: "GET", at: /^\/v3\/certificates$/, run: ({ context }) => certificates(context) },
  {
    method: "GET",
    at: /^\/v3\/bill\/tradebill$/,
    run: ({ context, query, tokens }) => tradeBill(context, query, tokens),
  },
  {
    method: "GET",
    at: /^\/v3\/bill\/fundflowbill$/,
    run: ({ context, query, tokens }) => fundFlowBill(context, query, tokens),
  },
  ...codepayRoutes,
  ...afterRoutes,
  ...applymentRoutes,
  ...ecommerceRefundRoutes,
  ...transferRoutes,
  { method: "GET", at: /^\/v3\/billdownload\/file$/, run: ({ query, tokens }) => download(query, tokens) },
];

export function route(context: Context, request: RawRequest, tokens: Call["tokens"]): Result {
  const mark = request.path.indexOf("?");
  const path = mark < 0 ? request.path : request.path.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? "" : request.path.slice(mark + 1));
  const here = routes.filter(({ at }) => at.test(path));
  for (const { method, at, run } of here) {
    const found = method === request.method ? at.exec(path) : null;
    if (!found) continue;
    const caught = found.slice(1).map((part: string | undefined) => decoded(part ?? ""));
    return run({ context, path, caught, query, body: () => readBody(request), request, tokens });
  }
  // Both codes are remembered, not verified.
  if (here.length > 0) throw new WireFault(405, "METHOD_NOT_ALLOWED", `请使用 ${here[0]?.method}`, 268_435_474);
  throw new WireFault(404, "NOT_FOUND", `没有这个接口：${request.method} ${path}`, 268_435_473);
}

/** SDKs encode a space as %20 or as +, or not at all. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    return part;
  }
}

function certificates(context: Context): Result {
  const data = context.credentials.platform.map((one) => ({
    serial_no: one.serial_no,
    effective_time: wireTime(new Date(context.outside.now().getTime() - 86_400_000)),
    expire_time: wireTime(new Date(context.outside.now().getTime() + 365 * 86_400_000)),
    encrypt_certificate: {
      algorithm: "AEAD_AES_256_GCM",
      ...seal(context.keys.apiv3, one.pem, letters(context, 12), "certificate"),
    },
  }));
  return ok({ data });
}
