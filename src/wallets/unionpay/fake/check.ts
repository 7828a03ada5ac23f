import { type Fields, verifyFields } from "../sign.ts";
import { fromShanghaiText } from "../time.ts";
import type { World } from "./world.ts";

export type Refusal = { respCode: string; respMsg: string };
const no = (respCode: string, respMsg: string): Refusal => ({ respCode, respMsg });

const needed = ["version", "encoding", "signMethod", "txnType", "txnSubType", "bizType", "accessType"] as const;
const named = ["merId", "orderId", "txnTime", "certId", "signature"] as const;
/** How far a new order's txnTime may lie from the gateway's clock: by the knob strict_clock, else a day. */
const clockMs = { strict: 20 * 60_000, tolerant: 86_400_000 };

/** Why the gateway turns a request away before it looks at the order; null when it does not. */
export function refusalOf(world: World, fields: Fields): Refusal | null {
  const missing = [...needed, ...named].find((name) => (fields[name] ?? "") === "");
  if (missing !== undefined) return no("13", `报文缺少必填字段[${missing}]`);
  const isUtf8 = fields["encoding"]?.toUpperCase() === "UTF-8";
  if (fields["version"] !== "5.1.0" || !isUtf8 || fields["signMethod"] !== "01")
    return no("10", "沙箱只支持 5.1.0、UTF-8、签名方法 01");
  if (fields["merId"] !== world.merId) return no("31", `商户状态不正确[${fields["merId"]}]`);
  if (fields["certId"] !== world.certId || !verifyFields(fields, world.merchantKey))
    return no("11", "验证签名失败[Signature verification failed]");
  if (!/^[0-9A-Za-z]{8,40}$/.test(fields["orderId"] ?? "")) return no("10", "报文格式错误[orderId]");
  const at = fromShanghaiText(fields["txnTime"] ?? "");
  if (!at) return no("10", "报文格式错误[txnTime]");
  // A question, and asking for the key that secret fields are encrypted with, move no money.
  if (fields["txnType"] === "00" || fields["txnType"] === "95") return null;
  // A refund and a void follow their payment's currency; programs leave theirs out.
  if ((fields["currencyCode"] ?? (fields["txnType"] === "01" ? "" : "156")) !== "156")
    return no("10", "报文格式错误[currencyCode]");
  const far = Math.abs(world.outside.now().getTime() - at.getTime());
  const allowed = world.knobs.strict_clock ? clockMs.strict : clockMs.tolerant;
  // Returns keep the instant at which they were asked for, however late they are sent.
  return fields["txnType"] === "01" && far > allowed ? no("39", "交易不在受理时间范围内[txnTime]") : null;
}

export const amountOf = (fields: Fields): bigint | null =>
  /^[1-9]\d{0,11}$/.test(fields["txnAmt"] ?? "") ? BigInt(fields["txnAmt"] ?? "") : null;

/** What a repeat under the same number must repeat. */
export function fingerprint(fields: Fields): string {
  const names = ["txnType", "txnSubType", "txnAmt", "origQryId", "backUrl", "payTimeout"];
  return names.map((name) => fields[name] ?? "").join("|");
}

export { no };
