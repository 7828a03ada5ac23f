import { toMinorNumber } from "#money";
import type { ChargeWallet, PaymentSubject, PayOutcome } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { meaningOf, payOutcome, unknownError } from "./outcome.ts";
import { askPayment, refused, settleInfo, strayed, wrongStore } from "./pay.ts";
import { textAt, type Wire } from "./wire.ts";

/**
 * Code payment on APIv3 (transactions/codepay). The wallet's own sources disagree on whether it exists, so it is behind
 * the setting charge = v3.
 */
export function makeChargeV3(settings: WeChatPaySettings, wire: Wire): ChargeWallet {
  const partner = settings.mode === "partner";
  const root = partner ? "/v3/pay/partner/transactions" : "/v3/pay/transactions";
  const parties = (subMerchant: string | undefined) =>
    partner
      ? { sp_appid: settings.appid, sp_mchid: settings.mchid, sub_mchid: subMerchant }
      : { appid: settings.appid, mchid: settings.mchid };
  return {
    async charge(request) {
      const fault = wrongStore(settings, request.subMerchant);
      if (fault) return fault;
      const answer = await wire.post(`${root}/codepay`, {
        ...parties(request.subMerchant),
        description: request.title,
        out_trade_no: request.paymentId,
        amount: { total: toMinorNumber(request.amount), currency: request.amount.currency },
        ...settleInfo(settings),
        payer: { auth_code: request.payerCode },
        scene_info: { store_info: { id: request.subMerchant ?? settings.mchid } },
      });
      if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
      if (answer.status === 200) {
        const theirs = strayed(settings, answer.body, request);
        if (!theirs) return payOutcome(answer.body);
        return { kind: "unknown", cause: `the answer is about another payment: ${theirs}`, alarm: true };
      }
      const code = textAt(answer.body, "code");
      if (code === "USERPAYING" || code === "USER_PAYING") return { kind: "waiting", stage: "paying" };
      const meaning = codeWords.has(code) ? "refused" : meaningOf("start", answer.status, code);
      if (meaning === "refused") return refused(code, textAt(answer.body, "message"));
      return unknownError(meaning === "look" ? "busy" : meaning, answer.status, answer.body);
    },
    ask: (subject) => askPayment(settings, wire, subject),
    reverse: (subject) => reverse(settings, wire, `${root}/out-trade-no`, parties(subject.subMerchant), subject),
  };
}

const codeWords = new Set(["AUTH_CODE_INVALID", "AUTH_CODE_EXPIRED", "AUTH_CODE_ERROR"]);

async function reverse(
  settings: WeChatPaySettings,
  wire: Wire,
  orders: string,
  parties: Readonly<Record<string, unknown>>,
  subject: PaymentSubject,
): Promise<PayOutcome> {
  const found = await askPayment(settings, wire, subject);
  if (found.kind !== "waiting" && found.kind !== "absent") return found;
  const answer = await wire.post(`${orders}/${subject.paymentId}/reverse`, parties);
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200 || answer.status === 204) return { kind: "closed", code: "REVOKED" };
  const code = textAt(answer.body, "code");
  if (meaningOf("ask", answer.status, code) === "absent") return { kind: "closed", code };
  return unknownError(meaningOf("close", answer.status, code), answer.status, answer.body);
}
