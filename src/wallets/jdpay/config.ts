import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type SettingField, WalletSettingsFault } from "../protocol.ts";

/** One merchant number at JD Pay, checked and with its keys made ready. */
export type JdPaySettings = {
  gateway: string;
  desktopPage: string;
  phonePage: string;
  merchant: string;
  privateKey: KeyObject;
  jdKey: KeyObject;
  /** Of 3DES, 24 bytes. */
  secret: Buffer;
  /** Of the order that an app hands to JD's SDK. */
  appKey: string;
};

const hosts = {
  gateway: "https://paygate.jd.com",
  desktop_page: "https://wepay.jd.com",
  phone_page: "https://h5pay.jd.com",
} as const;

const host = (name: keyof typeof hosts, zh: string, en: string): SettingField => ({
  ...{ name, title: { zh, en }, secret: false, required: false, shape: "url" },
  hint: { zh: `留空即 ${hosts[name]}`, en: `Empty means ${hosts[name]}` },
});

export const settingFields: readonly SettingField[] = [
  host("gateway", "京东支付网关", "Gateway"),
  host("desktop_page", "PC 收银台", "Pay page for desktops"),
  host("phone_page", "H5 收银台", "Pay page for phones"),
  {
    name: "merchant",
    title: { zh: "商户号", en: "Merchant number" },
    secret: false,
    required: true,
    shape: "text",
  },
  {
    name: "private_key",
    title: { zh: "商户私钥", en: "Merchant's private key" },
    secret: true,
    required: true,
    shape: "pem",
  },
  {
    name: "jd_public_key",
    title: { zh: "京东公钥", en: "JD's public key" },
    secret: false,
    required: true,
    shape: "pem",
  },
  {
    name: "des_key",
    title: { zh: "DES 密钥", en: "DES key" },
    secret: true,
    required: true,
    shape: "text",
    hint: { zh: "Base64，解码后 24 字节", en: "Base64 of 24 bytes" },
  },
  {
    name: "md5_key",
    title: { zh: "MD5 密钥（APP 支付）", en: "MD5 key (app payments)" },
    secret: true,
    required: true,
    shape: "text",
  },
];

/** Checks an account's settings; throws WalletSettingsFault that names every fault at once. */
export function readSettings(given: Readonly<Record<string, string>>): JdPaySettings {
  const faults: string[] = [];
  const text = (name: string) => given[name]?.trim() ?? "";
  const address = (name: keyof typeof hosts): string => {
    const found = text(name) || hosts[name];
    if (!/^https?:\/\/[^\s/?#]+$/.test(found)) faults.push(`${name} must be an http(s) origin without a path`);
    return found;
  };
  const [gateway, desktopPage, phonePage] = [address("gateway"), address("desktop_page"), address("phone_page")];
  const merchant = text("merchant");
  if (!/^[0-9A-Za-z]{4,32}$/.test(merchant)) faults.push("merchant must be 4 to 32 letters or digits");
  const privateKey = attempt(() => createPrivateKey(text("private_key")));
  if (privateKey?.asymmetricKeyType !== "rsa") faults.push("private_key is no RSA private key in PEM");
  const jdKey = attempt(() => createPublicKey(text("jd_public_key")));
  if (jdKey?.asymmetricKeyType !== "rsa") faults.push("jd_public_key is no RSA public key in PEM");
  const secret = Buffer.from(text("des_key"), "base64");
  if (secret.length !== 24) faults.push("des_key must be 24 bytes in base64");
  const appKey = text("md5_key");
  if (appKey === "") faults.push("md5_key is missing");
  if (!privateKey || !jdKey || faults.length > 0) throw new WalletSettingsFault("jdpay", faults);
  return { gateway, desktopPage, phonePage, merchant, privateKey, jdKey, secret, appKey };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
