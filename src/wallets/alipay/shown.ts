import { formFields, makeShower, ownReply, shownBody, splitPath } from "../shown.ts";
import type { ShownBody, ShownCall, WireCall } from "../wire-call.ts";
import { isFields } from "./wire.ts";

/**
 * What may be kept of Alipay's messages. Withheld, because they are on no list: subjects and reasons that people wrote,
 * codes that can be paid (qr_code), where the buyer is sent back to, our own seller's and receivers' numbers.
 */
const publics = [
  ...["method", "app_id", "auth_app_id", "format", "charset", "sign_type", "timestamp", "version", "notify_url"],
  ...["notify_time", "notify_type", "notify_id", "gmt_create", "gmt_close", "gmt_refund", "out_biz_no"],
];
const trade = [
  ...["out_trade_no", "trade_no", "trade_status", "total_amount", "receipt_amount", "buyer_pay_amount"],
  ...["point_amount", "invoice_amount", "product_code", "time_expire", "timeout_express", "scene", "app_id"],
  ...["send_pay_date", "gmt_payment", "out_request_no", "refund_amount", "refund_fee", "refund_status", "fund_change"],
  ...["gmt_refund_pay", "retry_flag", "action", "query_options", "sub_merchant.merchant_id", "issuer.wallet"],
  ...["issuer.trade_no", "settle_info.settle_period_time", "settle_info.settle_detail_infos.trans_in_type"],
  ...["settle_info.settle_detail_infos.amount", "settle_amount", "trade_settle_info.trade_unsettled_amount"],
  ...["out_merge_no", "success", "result_code"],
];
const after = [
  ...["royalty_mode", "royalty_parameters.royalty_type", "royalty_parameters.amount", "settle_no", "operation_dt"],
  ...["royalty_detail_list.operation_type", "royalty_detail_list.amount", "royalty_detail_list.state"],
  ...["royalty_detail_list.detail_id", "royalty_detail_list.execute_dt", "royalty_detail_list.error_code"],
  ...["refund_royalty_parameters.royalty_type", "refund_royalty_parameters.amount", "biz_scene", "out_biz_no"],
  ...["trans_amount", "order_id", "pay_fund_order_id", "status", "error_code", "trans_date", "pay_date"],
  ...["payee_info.identity_type"],
];
const within = (names: readonly string[], place: string) => names.map((name) => `${place}.${name}`);

const list = {
  values: [
    ...[...publics, ...trade, ...within([...trade, ...after], "biz_content")],
    ...within(trade, "biz_content.order_details"),
    ...within([...trade, ...after, "code", "msg", "sub_code"], "$answer"),
    ...within(trade, "$answer.order_detail_results"),
  ],
  words: ["$answer.sub_msg", "$answer.fail_reason"],
  secrets: [
    ...["sign", "app_cert_sn", "alipay_root_cert_sn", "alipay_cert_sn", "auth_code", "qr_code", "pre_order_no"],
  ],
  persons: [
    ...["buyer_id", "buyer_open_id", "buyer_user_id", "buyer_logon_id", "buyer_user_type", "buyer_user_name"],
    ...["fund_bill_list", "payee_info", "identity", "name", "bankcard_ext_info"],
  ],
};
const shownOf = makeShower(list);

/** Query and body of a call make one; an answer's own member, whatever it is called, is shown by one list. */
export function showCall(call: WireCall): ShownCall {
  const { pathname, search } = splitPath(call.path);
  const withheld = new Set<string>();
  const show = (value: unknown) => shownOf(value, withheld);
  const read = (text: string) => readForm({ ...formFields(search.toString()), ...formFields(text) });
  const request = shownBody(call.request, "form", read, show);
  if (call.direction === "in") return { path: pathname, request, withheld, response: ownReply(call) };
  return { path: pathname, request, withheld, response: shownAnswer(call.response?.body ?? null, show) };
}

function readForm(fields: Readonly<Record<string, string>>): unknown {
  const biz = fields["biz_content"];
  if (biz === undefined) return fields;
  return { ...fields, biz_content: JSON.parse(biz) };
}

function shownAnswer(body: Buffer | null, show: (value: unknown) => string): ShownBody {
  const read = (text: string): unknown => {
    const said: unknown = JSON.parse(text);
    if (!isFields(said)) return null;
    const named = ([name, value]: [string, unknown]) => [name.endsWith("_response") ? "$answer" : name, value];
    return Object.fromEntries(Object.entries(said).map(named));
  };
  return shownBody(body, "json", read, show);
}
