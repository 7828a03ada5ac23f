import { ok, type Route } from "./route.ts";
import { createShare, type Form, findShare, finishShares, orderOf, shareView } from "./sharing.ts";
import { createReturn, findReturn, moveReceiver, returnView } from "./sharing-returns.ts";
import { balanceView, createWithdrawal, findWithdrawal, withdrawalView } from "./withdrawals.ts";

const formOf = (caught: string[]): Form => (caught[0] === "" ? "partner" : "ecommerce");

const sharing: readonly Route[] = [
  {
    method: "POST",
    at: /^\/v3\/(ecommerce\/)?profitsharing\/orders$/,
    run: ({ context, caught, body }) => createShare(context, formOf(caught), body()),
  },
  {
    method: "GET",
    at: /^\/v3\/profitsharing\/orders\/([^/]+)$/,
    run: ({ context, caught, query }) => ok(shareView("partner", findShare(context, query, caught[0] ?? ""))),
  },
  {
    method: "GET",
    at: /^\/v3\/ecommerce\/profitsharing\/orders$/,
    run: ({ context, query }) => ok(shareView("ecommerce", findShare(context, query, query.get("out_order_no") ?? ""))),
  },
  {
    method: "POST",
    at: /^\/v3\/profitsharing\/orders\/unfreeze$/,
    run: ({ context, body }) => finishShares(context, "partner", body()),
  },
  {
    method: "POST",
    at: /^\/v3\/ecommerce\/profitsharing\/finish-order$/,
    run: ({ context, body }) => finishShares(context, "ecommerce", body()),
  },
  {
    method: "GET",
    at: /^\/v3\/(?:profitsharing\/transactions|ecommerce\/profitsharing\/orders)\/([^/]+)\/amounts$/,
    run: ({ context, caught }) => {
      const order = orderOf(context, caught[0] ?? "", null);
      return ok({ transaction_id: order.transactionId, unsplit_amount: order.held ?? 0 });
    },
  },
  {
    method: "POST",
    at: /^\/v3\/(ecommerce\/)?profitsharing\/receivers\/(add|delete)$/,
    run: ({ context, caught, body }) =>
      moveReceiver(context, formOf(caught), caught[1] === "add" ? "add" : "delete", body()),
  },
  {
    method: "POST",
    at: /^\/v3\/profitsharing\/return-orders$/,
    run: ({ context, body }) => createReturn(context, "partner", body()),
  },
  {
    method: "GET",
    at: /^\/v3\/profitsharing\/return-orders\/([^/]+)$/,
    run: ({ context, caught, query }) =>
      ok(returnView(context, "partner", findReturn(context, query, caught[0] ?? ""))),
  },
  {
    method: "POST",
    at: /^\/v3\/ecommerce\/profitsharing\/returnorders$/,
    run: ({ context, body }) => createReturn(context, "ecommerce", body()),
  },
  {
    method: "GET",
    at: /^\/v3\/ecommerce\/profitsharing\/returnorders$/,
    run: ({ context, query }) =>
      ok(returnView(context, "ecommerce", findReturn(context, query, query.get("out_return_no") ?? ""))),
  },
];

const withdrawing: readonly Route[] = [
  {
    method: "POST",
    at: /^\/v3\/ecommerce\/fund\/withdraw$/,
    run: ({ context, body }) => createWithdrawal(context, body()),
  },
  {
    method: "GET",
    at: /^\/v3\/ecommerce\/fund\/withdraw\/out-request-no\/([^/]+)$/,
    run: ({ context, caught, query }) =>
      ok(withdrawalView(context, findWithdrawal(context, query.get("sub_mchid"), "out", caught[0] ?? ""))),
  },
  {
    method: "GET",
    at: /^\/v3\/ecommerce\/fund\/withdraw\/([^/]+)$/,
    run: ({ context, caught, query }) =>
      ok(withdrawalView(context, findWithdrawal(context, query.get("sub_mchid"), "id", caught[0] ?? ""))),
  },
  {
    method: "GET",
    at: /^\/v3\/ecommerce\/fund\/balance\/([^/]+)$/,
    run: ({ context, caught }) => ok(balanceView(context, caught[0] ?? "")),
  },
];

/** The calls after the payment. */
export const afterRoutes: readonly Route[] = [...sharing, ...withdrawing];
