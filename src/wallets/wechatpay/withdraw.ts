import { equals, fen, toMinorNumber } from "#money";
import type { WithdrawalOutcome, WithdrawalRequest, WithdrawalWallet } from "../protocol.ts";
import { fenAt, said, stray } from "./after-words.ts";
import type { WeChatPaySettings } from "./config.ts";
import { type JsonObject, textAt, type Wire } from "./wire.ts";

const root = "/v3/ecommerce/fund/withdraw";

/** Of an accepted withdrawal. REFUND: the bank sent it back, even after SUCCESS. */
const states = {
  CREATE_SUCCESS: "processing",
  INIT: "processing",
  SUCCESS: "paid",
  FAIL: "refused",
  REFUND: "refused",
  CLOSE: "refused",
} as const satisfies Record<string, WithdrawalOutcome["kind"]>;

/**
 * An e-commerce platform withdraws for its sub-merchant. The wallet sends the money to the card that the sub-merchant
 * bound when it was taken on; the request names none, the answer to a question does.
 */
export function makeWithdrawals(settings: WeChatPaySettings, wire: Wire): WithdrawalWallet {
  return {
    send: (request) => send(settings, wire, request),
    ask: (request) => ask(settings, wire, request),
    async balance(subMerchant) {
      const path = `/v3/ecommerce/fund/balance/${encodeURIComponent(subMerchant ?? "")}?account_type=BASIC`;
      const answer = said("ask", await wire.get(path));
      const available = answer.kind === "ok" ? fenAt(answer.body, "available_amount") : null;
      const pending = answer.kind === "ok" ? (fenAt(answer.body, "pending_amount") ?? zero) : zero;
      if (available) return { kind: "known", available, pending };
      return answer.kind === "unknown" ? answer : stray(`the balance is ${answer.kind}`);
    },
  };
}

const zero = fen(0);

async function send(settings: WeChatPaySettings, wire: Wire, request: WithdrawalRequest): Promise<WithdrawalOutcome> {
  if (!request.subMerchant)
    return { kind: "refused", code: "sub_merchant_missing", says: "店铺没有特约商户号。The store has no number." };
  const answer = said(
    "withdraw",
    await wire.post(root, {
      sub_mchid: request.subMerchant,
      out_request_no: request.withdrawalId,
      amount: toMinorNumber(request.amount),
      remark: "余额提现",
      account_type: "BASIC",
    }),
  );
  if (answer.kind === "ok") {
    const isOurs = textAt(answer.body, "out_request_no") === request.withdrawalId;
    return isOurs ? { kind: "processing" } : stray("the answer is about another withdrawal");
  }
  if (answer.kind !== "look") return answer.kind === "absent" ? stray("a new withdrawal is absent") : answer;
  const found = await ask(settings, wire, request);
  return found.kind === "absent" ? answer.refused : found;
}

async function ask(
  settings: WeChatPaySettings,
  wire: Wire,
  request: WithdrawalRequest,
): Promise<WithdrawalOutcome | { kind: "absent" }> {
  const sub = encodeURIComponent(request.subMerchant ?? "");
  const answer = said("ask", await wire.get(`${root}/out-request-no/${request.withdrawalId}?sub_mchid=${sub}`));
  if (answer.kind === "ok") return outcome(settings, answer.body, request);
  return answer.kind === "absent" || answer.kind === "unknown" ? answer : stray(`asking answered ${answer.kind}`);
}

function outcome(settings: WeChatPaySettings, body: JsonObject, request: WithdrawalRequest): WithdrawalOutcome {
  const amount = fenAt(body, "amount");
  const isOurs =
    textAt(body, "out_request_no") === request.withdrawalId &&
    textAt(body, "sp_mchid") === settings.mchid &&
    [request.subMerchant, ""].includes(textAt(body, "sub_mchid"));
  if (!isOurs || !amount || !equals(amount, request.amount)) return stray("the answer is about another withdrawal");
  const status = textAt(body, "status");
  const kind = Object.hasOwn(states, status) ? states[status as keyof typeof states] : null;
  if (kind === null) return stray(`a withdrawal's status is "${status}"`);
  if (kind === "processing") return { kind };
  if (kind === "refused") return { kind, code: status, says: textAt(body, "reason") || status };
  const last4 = textAt(body, "account_number").slice(-4);
  return { kind, walletRef: textAt(body, "withdraw_id"), amount, ...(last4 === "" ? {} : { cardLast4: last4 }) };
}
