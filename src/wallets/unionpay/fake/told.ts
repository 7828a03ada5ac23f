import type { Fields } from "../sign.ts";
import { shanghaiText } from "../time.ts";
import type { FakeOrder, FakeReturn } from "./state.ts";

/** What a query and a notice say of an order. */
export function paidFields(order: FakeOrder): Fields {
  const paid =
    order.paidAt === null
      ? {}
      : { queryId: order.queryId ?? "", payTime: shanghaiText(new Date(order.paidAt)), accNo: order.buyer ?? "" };
  return {
    orderId: order.orderId,
    txnTime: order.txnTime,
    txnAmt: order.amount.toString(),
    currencyCode: "156",
    ...paid,
  };
}

export function returnFields(one: FakeReturn): Fields {
  return {
    txnType: one.kind === "refund" ? "04" : "31",
    ...{ orderId: one.orderId, txnTime: one.txnTime, txnAmt: one.amount.toString(), currencyCode: "156" },
    ...{ queryId: one.queryId, origQryId: one.of, payTime: shanghaiText(new Date(one.at)) },
    ...{ origRespCode: one.result, origRespMsg: one.result === "60" ? "交易失败，详情请咨询您的发卡行" : "" },
  };
}
