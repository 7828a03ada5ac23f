import { fen, toDecimalText } from "#money";
import type { PhoneDecision, PhoneView } from "../../fake-protocol.ts";
import type { Words } from "../../protocol.ts";
import type { Context } from "./context.ts";
import { takeTransfer } from "./transfers.ts";
import type { FakeTransfer } from "./transfers-state.ts";

/** What the phone shows of money that is on its way to its user, and the user's decision. */
const words: Readonly<Record<FakeTransfer["state"], [PhoneView["state"], Words]>> = {
  WAIT_USER_CONFIRM: ["confirm", { zh: "商家向你转账，请确认收款", en: "A merchant sends you money: take it" }],
  SUCCESS: ["paid", { zh: "已收款", en: "The money is yours" }],
  CANCELING: ["closed", { zh: "商家正在撤销这笔转账", en: "The merchant is calling this transfer back" }],
  CANCELLED: ["closed", { zh: "商家已撤销这笔转账", en: "The merchant called this transfer back" }],
  FAIL: ["expired", { zh: "超过时间未确认，转账已退回", en: "Nobody took it in time: it went back" }],
};
const left: Words = { zh: "暂未收款", en: "Not taken yet" };

export function transferView(one: FakeTransfer): PhoneView {
  const [state, says] = words[one.state];
  return {
    ...{ ok: state === "confirm", state, says, payee: one.openid, title: one.remark, currency: "CNY" },
    ...{ amount: toDecimalText(fen(BigInt(one.amount))), out_trade_no: one.outBillNo, transaction_id: one.billNo },
  };
}

/** Only taking it decides; whoever turns away may come back. */
export function actOnTransfer(context: Context, one: FakeTransfer, decision: PhoneDecision): PhoneView {
  if (one.state !== "WAIT_USER_CONFIRM") return transferView(one);
  if (decision !== "pay") return { ...transferView(one), state: "cancelled", says: left };
  takeTransfer(context, one);
  return { ...transferView(one), ok: true };
}
