import { fieldText } from "../wire.ts";
import { refuse } from "./refusal.ts";
import type { Call } from "./trades.ts";

/**
 * Alipay's certificate by its number, base64 over the PEM, for clients that meet a number they do not know: as
 * smartwalle/alipay (Go) asks for it and reads it. The refusal's word is remembered, not verified.
 */
export const certificateDownload: Call = (world, biz) => {
  if (fieldText(biz, "alipay_cert_sn") !== world.keys.alipayCertSn)
    return refuse("INVALID_PARAMETER", "alipay_cert_sn");
  const alipay_cert_content = Buffer.from(world.keys.alipayCert).toString("base64");
  return { ok: true, fields: { alipay_cert_content } };
};
