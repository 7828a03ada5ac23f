import { signContent, verifyRsa2 } from "../sign.ts";
import { fromShanghaiText } from "../time.ts";
import { type Fields, isFields } from "../wire.ts";
import { aesDecrypt } from "./aes.ts";
import type { Parameters } from "./form.ts";
import { gatewayRefusal, type Refusal } from "./refusal.ts";
import { nowMs, type World } from "./world.ts";

/** A request of the form protocol that has passed every check of the gateway's own. */
export type Checked = {
  ok: true;
  method: string;
  biz: Fields;
  noticeUrl: string | null;
  returnUrl: string | null;
  certificateMode: boolean;
  encrypted: boolean;
};

const tolerantMs = 14 * 3_600_000; // a zone-less text may be the local time of any zone
const strictMs = 15 * 60_000;

/** The order of checks, app before signature, is as probes of the real gateway are reported in public. */
export function checkParameters(world: World, parameters: Parameters): Checked | Refusal {
  const wrong = missingOrInvalid(world, parameters);
  if (wrong) return wrong;
  const content = signContent(parameters, ["sign"]);
  if (!verifyRsa2(content, parameters["sign"] ?? "", world.keys.app))
    return gatewayRefusal("isv.invalid-signature", `，网关生成的验签字符串为：${content.replaceAll("&", "&amp;")}`);
  const certificateMode = Boolean(parameters["app_cert_sn"]);
  const rootSn = parameters["alipay_root_cert_sn"];
  if (certificateMode && (parameters["app_cert_sn"] !== world.keys.appCertSn || rootSn !== world.keys.rootCertSn))
    return gatewayRefusal("isv.invalid-cert-sn");
  const biz = readBiz(world, parameters);
  if (!biz)
    return gatewayRefusal(parameters["encrypt_type"] ? "isv.decryption-error-unknown" : "isv.invalid-biz-content");
  return {
    ok: true,
    method: parameters["method"] ?? "",
    biz,
    noticeUrl: parameters["notify_url"] || null,
    returnUrl: parameters["return_url"] || null,
    certificateMode,
    encrypted: parameters["encrypt_type"] === "AES",
  };
}

function missingOrInvalid(world: World, parameters: Parameters): Refusal | null {
  if (!parameters["method"]) return gatewayRefusal("isv.missing-method");
  if (!parameters["app_id"]) return gatewayRefusal("isv.missing-app-id");
  if (parameters["app_id"] !== world.appId) return gatewayRefusal("isv.invalid-app-id");
  if (!parameters["sign_type"]) return gatewayRefusal("isv.missing-signature-type");
  if (parameters["sign_type"] !== "RSA2") return gatewayRefusal("isv.invalid-signature-type");
  if (!parameters["sign"]) return gatewayRefusal("isv.missing-signature");
  if (!parameters["version"]) return gatewayRefusal("isv.missing-version");
  if (!/^utf-?8$/i.test(parameters["charset"] ?? "utf-8")) return gatewayRefusal("isv.invalid-charset");
  if (!/^json$/i.test(parameters["format"] ?? "JSON")) return gatewayRefusal("isv.invalid-format");
  if (!parameters["timestamp"]) return gatewayRefusal("isv.missing-timestamp");
  return isStale(world, parameters["timestamp"]) ? gatewayRefusal("isv.invalid-timestamp") : null;
}

function isStale(world: World, timestamp: string): boolean {
  const at = fromShanghaiText(timestamp);
  if (!at) return true;
  return Math.abs(at.getTime() - nowMs(world)) > (world.knobs.strict_clock ? strictMs : tolerantMs);
}

function readBiz(world: World, parameters: Parameters): Fields | null {
  const given = parameters["biz_content"];
  if (!given) return {};
  return parseFields(parameters["encrypt_type"] === "AES" ? aesDecrypt(given, world.keys.aes) : given);
}

export function parseFields(text: string | null): Fields | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
