import { signV2, type V2Fields, type V2Sign, xmlV2 } from "../v2.ts";
import type { JsonObject } from "../wire.ts";
import { type Context, letters } from "./context.ts";
import type { Order } from "./state.ts";
import { parties, paymentFields, sealRefund } from "./v2-fields.ts";

/** What a payment's notice says, before it is signed: what a question is answered, without the state. */
export function paymentNotice(context: Context, order: Order): V2Fields {
  return {
    ...{ ...parties(context, order.subMchid, order.subAppid), result_code: "SUCCESS" },
    // The knob counts at the sending, as on v3.
    ...paymentFields({ ...context, faults: { ...context.faults, wrong_amount: false } }, order),
  };
}

/**
 * The text of a notice. A payment's is signed as its order was; that it then says so in sign_type is what public SDKs
 * look for. A refund's is sealed and not signed.
 */
export function v2Notice(context: Context, plain: JsonObject, how: V2Sign | "sealed"): string {
  const { faults, credentials } = context;
  const { req_info: info, ...rest } = plain as V2Fields & { req_info?: V2Fields };
  const opening = { return_code: "SUCCESS", nonce_str: letters(context, 32) };
  if (how === "sealed") {
    const inner = faults.wrong_amount ? oneMore(info ?? {}) : (info ?? {});
    return xmlV2({ ...opening, ...rest, req_info: spoiled(context, sealRefund(inner, credentials.apiv2_key)) });
  }
  const told = faults.wrong_amount ? oneMore(rest) : rest;
  const fields = { ...opening, ...told, ...(how === "MD5" ? {} : { sign_type: how }) };
  return xmlV2({ ...fields, sign: spoiled(context, signV2(fields, credentials.apiv2_key, how)) });
}

/** `bad_signature`: the signature or seal reversed, so that it proves nothing. */
export const spoiled = ({ faults }: Context, text: string): string =>
  faults.bad_signature ? text.split("").reverse().join("") : text;

/** Every amount is one fen more than it was. */
function oneMore(fields: V2Fields): V2Fields {
  const isFee = (name: string): boolean => name.endsWith("_fee");
  const more = Object.entries(fields).map(([name, value]) => [name, isFee(name) ? `${BigInt(value) + 1n}` : value]);
  return Object.fromEntries(more) as V2Fields;
}
