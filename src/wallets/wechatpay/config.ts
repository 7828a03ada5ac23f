import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, X509Certificate } from "node:crypto";
import { type SettingField, WalletSettingsFault } from "../protocol.ts";
import type { V2Sign } from "./v2.ts";

export type PlatformCertificate = { serial: string; key: KeyObject; validFrom: Date; validTo: Date };

export type WeChatPaySettings = {
  /** "https://api.mch.weixin.qq.com", no slash at the end. */
  apiOrigin: string;
  appid: string;
  mchid: string;
  /** `partner`: mchid is a service provider's, and every payment names the store's sub-merchant. */
  mode: "direct" | "partner";
  /** What is paid is held until it is released, and by which of the wallet's two families of calls; null = not held. */
  holding: "partner" | "ecommerce" | null;
  /** Serial of the merchant's own API certificate. */
  serialNo: string;
  privateKey: KeyObject;
  apiv3Key: KeyObject;
  /** Certificate mode; more are downloaded. May be empty. */
  certificates: readonly PlatformCertificate[];
  /** Code payments on the older protocol; null without its key. */
  v2: { key: string; sign: V2Sign; certificate: { key: string; cert: string } | null } | null;
  /** Which protocol charges payer codes; null: none. */
  charge: "v2" | "v3" | null;
  /** Public-key mode; null while the merchant has only certificates. */
  publicKey: { id: string; key: KeyObject } | null;
};

const officialOrigin = "https://api.mch.weixin.qq.com";

type FieldDraft = Omit<SettingField, "hint"> & { hint?: { zh: string; en: string } };
const field = (draft: FieldDraft): SettingField => draft;

const codeFields: readonly SettingField[] = [
  field({
    name: "apiv2_key",
    title: { zh: "APIv2 密钥（付款码支付）", en: "APIv2 key (code payments)" },
    secret: true,
    required: false,
    shape: "text",
  }),
  field({
    name: "certificate",
    title: { zh: "商户 API 证书（撤销付款码支付）", en: "Merchant's API certificate (reversing code payments)" },
    secret: false,
    required: false,
    shape: "pem",
  }),
  field({
    name: "v2_sign",
    title: { zh: "APIv2 签名方式", en: "Signature on APIv2" },
    secret: false,
    required: false,
    shape: "text",
    hint: { zh: "HMAC-SHA256（默认）或 MD5", en: "HMAC-SHA256 (default) or MD5" },
  }),
  field({
    name: "charge",
    title: { zh: "付款码支付接口", en: "Code payments by" },
    secret: false,
    required: false,
    shape: "text",
    hint: {
      zh: "v2（默认，须有 APIv2 密钥）或 v3（官方资料对其是否开放说法不一）",
      en: "v2 (default, needs the APIv2 key) or v3 (the wallet's own sources disagree on whether it is there)",
    },
  }),
];

export const settingFields: readonly SettingField[] = [
  field({ name: "appid", title: { zh: "AppID", en: "App id" }, secret: false, required: true, shape: "text" }),
  field({
    name: "mchid",
    title: { zh: "商户号", en: "Merchant number" },
    secret: false,
    required: true,
    shape: "text",
  }),
  field({
    name: "mode",
    title: { zh: "接入模式", en: "Mode" },
    secret: false,
    required: false,
    shape: "text",
    hint: {
      zh: "direct（直连商户，默认）或 partner（服务商，每家店铺填特约商户号）",
      en: "direct (default), or partner: a service provider, every store with a sub-merchant number",
    },
  }),
  field({
    name: "holding",
    title: { zh: "资金冻结与分账", en: "Holding and sharing" },
    secret: false,
    required: false,
    shape: "text",
    hint: {
      zh: "留空：支付后直接入账；partner：普通分账；ecommerce：电商收付通（可提现，须为 partner 模式）",
      en: "Empty: paid at once; partner: profit sharing; ecommerce: with withdrawals, in partner mode only",
    },
  }),
  field({
    name: "serial_no",
    title: { zh: "商户 API 证书序列号", en: "Serial number of the merchant's API certificate" },
    secret: false,
    required: true,
    shape: "text",
  }),
  field({
    name: "private_key",
    title: { zh: "商户 API 私钥", en: "Merchant's API private key" },
    secret: true,
    required: true,
    shape: "pem",
  }),
  field({
    name: "apiv3_key",
    title: { zh: "APIv3 密钥", en: "APIv3 key" },
    secret: true,
    required: true,
    shape: "text",
  }),
  ...codeFields,
  field({
    name: "public_key_id",
    title: { zh: "微信支付公钥 ID", en: "WeChat Pay public key id" },
    secret: false,
    required: false,
    shape: "text",
    hint: { zh: "以 PUB_KEY_ID_ 开头；新商户只有公钥", en: "Begins with PUB_KEY_ID_; new merchants have only this" },
  }),
  field({
    name: "public_key",
    title: { zh: "微信支付公钥", en: "WeChat Pay public key" },
    secret: false,
    required: false,
    shape: "pem",
  }),
  field({
    name: "platform_certificate",
    title: { zh: "微信支付平台证书", en: "WeChat Pay platform certificates" },
    secret: false,
    required: false,
    shape: "pem",
    hint: { zh: "可填多张；不填则自动下载", en: "Several may follow each other; without any they are downloaded" },
  }),
  field({
    name: "api_origin",
    title: { zh: "接口地址", en: "API origin" },
    secret: false,
    required: false,
    shape: "url",
    hint: { zh: `默认 ${officialOrigin}`, en: `${officialOrigin} unless told otherwise` },
  }),
];

/** Reads and checks the settings once; keys become KeyObjects. Throws WalletSettingsFault with every fault named. */
export function readSettings(raw: Readonly<Record<string, string>>): WeChatPaySettings {
  const faults: string[] = [];
  const text = (name: string): string => raw[name]?.trim() ?? "";
  const matching = (name: string, pattern: RegExp, should: string): string => {
    if (!pattern.test(text(name))) faults.push(`${name} should be ${should}`);
    return text(name);
  };
  const made = <T>(name: string, should: string, make: () => T): T | null => {
    try {
      return make();
    } catch {
      faults.push(`${name} should be ${should}`);
      return null;
    }
  };
  const appid = matching("appid", /^wx[0-9a-zA-Z]{4,30}$/, "an app id, wx…");
  const mchid = matching("mchid", /^\d{6,32}$/, "the merchant number, digits only");
  const serialNo = matching("serial_no", /^[0-9a-fA-F]{8,40}$/, "a certificate's serial number in hexadecimal");
  const mode = text("mode") === "" ? "direct" : text("mode");
  if (mode !== "direct" && mode !== "partner") faults.push("mode should be direct or partner");
  const holding = text("holding");
  if (!["", "partner", "ecommerce"].includes(holding)) faults.push("holding should be empty, partner or ecommerce");
  if (holding === "ecommerce" && mode !== "partner") faults.push("holding ecommerce needs mode partner");
  const privateKey = made("private_key", "the RSA private key as PKCS#8 PEM", () =>
    rsa(createPrivateKey(text("private_key"))),
  );
  if (Buffer.byteLength(text("apiv3_key")) !== 32) faults.push("apiv3_key should be exactly 32 characters");
  const apiv3Key = createSecretKey(Buffer.concat([Buffer.from(text("apiv3_key")), Buffer.alloc(32)], 32));
  const certificates = made("platform_certificate", "X.509 certificates as PEM", () =>
    readCertificates(text("platform_certificate")),
  );
  const publicKey = readPublicKey(text("public_key_id"), text("public_key"), faults);
  const apiOrigin = readOrigin(text("api_origin"), faults);
  if (faults.length > 0 || !privateKey || !certificates) throw new WalletSettingsFault("wechatpay", faults);
  const checkedMode = mode === "partner" ? "partner" : "direct";
  const code = readCode(text, faults);
  if (faults.length > 0) throw new WalletSettingsFault("wechatpay", faults);
  const keys = { ...code, serialNo, privateKey, apiv3Key, certificates, publicKey };
  const held = holding === "partner" || holding === "ecommerce" ? holding : null;
  return { apiOrigin, appid, mchid, mode: checkedMode, holding: held, ...keys };
}

function readCode(text: (name: string) => string, faults: string[]): Pick<WeChatPaySettings, "v2" | "charge"> {
  const [key, sign, charge] = [text("apiv2_key"), text("v2_sign") || "HMAC-SHA256", text("charge")];
  if (key !== "" && Buffer.byteLength(key) !== 32) faults.push("apiv2_key should be exactly 32 characters");
  if (sign !== "MD5" && sign !== "HMAC-SHA256") faults.push("v2_sign should be MD5 or HMAC-SHA256");
  if (!["", "v2", "v3"].includes(charge)) faults.push("charge should be empty, v2 or v3");
  if (charge === "v2" && key === "") faults.push("charge v2 needs apiv2_key");
  const cert = text("certificate");
  const certificate = cert === "" ? null : { key: text("private_key"), cert };
  const v2 =
    key === "" ? null : { key, sign: sign === "MD5" ? ("MD5" as const) : ("HMAC-SHA256" as const), certificate };
  return { v2, charge: charge === "v3" ? "v3" : v2 ? "v2" : null };
}

function rsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== "rsa") throw new Error("not RSA");
  return key;
}

function readPublicKey(id: string, pem: string, faults: string[]): WeChatPaySettings["publicKey"] {
  if (id === "" && pem === "") return null;
  if (!/^PUB_KEY_ID_[0-9]+$/.test(id)) faults.push("public_key_id should be PUB_KEY_ID_ and digits");
  try {
    return { id, key: rsa(createPublicKey(pem)) };
  } catch {
    faults.push("public_key should be the RSA public key as PEM");
    return null;
  }
}

function readOrigin(text: string, faults: string[]): string {
  if (text === "") return officialOrigin;
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === null || url.pathname !== "/" || url.search !== "" || !(url.protocol === "https:" || local))
    faults.push("api_origin should be an https origin without path (http only on this machine)");
  return text.replace(/\/$/, "");
}

/** Reads one or more PEM certificates that follow each other. */
export function readCertificates(pem: string): PlatformCertificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (pem.trim() !== "" && blocks.length === 0) throw new Error("no certificate");
  return blocks.map((block) => {
    const certificate = new X509Certificate(block);
    return {
      serial: certificate.serialNumber.toUpperCase(),
      key: rsa(certificate.publicKey),
      validFrom: new Date(certificate.validFrom),
      validTo: new Date(certificate.validTo),
    };
  });
}
