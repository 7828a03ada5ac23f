import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from "node:crypto";

/**
 * The cryptography of WeChat Pay APIv3, for both sides of the wire. Keys come as KeyObjects: a PEM text per call would
 * make signing three times slower. Proven against the published vectors in fixtures/.
 */
export const scheme = "WECHATPAY2-SHA256-RSA2048";

/** Bogus signatures that the wallet sends now and then, to see whether the merchant looks. */
export const probePrefix = "WECHATPAY/SIGNTEST/";

/** Seconds that a clock may be off, on both sides. */
export const freshSeconds = 300;

const newline = Buffer.from("\n");

export type Stamp = { timestamp: string; nonce: string };

/** The five signed lines of a request. `path` is path and query exactly as they go on the wire. */
export function requestMessage(method: string, path: string, stamp: Stamp, body: Buffer | string): Buffer {
  const head = `${method}\n${path}\n${stamp.timestamp}\n${stamp.nonce}\n`;
  return typeof body === "string" ? Buffer.from(`${head}${body}\n`) : Buffer.concat([Buffer.from(head), body, newline]);
}

/** The three signed lines of an answer or a notice, over its raw bytes. */
export function answerMessage(stamp: Stamp, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${stamp.timestamp}\n${stamp.nonce}\n`), body, newline]);
}

/** RSASSA-PKCS1-v1_5 with SHA-256, base64. Runs in the thread pool, so that it does not hold the event loop. */
export function signMessage(key: KeyObject, message: Buffer | string): Promise<string> {
  return new Promise((resolve, reject) => {
    sign("sha256", typeof message === "string" ? Buffer.from(message) : message, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString("base64"));
    });
  });
}

/** Verifying is ten times cheaper than signing, so it stays on the loop. */
export function provenBy(key: KeyObject, message: Buffer, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  // Node's base64 reader skips what it does not know: only the one canonical text of a signature is a signature.
  if (bytes.toString("base64") !== signature) return false;
  return verify("sha256", message, key, bytes);
}

/** The value of the Authorization header. */
export function authorization(mchid: string, serialNo: string, stamp: Stamp, signature: string): string {
  const fields = [
    `mchid="${mchid}"`,
    `nonce_str="${stamp.nonce}"`,
    `timestamp="${stamp.timestamp}"`,
    `serial_no="${serialNo}"`,
    `signature="${signature}"`,
  ];
  return `${scheme} ${fields.join(",")}`;
}

export type SealedResource = { ciphertext: string; nonce: string; associated_data: string };

/** AES-256-GCM under the APIv3 key; the last 16 bytes of the cipher text are the tag. Throws on any alteration. */
export function openSealed(apiv3Key: KeyObject, sealed: SealedResource): Buffer {
  const bytes = Buffer.from(sealed.ciphertext, "base64");
  if (bytes.length < 16 || bytes.toString("base64") !== sealed.ciphertext) throw new Error("cipher text is damaged");
  const decipher = createDecipheriv("aes-256-gcm", apiv3Key, Buffer.from(sealed.nonce), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(sealed.associated_data));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

/** The wallet's half of openSealed. `nonce` is 12 characters. */
export function seal(apiv3Key: KeyObject, plain: string, nonce: string, associatedData: string): SealedResource {
  const cipher = createCipheriv("aes-256-gcm", apiv3Key, Buffer.from(nonce), { authTagLength: 16 });
  cipher.setAAD(Buffer.from(associatedData));
  const bytes = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { ciphertext: bytes.toString("base64"), nonce, associated_data: associatedData };
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" };

/** Sensitive fields (names, bank cards): RSA-OAEP with SHA-1, at most 214 bytes, under the wallet's key. */
export function encryptSensitive(walletKey: KeyObject, text: string): string {
  return publicEncrypt({ key: walletKey, ...oaep }, Buffer.from(text)).toString("base64");
}

/** The wallet encrypts sensitive answers with the merchant's certificate. */
export function decryptSensitive(merchantKey: KeyObject, cipherText: string): string {
  return privateDecrypt({ key: merchantKey, ...oaep }, Buffer.from(cipherText, "base64")).toString("utf8");
}
