import { createPublicKey, type KeyObject } from "node:crypto";
import { type SettingField, WalletSettingsFault } from "../protocol.ts";
import { certificateKey, certificateNumberOf, rootCertificateNumber } from "./certificates.ts";
import { readPrivateKey, readPublicKey } from "./sign.ts";

/** One app at Alipay, checked and with its keys made ready. */
export type AlipaySettings = {
  gateway: string;
  appId: string;
  sellerId: string;
  privateKey: KeyObject;
  /** A sub-merchant's money is held until it is confirmed, so many days at most ("30d"); null = settled at once. */
  settlePeriod: string | null;
  /** Money may be sent to bank cards from this account. */
  bankTransfers: boolean;
  /** Proves answers and notices. */
  alipayKey: KeyObject;
  /** Certificate mode: what every request must name. */
  certificates?: { appCertSn: string; rootCertSn: string; alipayCertSn: string };
};

const productionGateway = "https://openapi.alipay.com/gateway.do";

export const settingFields: readonly SettingField[] = [
  {
    name: "gateway",
    title: { zh: "支付宝网关", en: "Gateway" },
    secret: false,
    required: false,
    shape: "url",
    hint: { zh: `留空即 ${productionGateway}`, en: `Empty means ${productionGateway}` },
  },
  {
    name: "app_id",
    title: { zh: "应用 APPID", en: "App id" },
    secret: false,
    required: true,
    shape: "text",
    hint: { zh: "16 位数字", en: "16 digits" },
  },
  {
    name: "seller_id",
    title: { zh: "商户 PID（卖家支付宝用户号）", en: "Seller id (PID)" },
    secret: false,
    required: true,
    shape: "text",
    hint: { zh: "2088 开头的 16 位数字", en: "16 digits that begin with 2088" },
  },
  {
    name: "private_key",
    title: { zh: "应用私钥", en: "App private key" },
    secret: true,
    required: true,
    shape: "pem",
    hint: { zh: "PKCS#1 或 PKCS#8，可不带头尾行", en: "PKCS#1 or PKCS#8; header lines may be missing" },
  },
  {
    name: "alipay_public_key",
    title: { zh: "支付宝公钥（密钥模式）", en: "Alipay public key (key mode)" },
    secret: false,
    required: false,
    shape: "pem",
    hint: { zh: "不是应用公钥", en: "Not the app's public key" },
  },
  {
    name: "settle_period",
    title: { zh: "直付通账期", en: "Settlement period of sub-merchants" },
    secret: false,
    required: false,
    shape: "text",
    hint: { zh: "1d 至 365d；留空即时结算", en: "1d to 365d; empty: settled at once" },
  },
  {
    name: "bank_transfers",
    title: { zh: "转账到银行卡", en: "Transfers to bank cards" },
    secret: false,
    required: false,
    shape: "text",
    hint: { zh: "填 on 启用，须签约单笔转账到银行卡", en: "on: this account has the right to them" },
  },
  pem("app_cert", "应用公钥证书（证书模式）", "App certificate (certificate mode)"),
  pem("alipay_cert", "支付宝公钥证书（证书模式）", "Alipay certificate (certificate mode)"),
  pem("alipay_root_cert", "支付宝根证书（证书模式）", "Alipay root certificates (certificate mode)"),
];

function pem(name: string, zh: string, en: string): SettingField {
  return { name, title: { zh, en }, secret: false, required: false, shape: "pem" };
}

type Given = Readonly<Record<string, string>>;

/** Checks an account's settings; throws WalletSettingsFault that names every fault at once. */
export function readSettings(given: Given): AlipaySettings {
  const faults: string[] = [];
  const gateway = given["gateway"]?.trim() || productionGateway;
  if (!/^https?:\/\/[^\s?#]+$/.test(gateway)) faults.push("gateway must be an http(s) address without a query");
  const appId = given["app_id"]?.trim() ?? "";
  if (!/^\d{16}$/.test(appId)) faults.push("app_id must be 16 digits");
  const sellerId = given["seller_id"]?.trim() ?? "";
  if (!/^2088\d{12}$/.test(sellerId)) faults.push("seller_id must be 16 digits that begin with 2088");
  const period = given["settle_period"]?.trim() || null;
  if (period !== null && !/^([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-5])d$/.test(period))
    faults.push("settle_period must be 1d to 365d");
  const transfers = given["bank_transfers"]?.trim() ?? "";
  if (!["", "on"].includes(transfers)) faults.push("bank_transfers must be on or empty");
  const privateKey = attempt(() => readPrivateKey(given["private_key"]?.trim() ?? ""));
  if (!privateKey) faults.push("private_key is no RSA private key of at least 2048 bits in PEM or base64");
  const proof = certificateNames.some((name) => given[name]?.trim())
    ? certificateMode(given, privateKey, faults)
    : keyMode(given, privateKey, faults);
  if (!privateKey || !proof || faults.length > 0) throw new WalletSettingsFault("alipay", faults);
  return { gateway, appId, sellerId, settlePeriod: period, bankTransfers: transfers === "on", privateKey, ...proof };
}

type Proof = Pick<AlipaySettings, "alipayKey" | "certificates">;

function keyMode(given: Given, privateKey: KeyObject | null, faults: string[]): Proof | null {
  const text = given["alipay_public_key"]?.trim();
  if (!text) {
    faults.push(`alipay_public_key is missing (or, for certificate mode, ${certificateNames.join(", ")})`);
    return null;
  }
  const alipayKey = attempt(() => readPublicKey(text));
  if (!alipayKey) faults.push("alipay_public_key is no RSA public key in PEM or base64");
  else if (privateKey && createPublicKey(privateKey).equals(alipayKey))
    faults.push("alipay_public_key is the app's own public key: take Alipay's from the open platform's page");
  return alipayKey && { alipayKey };
}

const certificateNames = ["app_cert", "alipay_cert", "alipay_root_cert"] as const;

function certificateMode(given: Given, privateKey: KeyObject | null, faults: string[]): Proof | null {
  const missing = certificateNames.filter((name) => !given[name]?.trim());
  if (missing.length > 0) {
    faults.push(`certificate mode needs ${missing.join(", ")} too`);
    return null;
  }
  const [app = "", alipay = "", root = ""] = certificateNames.map((name) => given[name] ?? "");
  const appCertSn = attempt(() => certificateNumberOf(app));
  const alipayCertSn = attempt(() => certificateNumberOf(alipay));
  const rootCertSn = attempt(() => rootCertificateNumber(root));
  if (!appCertSn) faults.push("app_cert is no certificate in PEM");
  else if (privateKey && !createPublicKey(privateKey).equals(certificateKey(app)))
    faults.push("app_cert does not belong to private_key");
  if (!alipayCertSn) faults.push("alipay_cert is no certificate in PEM");
  if (!rootCertSn) faults.push("alipay_root_cert holds no RSA certificate in PEM");
  if (!appCertSn || !alipayCertSn || !rootCertSn) return null;
  return { alipayKey: certificateKey(alipay), certificates: { appCertSn, rootCertSn, alipayCertSn } };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
