import type { Outside } from "../protocol.ts";
import type { JdPaySettings } from "./config.ts";
import { sealHex } from "./seal.ts";
import { formContent, signText } from "./sign.ts";
import { type Fields, openMessage, readXml, sealMessage, xmlText } from "./xml.ts";

/** What came of a call. Only `proven` may be believed. `fields` hold "result.code" and "result.desc". */
export type Answer = { kind: "proven"; fields: Fields } | { kind: "unproven"; cause: string };

export type Call = "uniorder" | "fkmPay" | "revoke" | "query" | "refund";

export type Wire = {
  /** Never rejects: a time-out, a 5xx and an answer that cannot be proven are `unproven`. */
  call(path: Call, fields: Fields): Promise<Answer>;
  /** What the buyer's browser posts to the pay page: every field sealed but merchant, version and sign. */
  pageForm(device: "desktop" | "phone", fields: Fields): { url: string; form: Record<string, string> };
};

const timeoutMs = 8_000;
export const version = "V2.0";

export function openWire(settings: JdPaySettings, outside: Outside): Wire {
  const { merchant, privateKey, secret } = settings;
  return {
    async call(path, fields) {
      const whole = { version, merchant, ...fields };
      try {
        const response = await outside.http({
          method: "POST",
          url: `${settings.gateway}/service/${path}`,
          headers: { "content-type": "application/xml; charset=utf-8", "user-agent": "hutong" },
          body: xmlText({ version, merchant, encrypt: sealMessage(whole, privateKey, secret) }),
          timeoutMs,
        });
        if (response.status !== 200) return { kind: "unproven", cause: `gateway answered HTTP ${response.status}` };
        return prove(response.body.toString(), settings);
      } catch (error) {
        return { kind: "unproven", cause: `no answer: ${error instanceof Error ? error.message : "broken"}` };
      }
    },
    pageForm(device, fields) {
      const whole = { version, merchant, ...fields };
      const sign = signText(formContent(whole), privateKey);
      const sealed = Object.entries(fields).map(([name, value]) => [name, sealHex(value, secret)]);
      const page = device === "phone" ? settings.phonePage : settings.desktopPage;
      return { url: `${page}/jdpay/saveOrder`, form: { version, merchant, sign, ...Object.fromEntries(sealed) } };
    },
  };
}

/**
 * Believes a message whose sealed part is signed by JD and is about our merchant. The codes outside the seal are not
 * signed: an answer that holds them alone is silence.
 */
export function prove(text: string, settings: Pick<JdPaySettings, "merchant" | "jdKey" | "secret">): Answer {
  const encrypt = readXml(text)?.["encrypt"];
  if (encrypt === undefined) return { kind: "unproven", cause: "the answer is no <jdpay> with <encrypt>" };
  const opened = openMessage(encrypt, settings.jdKey, settings.secret);
  if ("why" in opened) return { kind: "unproven", cause: opened.why };
  if (opened.fields["merchant"] !== settings.merchant)
    return { kind: "unproven", cause: "merchant is another merchant's" };
  return { kind: "proven", fields: opened.fields };
}
