import { createHash, hkdfSync } from "node:crypto";
import { makeCertificate, makeKeyPair } from "../fake-keys.ts";
import type { FakeCredentials } from "../fake-protocol.ts";

/** Keys and numbers of the sandbox's one app at Alipay, both sides of them: kept as JSON, never sent anywhere whole. */
export type AlipayCredentials = {
  app_id: string;
  seller_id: string;
  /** The app's: PKCS#8 and SPKI PEM. */
  private_key: string;
  public_key: string;
  app_cert: string;
  alipay_private_key: string;
  alipay_public_key: string;
  alipay_cert: string;
  alipay_root_cert: string;
  /** Of encrypt_type AES: 16 bytes in base64. */
  aes_key: string;
};

const day = 86_400_000;

/** Made once a sandbox. Names are in the order in which Alipay's own certificates have them. */
export async function makeCredentials(now: Date): Promise<AlipayCredentials> {
  const [app, alipay, root] = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair()]);
  const notBefore = new Date(now.getTime() - day);
  const notAfter = new Date(now.getTime() + 3650 * day);
  const rootName = "C=CN, O=Hutong Sandbox, OU=Certification Authority, CN=Hutong Sandbox Alipay Root";
  const times = { notBefore, notAfter };
  const rootPem = await makeCertificate({
    subject: rootName,
    key: root,
    serial: serialOf(root.publicPem),
    ca: true,
    ...times,
  });
  const issuer = { certificatePem: rootPem, privatePem: root.privatePem };
  const digits = digitsOf(app.publicPem);
  const appId = `2021${digits.slice(0, 12)}`;
  const certify = (name: string, key: typeof app) =>
    makeCertificate({
      subject: `C=CN, O=Hutong Sandbox, OU=Alipay, CN=${name}`,
      key,
      issuer,
      serial: serialOf(key.publicPem),
      ...times,
    });
  return {
    app_id: appId,
    seller_id: `2088${digits.slice(12, 24)}`,
    private_key: app.privatePem,
    public_key: app.publicPem,
    app_cert: await certify(appId, app),
    alipay_private_key: alipay.privatePem,
    alipay_public_key: alipay.publicPem,
    alipay_cert: await certify("Hutong Sandbox Alipay", alipay),
    alipay_root_cert: rootPem,
    aes_key: Buffer.from(hkdfSync("sha256", app.privatePem, "", "encrypt_type AES", 16)).toString("base64"),
  };
}

/** Positive, 16 bytes, hexadecimal. */
function serialOf(text: string): string {
  return `20${createHash("sha256").update(text).digest("hex").slice(0, 30)}`;
}

function digitsOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  return [...hash].map((byte) => (byte % 10).toString()).join("");
}

/** Checks credentials that come from a file. */
export function readCredentials(given: FakeCredentials): AlipayCredentials {
  const text = (name: string): string => {
    const value = given[name];
    if (typeof value !== "string" || value === "") throw new Error(`The sandbox's Alipay credentials lack ${name}.`);
    return value;
  };
  return {
    app_id: text("app_id"),
    seller_id: text("seller_id"),
    private_key: text("private_key"),
    public_key: text("public_key"),
    app_cert: text("app_cert"),
    alipay_private_key: text("alipay_private_key"),
    alipay_public_key: text("alipay_public_key"),
    alipay_cert: text("alipay_cert"),
    alipay_root_cert: text("alipay_root_cert"),
    aes_key: text("aes_key"),
  };
}

/** What a merchant's server is told: the `alipay` object of /credentials.json. */
export function published(credentials: AlipayCredentials, origin: string): Record<string, string> {
  return {
    gateway: `${origin}/gateway.do`,
    endpoint: origin,
    app_id: credentials.app_id,
    seller_id: credentials.seller_id,
    private_key: credentials.private_key,
    app_cert: credentials.app_cert,
    alipay_public_key: credentials.alipay_public_key,
    alipay_cert: credentials.alipay_cert,
    alipay_root_cert: credentials.alipay_root_cert,
    aes_key: credentials.aes_key,
  };
}

/** Settings of our own wallet account at this fake, in key mode or in certificate mode. */
export function accountSettings(
  credentials: AlipayCredentials,
  origin: string,
  mode: "key" | "certificate" = "key",
): Record<string, string> {
  const { app_id, seller_id, private_key, alipay_public_key, app_cert, alipay_cert, alipay_root_cert } = credentials;
  const own = { gateway: `${origin}/gateway.do`, app_id, seller_id, private_key };
  return mode === "key" ? { ...own, alipay_public_key } : { ...own, app_cert, alipay_cert, alipay_root_cert };
}
