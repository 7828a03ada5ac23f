import { createHash, X509Certificate } from "node:crypto";
import { type FakeKeyPair, makeCertificate, makeKeyPair } from "../fake-keys.ts";
import type { FakeCredentials } from "../fake-protocol.ts";
import { certificateId, nameIn } from "./trust.ts";

/** Keys and numbers of the sandbox's one merchant at UnionPay, both sides of them: kept as JSON. */
export type UnionPayCredentials = {
  mer_id: string;
  private_key: string;
  sign_cert: string;
  acp_private_key: string;
  acp_cert: string;
  middle_cert: string;
  root_cert: string;
};

const day = 86_400_000;
/** SDKs compare this name by themselves. No real account trusts a sandbox for it: its root is the sandbox's own. */
const acpName = "中国银联股份有限公司";

/** Made once a sandbox: a root, a middle certificate, and under it UnionPay's and the merchant's. */
export async function makeCredentials(now: Date): Promise<UnionPayCredentials> {
  const [root, middle, acp, own] = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair(), makeKeyPair()]);
  const times = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + 3650 * day) };
  const certify = (name: string, key: FakeKeyPair, issuer?: { certificatePem: string; privatePem: string }) =>
    makeCertificate({
      subject: `C=CN, O=Hutong Sandbox, CN=${name}`,
      key,
      // Eleven decimal digits, as published samples have: some programs keep them in a JavaScript number.
      serial: `10${createHash("sha256").update(key.publicPem).digest("hex").slice(0, 8)}`,
      ca: key === root || key === middle,
      ...(issuer ? { issuer } : {}),
      ...times,
    });
  const rootPem = await certify("Hutong Sandbox UnionPay Root", root);
  const byRoot = { certificatePem: rootPem, privatePem: root.privatePem };
  const middlePem = await certify("Hutong Sandbox UnionPay Middle", middle, byRoot);
  const byMiddle = { certificatePem: middlePem, privatePem: middle.privatePem };
  const digits = [...createHash("sha256").update(own.publicPem).digest()].map((byte) => (byte % 10).toString());
  return {
    mer_id: `777${digits.slice(0, 12).join("")}`,
    private_key: own.privatePem,
    sign_cert: await certify("041@Z1@merchant@1", own, byMiddle),
    acp_private_key: acp.privatePem,
    acp_cert: await certify(`041@Z1@${acpName}@1`, acp, byMiddle),
    middle_cert: middlePem,
    root_cert: rootPem,
  };
}

/** Checks credentials that come from a file. */
export function readCredentials(given: FakeCredentials): UnionPayCredentials {
  const text = (name: string): string => {
    const value = given[name];
    if (typeof value !== "string" || value === "") throw new Error(`The sandbox's UnionPay credentials lack ${name}.`);
    return value;
  };
  return {
    mer_id: text("mer_id"),
    private_key: text("private_key"),
    sign_cert: text("sign_cert"),
    acp_private_key: text("acp_private_key"),
    acp_cert: text("acp_cert"),
    middle_cert: text("middle_cert"),
    root_cert: text("root_cert"),
  };
}

/** The merchant account that the sandbox hands out for EMVCo codes: two institutions of its own, and the merchant. */
export function emvAccountOf({ mer_id }: Pick<UnionPayCredentials, "mer_id">): string {
  return `9000000190000002${mer_id}`;
}

/** What a merchant's server is told: the `unionpay` object of /credentials.json. */
export function published(credentials: UnionPayCredentials, origin: string): Record<string, string> {
  const { mer_id, private_key, sign_cert, acp_cert, middle_cert, root_cert } = credentials;
  const cert_id = certificateId(new X509Certificate(sign_cert));
  const own = { gateway: origin, mer_id, cert_id, private_key, sign_cert };
  const cert_name = nameIn(new X509Certificate(acp_cert));
  return { ...own, middle_cert, root_cert, cert_name, emv_account: emvAccountOf(credentials) };
}

/** Settings of our own wallet account at this fake. */
export function accountSettings(credentials: UnionPayCredentials, origin: string): Record<string, string> {
  const { cert_id: _, ...settings } = published(credentials, origin);
  return settings;
}
