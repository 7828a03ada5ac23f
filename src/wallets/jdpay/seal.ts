import { createCipheriv, createDecipheriv } from "node:crypto";

/**
 * JD Pay's seal, as described by IJPay: 3DES in ECB mode over a 4-byte big-endian length, the UTF-8 text, and zeros to
 * a whole number of blocks. 3DES is what this old protocol asks for; it is used nowhere else. `key`: 24 bytes.
 */
export function sealHex(text: string, key: Buffer): string {
  const plain = Buffer.from(text);
  const padded = Buffer.alloc(Math.ceil((plain.length + 4) / 8) * 8);
  padded.writeUInt32BE(plain.length);
  plain.copy(padded, 4);
  const cipher = createCipheriv("des-ede3-ecb", key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString("hex");
}

/** Null for what was not sealed with this key, or was changed beyond reading. It proves nothing: the signature does. */
export function openHex(hex: string, key: Buffer): string | null {
  if (!/^([0-9a-f]{16})+$/.test(hex)) return null;
  const decipher = createDecipheriv("des-ede3-ecb", key, null).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(hex, "hex")), decipher.final()]);
  const length = padded.readUInt32BE();
  if (length > padded.length - 4 || padded.length - 4 - length > 7) return null;
  return padded.subarray(4, 4 + length).toString();
}
