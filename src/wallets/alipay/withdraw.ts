import { toDecimalText } from "#money";
import type { WithdrawalOutcome, WithdrawalRequest, WithdrawalWallet } from "../protocol.ts";
import { said, stray, yuanAt } from "./after-words.ts";
import { type Fields, fieldText, type Wire } from "./wire.ts";

/** Product and scene: named by the public models of transfer and query. */
const product = { product_code: "TRANS_BANKCARD_NO_PWD", biz_scene: "DIRECT_TRANSFER" } as const;

/** Of a transfer. REFUND: the bank sent it back, even after SUCCESS. */
const states = {
  SUCCESS: "paid",
  DEALING: "processing",
  WAIT_PAY: "processing",
  FAIL: "refused",
  REFUND: "refused",
  CLOSED: "refused",
} as const satisfies Record<string, WithdrawalOutcome["kind"]>;

/**
 * alipay.fund.trans.uni.transfer from this account to a bank card. A sub-merchant's money is not here: Alipay settles
 * it to the sub-merchant's own account, who withdraws it there.
 */
export function makeWithdrawals(wire: Wire): WithdrawalWallet {
  return { toAnyCard: true, send: (request) => send(wire, request), ask: (request) => ask(wire, request) };
}

async function send(wire: Wire, request: WithdrawalRequest): Promise<WithdrawalOutcome> {
  if (request.subMerchant !== undefined) return elsewhere;
  const { holder, bank, number } = request.card;
  const answer = said(
    "transfer",
    await wire.call("alipay.fund.trans.uni.transfer", {
      ...product,
      out_biz_no: request.withdrawalId,
      trans_amount: toDecimalText(request.amount),
      order_title: "余额提现",
      payee_info: {
        identity: number,
        // As the public model names it; that a page of Alipay's says BANKCARD_ACCOUNT is remembered.
        identity_type: "BANKCARD_NO",
        name: holder,
        bankcard_ext_info: { inst_name: bank, account_type: "2" },
      },
    }),
  );
  if (answer.kind === "ok") return outcome(answer.fields, request, false);
  if (answer.kind === "absent") return stray("a new transfer is absent");
  if (answer.kind !== "look") return answer;
  const found = await ask(wire, request);
  return found.kind === "absent" ? answer.refused : found;
}

const elsewhere: WithdrawalOutcome = {
  kind: "refused",
  code: "settled_to_the_store",
  says: "款项已结算到店铺自己的支付宝账户，请在支付宝提现。The money is in the store's own Alipay account.",
};

async function ask(wire: Wire, request: WithdrawalRequest): Promise<WithdrawalOutcome | { kind: "absent" }> {
  const biz = { ...product, out_biz_no: request.withdrawalId };
  const answer = said("ask", await wire.call("alipay.fund.trans.common.query", biz));
  if (answer.kind === "ok") return outcome(answer.fields, request, true);
  return answer.kind === "absent" || answer.kind === "unknown" ? answer : stray(`asking answered ${answer.kind}`);
}

function outcome(fields: Fields, request: WithdrawalRequest, asked: boolean): WithdrawalOutcome {
  if (fieldText(fields, "out_biz_no") !== request.withdrawalId) return stray("the answer is about another transfer");
  const amount = yuanAt(fields, "trans_amount") ?? request.amount;
  const status = fieldText(fields, "status");
  const kind = Object.hasOwn(states, status) ? states[status as keyof typeof states] : null;
  if (kind === null) return stray(`a transfer's status is "${status}"`);
  if (kind === "processing") return { kind };
  const code = fieldText(fields, "error_code") || status;
  if (kind === "refused") return { kind, code, says: fieldText(fields, "fail_reason") || status };
  // The answer to the order itself names no amount; a question is asked for that before anything is booked.
  return asked ? { kind, walletRef: fieldText(fields, "order_id"), amount } : { kind: "processing" };
}
