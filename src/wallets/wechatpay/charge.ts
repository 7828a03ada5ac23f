import { fen, toMinorNumber } from "#money";
import type { AskOutcome, ChargeRequest, ChargeWallet, Outside, PaymentSubject, PayOutcome } from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { refused, wrongStore } from "./pay.ts";
import { provenV2, readXmlV2, signV2, type V2Fields, xmlV2 } from "./v2.ts";

type V2 = NonNullable<WeChatPaySettings["v2"]>;
type Said = { fields: V2Fields; code: string; says: string } | { unproven: string };

/** Micropay on the older protocol: no notice comes, so the house asks (orderquery) and reverses what is unclear. */
export function makeChargeV2(settings: WeChatPaySettings, v2: V2, outside: Outside): ChargeWallet {
  const call = makeCall(settings, v2, outside);
  const order = (subject: PaymentSubject): V2Fields => ({
    ...(subject.subMerchant === undefined ? {} : { sub_mch_id: subject.subMerchant }),
    out_trade_no: subject.paymentId,
  });
  const ask = async (subject: PaymentSubject): Promise<AskOutcome> =>
    stateOf(await call("/pay/orderquery", order(subject)), subject, outside.now());
  return {
    charge: (request) => charge(settings, call, request, outside.now),
    ask,
    async reverse(subject) {
      const found = await ask(subject);
      if (found.kind !== "waiting" && found.kind !== "absent") return found;
      const said = await call("/secapi/pay/reverse", order(subject));
      if ("unproven" in said) return unknown(said.unproven);
      const done = said.fields["result_code"] === "SUCCESS" && said.fields["recall"] !== "Y";
      if (done || absent.has(said.code)) return { kind: "closed", code: said.code || "REVOKED" };
      return unknown(`reverse: ${said.code} ${said.says}`, !busy.has(said.code) && said.fields["recall"] !== "Y");
    },
  };
}

const busy = new Set(["SYSTEMERROR", "BANKERROR", "USERPAYING", "FREQUENCY_LIMITED"]);
const absent = new Set(["ORDERNOTEXIST", "ORDERREVERSED", "ORDERCLOSED"]);
/** Explicit: nothing was taken. Spellings as public programs have them, the misspelt one too. */
const refusals = new Set([
  ...["AUTHCODEEXPIRE", "AUTH_CODE_EXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID", "NOTENOUGH", "NOTSUPORTCARD"],
  ...["NOAUTH", "PARAM_ERROR", "LACK_PARAMS", "XML_FORMAT_ERROR", "REQUIRE_POST_METHOD", "NOT_UTF8", "BUYER_MISMATCH"],
  ...["APPID_NOT_EXIST", "MCHID_NOT_EXIST", "APPID_MCHID_NOT_MATCH", "ORDERREVERSED", "ORDERCLOSED", "SIGNERROR"],
]);

function unknown(cause: string, alarm = false): Extract<PayOutcome, { kind: "unknown" }> {
  return alarm ? { kind: "unknown", cause, alarm } : { kind: "unknown", cause };
}

type Call = (path: string, fields: V2Fields) => Promise<Said>;

function makeCall(settings: WeChatPaySettings, v2: V2, outside: Outside): Call {
  return async (path, fields) => {
    const whole: Record<string, string> = {
      ...{ appid: settings.appid, mch_id: settings.mchid, nonce_str: outside.random(16).toString("hex") },
      ...{ sign_type: v2.sign, ...fields },
    };
    const body = xmlV2({ ...whole, sign: signV2(whole, v2.key, v2.sign) });
    try {
      const answer = await outside.http({
        ...{ method: "POST", url: settings.apiOrigin + path, body, timeoutMs: 8_000 },
        headers: { "content-type": "text/xml; charset=utf-8", "user-agent": "Hutong/0.1" },
        // Reversing asks for the merchant's own certificate in the handshake.
        ...(path.startsWith("/secapi/") && v2.certificate !== null ? { client: v2.certificate } : {}),
      });
      if (answer.status !== 200) return { unproven: `the wallet answered HTTP ${answer.status}` };
      return said(readXmlV2(answer.body.toString()), settings, v2);
    } catch (error) {
      return { unproven: `no answer: ${error instanceof Error ? error.message : "broken connection"}` };
    }
  };
}

/** return_code FAIL is not signed, so it is silence; the rest is ours only when its signature and numbers fit. */
function said(fields: V2Fields | null, settings: WeChatPaySettings, v2: V2): Said {
  if (!fields) return { unproven: "the answer is no flat XML" };
  if (fields["return_code"] !== "SUCCESS") return { unproven: `return_code FAIL: ${fields["return_msg"] ?? ""}` };
  if (!provenV2(fields, v2.key, v2.sign)) return { unproven: "the signature does not fit" };
  if (fields["mch_id"] !== settings.mchid) return { unproven: "mch_id is another merchant's" };
  return { fields, code: fields["err_code"] ?? "", says: fields["err_code_des"] ?? "" };
}

async function charge(
  settings: WeChatPaySettings,
  call: Call,
  request: ChargeRequest,
  now: () => Date,
): Promise<PayOutcome> {
  const fault = wrongStore(settings, request.subMerchant);
  if (fault) return fault;
  const answer = await call("/pay/micropay", {
    ...(request.subMerchant === undefined ? {} : { sub_mch_id: request.subMerchant }),
    ...{ body: request.title, out_trade_no: request.paymentId, auth_code: request.payerCode },
    ...{ total_fee: toMinorNumber(request.amount).toString(), fee_type: request.amount.currency },
    ...{ spbill_create_ip: request.buyer.ip ?? "127.0.0.1" },
    ...(settings.holding === null ? {} : { profit_sharing: "Y" }),
  });
  if ("unproven" in answer) return unknown(answer.unproven);
  const { fields, code, says } = answer;
  if (fields["result_code"] === "SUCCESS") return paid(fields, request.paymentId, now());
  if (code === "USERPAYING") return { kind: "waiting", stage: "paying" };
  if (refusals.has(code)) return refused(code, says);
  return unknown(`${code} ${says}`, !busy.has(code));
}

function paid(fields: V2Fields, paymentId: string, seenAt: Date): PayOutcome {
  if (fields["out_trade_no"] !== paymentId) return unknown("the answer is about another payment", true);
  const walletRef = fields["transaction_id"] ?? "";
  if (!/^[1-9]\d{0,11}$/.test(fields["total_fee"] ?? "") || walletRef === "")
    return unknown("paid without a readable amount or number", true);
  const buyerRef = fields["openid"] ?? "";
  return {
    ...{ kind: "paid", walletRef, amount: fen(BigInt(fields["total_fee"] ?? "")) },
    paidAt: timeEnd(fields["time_end"] ?? "") ?? seenAt,
    ...(buyerRef === "" ? {} : { buyerRef }),
  };
}

/** "20240912090000" on Shanghai's clock. */
function timeEnd(text: string): Date | null {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  const at = found && new Date(`${found.slice(1, 4).join("-")}T${found.slice(4).join(":")}+08:00`);
  return at && !Number.isNaN(at.getTime()) ? at : null;
}

function stateOf(answer: Said, subject: PaymentSubject, now: Date): AskOutcome {
  if ("unproven" in answer) return unknown(answer.unproven);
  const { fields, code, says } = answer;
  if (fields["result_code"] !== "SUCCESS")
    return code === "ORDERNOTEXIST" ? { kind: "absent" } : unknown(`${code} ${says}`, !busy.has(code));
  const state = fields["trade_state"] ?? "";
  if (state === "SUCCESS" || state === "REFUND") return paid(fields, subject.paymentId, now);
  if (state === "USERPAYING") return { kind: "waiting", stage: "paying" };
  if (state === "NOTPAY" || state === "PAYERROR") return { kind: "waiting", stage: "offered" };
  if (state === "CLOSED" || state === "REVOKED") return { kind: "closed", code: state };
  return unknown(`trade_state ${state}`, true);
}
