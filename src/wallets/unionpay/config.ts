import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { type SettingField, WalletSettingsFault } from "../protocol.ts";
import { certificateId, makeProver, type Trust } from "./trust.ts";

/** One merchant number at UnionPay, checked and with its keys made ready. */
export type UnionPaySettings = {
  gateway: string;
  merId: string;
  privateKey: KeyObject;
  /** The merchant account in EMVCo codes; null: none was handed out. */
  emvAccount: string | null;
  /** Decimal serial of our signing certificate. */
  certId: string;
  /** The key of the certificate that a message brings, or null when it is not UnionPay's. */
  prove(pem: string, now: Date): KeyObject | null;
};

const productionGateway = "https://gateway.95516.com";
const unionPayName = "中国银联股份有限公司";

export const settingFields: readonly SettingField[] = [
  {
    name: "gateway",
    title: { zh: "银联网关", en: "Gateway" },
    secret: false,
    required: false,
    shape: "url",
    hint: { zh: `留空即 ${productionGateway}`, en: `Empty means ${productionGateway}` },
  },
  {
    name: "mer_id",
    title: { zh: "商户号", en: "Merchant number" },
    secret: false,
    required: true,
    shape: "text",
    hint: { zh: "15 位", en: "15 characters" },
  },
  {
    name: "private_key",
    title: { zh: "签名私钥", en: "Signing key" },
    secret: true,
    required: true,
    shape: "pem",
    hint: {
      zh: "由 pfx 导出：openssl pkcs12 -in acp.pfx -nodes -nocerts",
      en: "From the pfx: openssl pkcs12 -in acp.pfx -nodes -nocerts",
    },
  },
  pem("sign_cert", "签名证书", "Signing certificate"),
  pem("middle_cert", "银联中级证书", "UnionPay's middle certificate"),
  pem("root_cert", "银联根证书", "UnionPay's root certificate"),
  {
    name: "cert_name",
    title: { zh: "验签证书名称", en: "Name in UnionPay's certificate" },
    secret: false,
    required: false,
    shape: "text",
    hint: { zh: `留空即 ${unionPayName}`, en: `Empty means ${unionPayName}` },
  },
  {
    name: "emv_account",
    title: { zh: "EMV 收款码中的商户账户", en: "Merchant account in EMV codes" },
    secret: false,
    required: false,
    shape: "text",
    hint: {
      zh: "银联发放的 31 位：收单机构 8 位、转发机构 8 位、商户号 15 位（格式凭记忆，未经核实）；留空则收款码中不写",
      en:
        "The 31 characters that UnionPay handed out: acquirer 8, forwarder 8, merchant number 15 (remembered, not " +
        "verified); empty: codes do without",
    },
  },
];

function pem(name: string, zh: string, en: string): SettingField {
  return { name, title: { zh, en }, secret: false, required: true, shape: "pem" };
}

type Given = Readonly<Record<string, string>>;

/** Checks an account's settings; throws WalletSettingsFault that names every fault at once. */
export function readSettings(given: Given): UnionPaySettings {
  const faults: string[] = [];
  const text = (name: string) => given[name]?.trim() ?? "";
  const gateway = text("gateway") || productionGateway;
  if (!/^https?:\/\/[^\s/?#]+$/.test(gateway)) faults.push("gateway must be an http(s) origin without a path");
  const merId = text("mer_id");
  if (!/^[0-9A-Za-z]{15}$/.test(merId)) faults.push("mer_id must be 15 letters or digits");
  const emvAccount = text("emv_account");
  if (emvAccount !== "" && !(/^\d{16}[0-9A-Za-z]{15}$/.test(emvAccount) && emvAccount.endsWith(merId)))
    faults.push("emv_account must be 16 digits and then mer_id");
  const privateKey = attempt(() => createPrivateKey(text("private_key")));
  if (privateKey?.asymmetricKeyType !== "rsa") faults.push("private_key is no RSA private key in PEM");
  const certificate = (name: string): X509Certificate | null => {
    const read = attempt(() => new X509Certificate(text(name)));
    if (!read) faults.push(`${name} is no certificate in PEM`);
    return read;
  };
  const [own, middle, root] = [certificate("sign_cert"), certificate("middle_cert"), certificate("root_cert")];
  if (own && privateKey && !own.checkPrivateKey(privateKey)) faults.push("sign_cert does not belong to private_key");
  if (middle && root && !(middle.checkIssued(root) && middle.verify(root.publicKey)))
    faults.push("middle_cert was not issued by root_cert");
  if (!privateKey || !own || !middle || !root || faults.length > 0) throw new WalletSettingsFault("unionpay", faults);
  const trust: Trust = { root, middle, name: text("cert_name") || unionPayName };
  const numbers = { merId, emvAccount: emvAccount || null, certId: certificateId(own) };
  return { gateway, ...numbers, privateKey, prove: makeProver(trust) };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
