import { equals, toDecimalText } from "#money";
import type { ReleaseOutcome, ReleaseRequest, ReleaseWallet } from "../protocol.ts";
import { said, stray, yuanAt } from "./after-words.ts";
import { fieldText, isFields, type Wire } from "./wire.ts";

/**
 * alipay.trade.settle.confirm: a sub-merchant's trade in a settlement period goes to the sub-merchant's own account.
 * Alipay has no question for a confirmation: it is repeated under its number, which is its repeat key.
 */
export function makeRelease(wire: Wire): ReleaseWallet {
  return { release: (request) => release(wire, request), ask: async () => ({ kind: "absent" }) };
}

async function release(wire: Wire, request: ReleaseRequest): Promise<ReleaseOutcome> {
  const answer = said(
    "release",
    await wire.call("alipay.trade.settle.confirm", {
      out_request_no: request.releaseId,
      trade_no: request.walletRef,
      // The model wants the trade's amount less what was refunded.
      settle_info: {
        settle_detail_infos: [{ trans_in_type: "defaultSettle", amount: toDecimalText(request.amount) }],
      },
    }),
  );
  if (answer.kind === "look") return await notHeldOr(wire, request, answer.refused);
  if (answer.kind === "absent") return stray("a new confirmation is absent");
  if (answer.kind !== "ok") return answer;
  const amount = yuanAt(answer.fields, "settle_amount");
  const isOurs =
    fieldText(answer.fields, "out_request_no") === request.releaseId &&
    fieldText(answer.fields, "trade_no") === request.walletRef;
  if (!isOurs || !amount || !equals(amount, request.amount)) return stray("the answer is about another confirmation");
  return { kind: "released", walletRef: request.releaseId };
}

type Refused = Extract<ReleaseOutcome, { kind: "refused" }>;

/** Nothing is left to be settled: the sub-merchant has it. That the query says so in these words is remembered. */
async function notHeldOr(wire: Wire, request: ReleaseRequest, refused: Refused): Promise<ReleaseOutcome> {
  const biz = { trade_no: request.walletRef, query_options: ["trade_settle_info"] };
  const answer = said("ask", await wire.call("alipay.trade.query", biz));
  if (answer.kind === "unknown") return answer;
  const info = answer.kind === "ok" ? answer.fields["trade_settle_info"] : null;
  const left = isFields(info) ? yuanAt(info, "trade_unsettled_amount") : null;
  return left?.minor === 0n ? { kind: "not_held", says: refused.says } : refused;
}
