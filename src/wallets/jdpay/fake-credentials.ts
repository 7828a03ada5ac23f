import { createHash, hkdfSync } from "node:crypto";
import { makeKeyPair } from "../fake-keys.ts";
import type { FakeCredentials } from "../fake-protocol.ts";

/** Keys and numbers of the sandbox's one merchant at JD Pay, both sides of them: kept as JSON. */
export type JdPayCredentials = {
  merchant: string;
  private_key: string;
  public_key: string;
  jd_private_key: string;
  jd_public_key: string;
  des_key: string;
  md5_key: string;
};

/** Made once a sandbox. */
export async function makeCredentials(_now: Date): Promise<JdPayCredentials> {
  const [own, jd] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  const digits = [...createHash("sha256").update(own.publicPem).digest()].map((byte) => (byte % 10).toString());
  const secret = (use: string, bytes: number) => Buffer.from(hkdfSync("sha256", own.privatePem, "", use, bytes));
  return {
    merchant: `22${digits.slice(0, 10).join("")}`,
    private_key: own.privatePem,
    public_key: own.publicPem,
    jd_private_key: jd.privatePem,
    jd_public_key: jd.publicPem,
    des_key: secret("3DES", 24).toString("base64"),
    md5_key: secret("MD5", 16).toString("hex"),
  };
}

const names = [
  "merchant",
  "private_key",
  "public_key",
  "jd_private_key",
  "jd_public_key",
  "des_key",
  "md5_key",
] as const;

/** Checks credentials that come from a file. */
export function readCredentials(given: FakeCredentials): JdPayCredentials {
  const read = names.map((name) => {
    const value = given[name];
    if (typeof value !== "string" || value === "") throw new Error(`The sandbox's JD Pay credentials lack ${name}.`);
    return [name, value] as const;
  });
  return Object.fromEntries(read) as JdPayCredentials;
}

/** What a merchant's server is told, and the settings of our own wallet account at this fake. */
export function accountSettings(credentials: JdPayCredentials, origin: string): Record<string, string> {
  const { merchant, private_key, jd_public_key, des_key, md5_key } = credentials;
  const places = { gateway: origin, desktop_page: origin, phone_page: origin };
  return { ...places, merchant, private_key, jd_public_key, des_key, md5_key };
}
