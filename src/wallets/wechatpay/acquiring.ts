import { toMinorNumber } from "#money";
import type { AcceptOutcome, AcceptRequest, AcquiringWallet } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { meaningOf, payOutcome, unknownError } from "./outcome.ts";
import { settleInfo, strayed, wrongStore } from "./pay.ts";
import { textAt, type Wire } from "./wire.ts";

/**
 * Pays our merchant for what another wallet's user paid. A SIMULATION: WeChat Pay has published no such call. The path,
 * the body and the answer are our own, in the manner of its other calls; the order that it makes is one like any other,
 * found by the wallet's own queries, notices, refunds and bills.
 */
export const acceptPath = "/v3/acceptance/orders";

export function makeAcquiring(settings: WeChatPaySettings, wire: Wire): AcquiringWallet {
  return { accept: (request) => accept(settings, wire, request) };
}

async function accept(settings: WeChatPaySettings, wire: Wire, request: AcceptRequest): Promise<AcceptOutcome> {
  const fault = wrongStore(settings, request.subMerchant);
  if (fault) return fault;
  const parties =
    settings.mode === "partner"
      ? { sp_appid: settings.appid, sp_mchid: settings.mchid, sub_mchid: request.subMerchant }
      : { appid: settings.appid, mchid: settings.mchid };
  const answer = await wire.post(acceptPath, {
    ...parties,
    description: request.title,
    out_trade_no: request.paymentId,
    notify_url: request.noticeUrl,
    amount: { total: toMinorNumber(request.amount), currency: request.amount.currency },
    issuer: { wallet: request.issuer, transaction_id: request.issuerRef },
    ...settleInfo(settings),
  });
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status !== 200) {
    const code = textAt(answer.body, "code");
    const meaning = meaningOf("start", answer.status, code);
    // OUT_TRADE_NO_USED: the number stands for something else there, which no repeat of ours can mend.
    if (meaning === "refused" || meaning === "closed")
      return { kind: "refused", code, says: textAt(answer.body, "message") };
    return unknownError(meaning === "look" ? null : meaning, answer.status, answer.body);
  }
  const theirs = strayed(settings, answer.body, request);
  if (theirs) return { kind: "unknown", cause: `the answer is about another payment: ${theirs}`, alarm: true };
  const outcome = payOutcome(answer.body);
  if (outcome.kind === "paid")
    return { kind: "accepted", walletRef: outcome.walletRef, amount: outcome.amount, paidAt: outcome.paidAt };
  return outcome.kind === "unknown"
    ? outcome
    : { kind: "unknown", cause: `accepted, yet ${outcome.kind}`, alarm: true };
}
