import { constants, createHash, type KeyObject, privateEncrypt, publicDecrypt, timingSafeEqual } from "node:crypto";

/**
 * JD Pay's old signature, as described by IJPay (a third-party Java project): the lower-case hexadecimal SHA-256 of the
 * text, encrypted with the private key under PKCS#1 type 1. That is no PKCS#1 signature: there is no DigestInfo in it.
 */
export function signText(text: string, key: KeyObject): string {
  const padded = { key, padding: constants.RSA_PKCS1_PADDING };
  return privateEncrypt(padded, Buffer.from(hexOf(text))).toString("base64");
}

/** False for anything but a valid signature in canonical base64; never throws. */
export function verifyText(text: string, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length === 0 || bytes.toString("base64") !== signature) return false;
  try {
    const said = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes);
    const own = Buffer.from(hexOf(text));
    return said.length === own.length && timingSafeEqual(said, own);
  } catch {
    return false;
  }
}

function hexOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Sorted non-empty `k=v` pairs joined by `&`, without the signature itself: what a pay page's form is signed over. */
export function formContent(fields: Readonly<Record<string, string>>): string {
  return Object.keys(fields)
    .filter((name) => name !== "sign" && fields[name] !== "")
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("&");
}
