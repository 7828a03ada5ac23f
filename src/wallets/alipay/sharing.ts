import { equals, toDecimalText } from "#money";
import type { BindOutcome, Receiver, ShareOutcome, ShareRequest, SharingWallet } from "../protocol.ts";
import { said, stray, yuanAt } from "./after-words.ts";
import type { AlipaySettings } from "./config.ts";
import { type Fields, fieldText, isFields, type Wire } from "./wire.ts";

/**
 * Royalties of a settled trade: alipay.trade.order.settle, asynchronous: each receiver's own result is asked for.
 * Alipay gives a royalty back only with a refund (refund_royalty_parameters), never by a call of its own.
 */
export function makeSharing(settings: Pick<AlipaySettings, "sellerId">, wire: Wire): SharingWallet {
  const move = async (way: "bind" | "unbind", receiver: Receiver): Promise<BindOutcome> => {
    const answer = said(
      "bind",
      await wire.call(`alipay.trade.royalty.relation.${way}`, {
        // The same receiver, the same number: a repeat is one.
        out_request_no: `${way}${receiver.account}`.slice(0, 32),
        receiver_list: [{ type: typeOf(receiver), account: receiver.account, ...named(receiver) }],
      }),
    );
    if (answer.kind === "refused" || answer.kind === "unknown") return answer;
    if (answer.kind !== "ok") return stray(`relation.${way} answered ${answer.kind}`);
    const result = fieldText(answer.fields, "result_code");
    return result === "SUCCESS" ? { kind: "done" } : stray(`relation.${way} answered "${result}"`);
  };
  const onlyWithRefund = {
    kind: "refused",
    code: "only_with_a_refund",
    says: "支付宝的分账只能随退款退回。Alipay gives a royalty back only with a refund.",
  } as const;
  return {
    when: "after_release",
    comesBack: "with_refund",
    // Remembered, not verified: the rate that an agreement begins with.
    limitBp: 3000,
    own: { kind: "merchant", account: settings.sellerId },
    bind: (receiver) => move("bind", receiver),
    unbind: (receiver) => move("unbind", receiver),
    share: (request) => share(wire, request),
    ask: (request) => askShare(wire, request),
    takeBack: async () => onlyWithRefund,
    askReturn: async () => ({ kind: "absent" }),
  };
}

export const typeOf = ({ account }: Receiver): string => (/^2088\d{12}$/.test(account) ? "userId" : "loginName");

const named = ({ name }: Receiver): Fields => (name === undefined ? {} : { name });

async function share(wire: Wire, request: ShareRequest): Promise<ShareOutcome> {
  const answer = said(
    "share",
    await wire.call("alipay.trade.order.settle", {
      out_request_no: request.shareId,
      trade_no: request.walletRef,
      royalty_mode: "async",
      royalty_parameters: [
        {
          royalty_type: "transfer",
          trans_in_type: typeOf(request.receiver),
          trans_in: request.receiver.account,
          amount: toDecimalText(request.amount),
          desc: request.reason,
          royalty_scene: "平台服务费",
        },
      ],
    }),
  );
  if (answer.kind === "ok") {
    const isOurs = fieldText(answer.fields, "trade_no") === request.walletRef;
    return isOurs ? { kind: "processing" } : stray("the answer is about another trade");
  }
  if (answer.kind === "absent") return stray("a new share is absent");
  if (answer.kind !== "look") return answer;
  const found = await askShare(wire, request);
  return found.kind === "absent" ? answer.refused : found;
}

async function askShare(wire: Wire, request: ShareRequest): Promise<ShareOutcome | { kind: "absent" }> {
  const biz = { trade_no: request.walletRef, out_request_no: request.shareId };
  const answer = said("ask", await wire.call("alipay.trade.order.settle.query", biz));
  if (answer.kind === "absent" || answer.kind === "unknown") return answer;
  if (answer.kind !== "ok") return stray(`asking answered ${answer.kind}`);
  if (fieldText(answer.fields, "out_request_no") !== request.shareId) return stray("the answer is about another share");
  const list = answer.fields["royalty_detail_list"];
  const details = Array.isArray(list) ? list.filter(isFields) : [];
  const part = details.find(
    (one) => fieldText(one, "operation_type") === "transfer" && fieldText(one, "trans_in") === request.receiver.account,
  );
  return part ? resultOf(part, request) : stray("the share names no receiver of ours");
}

function resultOf(part: Fields, request: ShareRequest): ShareOutcome {
  const amount = yuanAt(part, "amount");
  if (!amount || !equals(amount, request.amount)) return stray("the share's amount is not ours");
  const state = fieldText(part, "state");
  if (state === "SUCCESS")
    return { kind: "shared", walletRef: fieldText(part, "detail_id") || request.shareId, amount };
  if (state === "PROCESSING") return { kind: "processing" };
  const code = fieldText(part, "error_code") || "FAIL";
  if (state === "FAIL") return { kind: "refused", code, says: fieldText(part, "error_desc") || code };
  return stray(`a receiver's state is "${state}"`);
}
