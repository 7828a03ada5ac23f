import { shanghaiText } from "../time.ts";
import { type Fields, fieldText, isFields } from "../wire.ts";
import type { FakeRoyalty } from "./after-state.ts";
import { balanceOf, heldOf, letGo, move, payeeOf } from "./funds.ts";
import { readYuan } from "./orders.ts";
import { refuse } from "./refusal.ts";
import { refundedOf } from "./state.ts";
import { type Call, findTrade } from "./trades.ts";
import { newNumber, nowMs, yuanText } from "./world.ts";

const requestNumber = /^\w{1,64}$/;

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Settles a sub-merchant's held trade to its own account: the trade's amount less what was refunded, exactly. */
export const settleConfirm: Call = (world, biz) => {
  const outRequestNo = fieldText(biz, "out_request_no");
  if (!requestNumber.test(outRequestNo)) return refuse("INVALID_PARAMETER", "out_request_no");
  const trade = findTrade(world, { trade_no: fieldText(biz, "trade_no") });
  if (!trade) return refuse("TRADE_NOT_EXIST");
  const info = biz["settle_info"];
  const [detail, ...more] = listOf(isFields(info) ? info["settle_detail_infos"] : null);
  const amount = readYuan(detail?.["actual_amount"] ?? detail?.["amount"]);
  if (!detail || more.length > 0 || amount === null) return refuse("INVALID_PARAMETER", "settle_info");
  if (fieldText(detail, "trans_in_type") !== "defaultSettle") return refuse("INVALID_PARAMETER", "trans_in_type");
  const { confirms } = world.state.after;
  const fingerprint = JSON.stringify([trade.tradeNo, amount.toString()]);
  const before = confirms.get(outRequestNo);
  if (before && before.fingerprint !== fingerprint) return refuse("DISCORDANT_REPEAT_REQUEST");
  if (!before) {
    const held = heldOf(world, trade);
    if (held === 0n) return refuse("TRADE_SETTLE_ERROR", "没有待结算的金额");
    if (amount !== trade.total - refundedOf(trade, "asked")) return refuse("INVALID_PARAMETER", "结算金额不符");
    letGo(world, trade);
    confirms.set(outRequestNo, { outRequestNo, tradeNo: trade.tradeNo, fingerprint, amount });
  }
  const fields = { out_request_no: outRequestNo, trade_no: trade.tradeNo, settle_amount: yuanText(amount) };
  return { ok: true, fields };
};

/** A royalty out of the payee's settled money; each part's own result comes later. */
export const orderSettle: Call = (world, biz) => {
  const outRequestNo = fieldText(biz, "out_request_no");
  if (!/^\w{1,32}$/.test(outRequestNo)) return refuse("INVALID_PARAMETER", "out_request_no");
  const trade = findTrade(world, { trade_no: fieldText(biz, "trade_no") });
  if (!trade || trade.paidAt === null) return refuse("TRADE_NOT_EXIST");
  const parts = listOf(biz["royalty_parameters"]);
  if (parts.length === 0) return refuse("INVALID_PARAMETER", "royalty_parameters");
  const fingerprint = JSON.stringify([trade.tradeNo, parts]);
  const { royalties, receivers } = world.state.after;
  const before = royalties.get(outRequestNo);
  if (before && before.fingerprint !== fingerprint) return refuse("DISCORDANT_REPEAT_REQUEST");
  if (before) return { ok: true, fields: { trade_no: trade.tradeNo, settle_no: before.settleNo } };
  const details: FakeRoyalty["details"] = [];
  for (const part of parts) {
    const amount = readYuan(part["amount"]);
    const [transIn, transInType] = [fieldText(part, "trans_in"), fieldText(part, "trans_in_type")];
    if (amount === null || amount <= 0n) return refuse("INVALID_PARAMETER", "amount");
    if (!receivers.has(`${transInType}|${transIn}`)) return refuse("ROYALTY_ACCOUNT_NOT_EXIST", transIn);
    details.push({ detailId: newNumber(world), transIn, transInType, amount, state: "PROCESSING" });
  }
  const merchant = payeeOf(world, trade);
  const sum = details.reduce((total, part) => total + part.amount, 0n);
  const given = [...royalties.values()].filter((one) => one.tradeNo === trade.tradeNo).flatMap((one) => one.details);
  const shared = given.reduce((total, part) => (part.state === "FAIL" ? total : total + part.amount), sum);
  if (heldOf(world, trade) > 0n) return refuse("TRADE_SETTLE_ERROR", "交易尚未确认结算");
  // The agreement's rate; the word is remembered, not verified.
  if (shared > (trade.total * 30n) / 100n) return refuse("ALLOC_AMOUNT_VALIDATE_ERROR");
  if (sum > balanceOf(world, merchant)) return refuse("SELLER_BALANCE_NOT_ENOUGH");
  move(world, merchant, -sum);
  const settleNo = newNumber(world);
  royalties.set(outRequestNo, {
    ...{ outRequestNo, tradeNo: trade.tradeNo, settleNo, merchant, fingerprint, details },
    at: nowMs(world),
  });
  return { ok: true, fields: { trade_no: trade.tradeNo, settle_no: settleNo } };
};

export const orderSettleQuery: Call = (world, biz) => {
  const [settleNo, tradeNo] = [fieldText(biz, "settle_no"), fieldText(biz, "trade_no")];
  const outRequestNo = fieldText(biz, "out_request_no");
  const found = [...world.state.after.royalties.values()].find((one) =>
    settleNo === "" ? one.tradeNo === tradeNo && one.outRequestNo === outRequestNo : one.settleNo === settleNo,
  );
  if (!found) return refuse("TRADE_SETTLE_NOT_EXIST");
  const fields = {
    out_request_no: found.outRequestNo,
    operation_dt: shanghaiText(new Date(found.at)),
    royalty_detail_list: found.details.map((part) => ({
      operation_type: "transfer",
      detail_id: part.detailId,
      execute_dt: shanghaiText(new Date(found.at)),
      trans_out: found.merchant,
      trans_out_type: "userId",
      trans_in: part.transIn,
      trans_in_type: part.transInType,
      amount: yuanText(part.amount),
      state: part.state,
      ...(part.state === "FAIL" ? { error_code: "TRANS_IN_ACCOUNT_ABNORMAL", error_desc: "分账收入方账户异常" } : {}),
    })),
  };
  return { ok: true, fields };
};

const relation =
  (way: "add" | "delete"): Call =>
  (world, biz) => {
    const list = listOf(biz["receiver_list"]);
    if (!/^\w{1,32}$/.test(fieldText(biz, "out_request_no"))) return refuse("INVALID_PARAMETER", "out_request_no");
    if (list.length === 0 || list.length > 20) return refuse("INVALID_PARAMETER", "receiver_list");
    for (const receiver of list) {
      const [type, account] = [fieldText(receiver, "type"), fieldText(receiver, "account")];
      if (!["userId", "loginName", "openId"].includes(type) || account === "")
        return refuse("INVALID_PARAMETER", "receiver_list.type / account");
      if (type === "loginName" && fieldText(receiver, "name") === "") return refuse("INVALID_PARAMETER", "name");
      world.state.after.receivers[way](`${type}|${account}`);
    }
    return { ok: true, fields: { result_code: "SUCCESS" } };
  };

export const relationBind = relation("add");
export const relationUnbind = relation("delete");

/** Page by page, in the order of binding; what a receiver's name and memo were is not kept here. */
export const relationQuery: Call = (world, biz) => {
  if (!/^\w{1,32}$/.test(fieldText(biz, "out_request_no"))) return refuse("INVALID_PARAMETER", "out_request_no");
  const whole = (name: string, absent: number): number => {
    const text = String(biz[name] ?? absent);
    return /^[1-9]\d{0,4}$/.test(text) ? Number.parseInt(text, 10) : 0;
  };
  const [page, size] = [whole("page_num", 1), whole("page_size", 20)];
  if (page === 0 || size === 0 || size > 100) return refuse("INVALID_PARAMETER", "page_num / page_size");
  const all = [...world.state.after.receivers];
  const here = all.slice((page - 1) * size, page * size).map((one) => {
    const [type = "", account = ""] = one.split("|");
    return { type, account, ...(type === "loginName" ? { login_name: account } : {}) };
  });
  const pages = Math.ceil(all.length / size);
  const counts = { current_page_num: page, current_page_size: here.length, total_page_num: pages };
  return {
    ok: true,
    fields: { result_code: "SUCCESS", receiver_list: here, ...counts, total_record_num: all.length },
  };
};
