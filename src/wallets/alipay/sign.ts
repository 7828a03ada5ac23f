import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/**
 * RSA2 (SHA256withRSA, base64) over sorted `k=v` pairs. Tried against npm alipay-sdk 4.14.0 and its published vectors.
 * Keys are KeyObjects made once: a PEM text per call would make signing three times slower.
 */

/** `k=v` pairs joined by `&`, sorted by name, raw decoded values. */
export function signContent(
  parameters: Readonly<Record<string, string>>,
  leaveOut: readonly string[],
  options: { keepEmpty?: boolean } = {},
): string {
  const names = Object.keys(parameters).filter((name) => !leaveOut.includes(name));
  const kept = options.keepEmpty ? names : names.filter((name) => parameters[name] !== "");
  return kept
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join("&");
}

/** Signs on a thread of libuv's pool, so that the event loop goes on. */
export function signRsa2(content: string, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign("sha256", Buffer.from(content), key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString("base64"));
    });
  });
}

/** False for anything but a valid signature in canonical base64; never throws. */
export function verifyRsa2(content: string | Buffer, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length === 0 || bytes.toString("base64") !== signature) return false;
  return verify("sha256", typeof content === "string" ? Buffer.from(content) : content, key, bytes);
}

const bareBase64 = /^[A-Za-z0-9+/=\s]+$/;

/** An RSA private key from PEM (PKCS#1 or PKCS#8) or from the bare base64 that Alipay's key tool hands out. */
export function readPrivateKey(text: string): KeyObject {
  if (!bareBase64.test(text)) return rsaOnly(createPrivateKey(text));
  const der = Buffer.from(text, "base64");
  try {
    return rsaOnly(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  } catch {
    return rsaOnly(createPrivateKey({ key: der, format: "der", type: "pkcs1" }));
  }
}

/** An RSA public key from PEM or bare base64 (SPKI). */
export function readPublicKey(text: string): KeyObject {
  if (!bareBase64.test(text)) return rsaOnly(createPublicKey(text));
  return rsaOnly(createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" }));
}

function rsaOnly(key: KeyObject): KeyObject {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < 2048) throw new Error("RSA2 needs an RSA key of at least 2048 bits.");
  return key;
}
