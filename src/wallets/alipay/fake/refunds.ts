import { shanghaiText } from "../time.ts";
import { type Fields, fieldText, isFields } from "../wire.ts";
import { move, payeeOf, takeForRefund } from "./funds.ts";
import { tellAboutTrade } from "./notices.ts";
import { readYuan } from "./orders.ts";
import { type Refusal, type Result, refuse } from "./refusal.ts";
import { type FakeRefund, type FakeTrade, refundedOf } from "./state.ts";
import { buyerOf, type Call, endTrade, findTrade, numbersOf } from "./trades.ts";
import { nowMs, type World, yuanText } from "./world.ts";

export const refund: Call = (world, biz) => {
  const amount = readYuan(biz["refund_amount"]);
  if (amount === null || amount <= 0n) return refuse("INVALID_PARAMETER", "refund_amount");
  const trade = findTrade(world, biz);
  if (!trade) return refuse("TRADE_NOT_EXIST");
  // Without a number of its own a refund is a whole one and bears the order's.
  const outRequestNo = fieldText(biz, "out_request_no") || trade.outTradeNo;
  const before = trade.refunds.find((one) => one.outRequestNo === outRequestNo);
  if (before && before.amount !== amount) return refuse("DISCORDANT_REPEAT_REQUEST", "退款金额不一致");
  if (before) return { ok: true, fields: refundFields(trade, before, false) };
  const wrong = refusedRefund(world, trade, amount, fieldText(biz, "out_request_no") === "");
  if (wrong) return wrong;
  const royalties = royaltiesIn(world, trade, amount, biz["refund_royalty_parameters"]);
  if (!Array.isArray(royalties)) return royalties;
  moveRoyalties(world, trade, royalties, 1n);
  const short = takeForRefund(world, trade, amount);
  if (short) moveRoyalties(world, trade, royalties, -1n);
  if (short) return short;
  const made = makeRefund(world, trade, outRequestNo, amount, fieldText(biz, "refund_reason"));
  if (royalties.length > 0) made.royalties = royalties;
  return { ok: true, fields: refundFields(trade, made, made.done) };
};

type Back = { transOut: string; amount: bigint };

/** Royalties that go back with a refund: no more than the receiver still has of this trade. */
function royaltiesIn(world: World, trade: FakeTrade, refunded: bigint, given: unknown): Back[] | Refusal {
  const parts = Array.isArray(given) ? given.filter(isFields) : [];
  const got = [...world.state.after.royalties.values()]
    .filter((one) => one.tradeNo === trade.tradeNo)
    .flatMap((one) => one.details.filter((part) => part.state === "SUCCESS"));
  const back: Back[] = [];
  for (const part of parts) {
    const [transOut, transOutType] = [fieldText(part, "trans_out"), fieldText(part, "trans_out_type")];
    const amount = readYuan(part["amount"]);
    if (fieldText(part, "royalty_type") !== "transfer" || amount === null || amount <= 0n)
      return refuse("INVALID_PARAMETER", "refund_royalty_parameters");
    const of = (one: { transIn: string; transInType: string }) =>
      one.transIn === transOut && one.transInType === transOutType;
    const before = [...trade.refunds.flatMap((one) => one.royalties ?? []), ...back];
    const left =
      got.filter(of).reduce((sum, one) => sum + one.amount, 0n) -
      before.filter((one) => one.transOut === transOut).reduce((sum, one) => sum + one.amount, 0n);
    if (amount > left) return refuse("INVALID_PARAMETER", "退分账金额超过可退金额");
    back.push({ transOut, amount });
  }
  if (back.reduce((sum, one) => sum + one.amount, 0n) > refunded)
    return refuse("INVALID_PARAMETER", "退分账金额超过退款金额");
  return back;
}

function moveRoyalties(world: World, trade: FakeTrade, back: readonly Back[], sign: 1n | -1n): void {
  for (const { transOut, amount } of back) {
    move(world, transOut, -sign * amount);
    move(world, payeeOf(world, trade), sign * amount);
  }
}

function refusedRefund(world: World, trade: FakeTrade, amount: bigint, unnumbered: boolean): Refusal | null {
  if (trade.state === "WAIT_BUYER_PAY") return refuse("TRADE_STATUS_ERROR", "交易未付款");
  if (trade.state === "TRADE_FINISHED") return refuse("TRADE_HAS_FINISHED");
  if (trade.state === "TRADE_CLOSED") return refuse("TRADE_HAS_CLOSE");
  if (amount > trade.total) return refuse("REASON_TRADE_REFUND_FEE_ERR");
  if (refundedOf(trade, "asked") + amount > trade.total) return refuse("REFUND_AMT_NOT_EQUAL_TOTAL");
  if (unnumbered && amount !== trade.total) return refuse("REFUND_AMT_NOT_EQUAL_TOTAL", "部分退款须传 out_request_no");
  // Alipay's refunds do not end as abnormal by themselves: the knob stands in with a closed buyer's account.
  return world.knobs.refund_abnormal ? refuse("CUSTOMER_VALIDATE_ERROR") : null;
}

function makeRefund(world: World, trade: FakeTrade, outRequestNo: string, amount: bigint, reason: string): FakeRefund {
  const made: FakeRefund = { outRequestNo, amount, reason, at: nowMs(world), done: false };
  trade.refunds.push(made);
  if (!world.knobs.refund_stuck) finishRefund(world, trade, made);
  return made;
}

function finishRefund(world: World, trade: FakeTrade, made: FakeRefund): void {
  made.done = true;
  made.at = nowMs(world);
  const refunded = refundedOf(trade, "done");
  if (refunded === trade.total) {
    trade.state = "TRADE_CLOSED";
    trade.closedAt = made.at;
  }
  // That refunds are told at all, and in which fields, is remembered, not verified.
  tellAboutTrade(world, trade, {
    out_biz_no: made.outRequestNo,
    gmt_refund: `${shanghaiText(new Date(made.at))}.000`,
    refund_fee: yuanText(refunded),
    ...(refunded === trade.total ? { gmt_close: shanghaiText(new Date(made.at)) } : {}),
  });
}

/** The knob refund_stuck is cleared: what stuck goes through. */
export function finishStuck(world: World): void {
  for (const trade of world.state.trades.values())
    for (const made of trade.refunds) if (!made.done) finishRefund(world, trade, made);
}

function refundFields(trade: FakeTrade, made: FakeRefund, moved: boolean): Fields {
  const fields: Fields = {
    ...numbersOf(trade),
    ...buyerOf(trade),
    fund_change: moved ? "Y" : "N",
    refund_fee: yuanText(refundedOf(trade, "done")),
  };
  return made.done ? { ...fields, gmt_refund_pay: shanghaiText(new Date(made.at)) } : fields;
}

/** Code 10000 even where nothing is known: then without any word of a refund. */
export const refundQuery: Call = (world, biz): Result => {
  const outRequestNo = fieldText(biz, "out_request_no");
  if (outRequestNo === "") return refuse("INVALID_PARAMETER", "out_request_no");
  const trade = findTrade(world, biz);
  if (!trade) return refuse("TRADE_NOT_EXIST");
  const made = trade.refunds.find((one) => one.outRequestNo === outRequestNo);
  if (!made) return { ok: true, fields: {} };
  const fields: Fields = {
    ...numbersOf(trade),
    out_request_no: outRequestNo,
    total_amount: yuanText(trade.total),
    refund_amount: yuanText(made.amount),
    ...(made.reason === "" ? {} : { refund_reason: made.reason }),
  };
  if (!made.done) return { ok: true, fields };
  const options = biz["query_options"];
  const timed = Array.isArray(options) && options.includes("gmt_refund_pay");
  const time = timed ? { gmt_refund_pay: shanghaiText(new Date(made.at)) } : {};
  return { ok: true, fields: { ...fields, refund_status: "REFUND_SUCCESS", ...time } };
};

/** Closes an unpaid trade, sends a paid one's money back; a QR that nobody scanned is not there and stays payable. */
export const cancel: Call = (world, biz) => {
  const trade = findTrade(world, biz);
  const outTradeNo = fieldText(biz, "out_trade_no");
  if (!trade) return { ok: true, fields: { out_trade_no: outTradeNo, retry_flag: "N" } };
  if (trade.state === "TRADE_FINISHED") return refuse("TRADE_HAS_FINISHED");
  const wasPaid = trade.paidAt !== null;
  if (trade.state === "WAIT_BUYER_PAY") endTrade(world, trade, nowMs(world));
  const left = trade.total - refundedOf(trade, "asked");
  const short = trade.state === "TRADE_SUCCESS" && left > 0n ? takeForRefund(world, trade, left) : null;
  if (short) return short;
  if (trade.state === "TRADE_SUCCESS" && left > 0n) makeRefund(world, trade, `${trade.outTradeNo}_cancel`, left, "");
  return { ok: true, fields: { ...numbersOf(trade), retry_flag: "N", action: wasPaid ? "refund" : "close" } };
};
