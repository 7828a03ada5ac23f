import { makeCertificate, makeKeyPair } from "../fake-keys.ts";
import type { FakeCredentials } from "../fake-protocol.ts";

export type PlatformKey = { serial_no: string; pem: string; private_key: string };

/** A sandbox merchant's keys and numbers, and the wallet's own. Made once, kept as JSON; real keys never look so. */
export type WeChatPayCredentials = {
  appid: string;
  mchid: string;
  /** The first of a hundred sub-merchants: the last two digits may be anything. */
  sub_mchid: string;
  serial_no: string;
  private_key: string;
  certificate: string;
  apiv3_key: string;
  apiv2_key: string;
  /** The certificate in use, and the one that comes after it. */
  platform: [PlatformKey, PlatformKey];
  public_key: { id: string; pem: string; private_key: string };
};

type Maker = { now: Date; random: (bytes: number) => Buffer };
const yearMs = 365 * 86_400_000;

export async function makeCredentials(maker: Maker): Promise<WeChatPayCredentials> {
  const hex = (bytes: number) => maker.random(bytes).toString("hex");
  const serial = () => `5${hex(20).slice(1)}`.toUpperCase();
  const digits = (length: number) => [...maker.random(length)].map((byte) => byte % 10).join("");
  const validity = {
    notBefore: new Date(maker.now.getTime() - 86_400_000),
    notAfter: new Date(maker.now.getTime() + 5 * yearMs),
  };
  const [rootKey, merchantKey, publicKey] = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair()]);
  const rootSubject = "CN=Tenpay.com Root CA,OU=Hutong Sandbox,O=Tenpay.com,C=CN";
  const root = await makeCertificate({ subject: rootSubject, key: rootKey, serial: serial(), ca: true, ...validity });
  const issuer = { certificatePem: root, privatePem: rootKey.privatePem };
  const platform = async (): Promise<PlatformKey> => {
    const key = await makeKeyPair();
    const serialNo = serial();
    const subject = "CN=Tenpay.com sign,OU=Hutong Sandbox,O=Tenpay.com,C=CN";
    const pem = await makeCertificate({ subject, issuer, key, serial: serialNo, ...validity });
    return { serial_no: serialNo, pem, private_key: key.privatePem };
  };
  const mchid = `19000${digits(5)}`;
  const merchantSerial = serial();
  const certificate = await makeCertificate({
    subject: `CN=${mchid},OU=Hutong Sandbox,O=Wechat Pay merchant,C=CN`,
    issuer,
    key: merchantKey,
    serial: merchantSerial,
    ...validity,
  });
  return {
    appid: `wx${hex(8)}`,
    mchid,
    sub_mchid: `1${digits(7)}00`,
    serial_no: merchantSerial,
    private_key: merchantKey.privatePem,
    certificate,
    apiv3_key: `sandbox${hex(13)}`.slice(0, 32),
    apiv2_key: `sandbox${hex(13)}`.slice(0, 32),
    platform: [await platform(), await platform()],
    public_key: {
      id: `PUB_KEY_ID_0${mchid}${digits(18)}`,
      pem: publicKey.publicPem,
      private_key: publicKey.privatePem,
    },
  };
}

/** Reads what was kept as JSON; throws when something is missing. */
export function readCredentials(kept: FakeCredentials): WeChatPayCredentials {
  const names = ["appid", "mchid", "sub_mchid", "serial_no", "private_key", "certificate", "apiv3_key", "apiv2_key"];
  const missing = names.filter((name) => typeof kept[name] !== "string");
  if (missing.length > 0 || !Array.isArray(kept["platform"]) || typeof kept["public_key"] !== "object")
    throw new Error(`The sandbox's WeChat Pay credentials lack ${missing.join(", ") || "the wallet's keys"}.`);
  return kept as WeChatPayCredentials;
}

/** The `wechatpay` object of /credentials.json: all that a merchant has, nothing of the wallet's secrets. */
export function published(kept: FakeCredentials, origin: string): Record<string, unknown> {
  const own = readCredentials(kept);
  return {
    base_url: origin,
    appid: own.appid,
    mchid: own.mchid,
    sub_mchid: own.sub_mchid,
    serial_no: own.serial_no,
    private_key: own.private_key,
    certificate: own.certificate,
    apiv3_key: own.apiv3_key,
    apiv2_key: own.apiv2_key,
    platform_certificate: { serial_no: own.platform[0].serial_no, pem: own.platform[0].pem },
    public_key: { id: own.public_key.id, pem: own.public_key.pem },
  };
}

/** Settings of a wallet account that uses these credentials, as readSettings takes them. */
export function accountSettings(
  kept: FakeCredentials,
  origin: string,
  mode: "direct" | "partner" = "direct",
  holding: "" | "partner" | "ecommerce" = "",
): Record<string, string> {
  const own = readCredentials(kept);
  return {
    api_origin: origin,
    appid: own.appid,
    mchid: own.mchid,
    mode,
    holding,
    serial_no: own.serial_no,
    private_key: own.private_key,
    apiv3_key: own.apiv3_key,
    apiv2_key: own.apiv2_key,
    certificate: own.certificate,
    public_key_id: own.public_key.id,
    public_key: own.public_key.pem,
    platform_certificate: own.platform[0].pem,
  };
}
