import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";

/** encrypt_type AES: AES-128-CBC, an IV of zeros, PKCS#7, base64. Tried against npm alipay-sdk 4.14.0. */
const zeroIv = Buffer.alloc(16);

export function aesEncrypt(text: string, key: KeyObject): string {
  const cipher = createCipheriv("aes-128-cbc", key, zeroIv);
  return Buffer.concat([cipher.update(text), cipher.final()]).toString("base64");
}

/** Null when it does not decrypt under this key. */
export function aesDecrypt(base64: string, key: KeyObject): string | null {
  try {
    const decipher = createDecipheriv("aes-128-cbc", key, zeroIv);
    return Buffer.concat([decipher.update(Buffer.from(base64, "base64")), decipher.final()]).toString();
  } catch {
    return null;
  }
}
