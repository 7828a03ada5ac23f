import { createHash, type KeyObject, sign, verify } from "node:crypto";

/** Fields of a message by name. */
export type Fields = Readonly<Record<string, string>>;

/** Sorted non-empty `k=v` pairs joined by `&`, without the signature itself. */
export function signContent(fields: Fields): string {
  return Object.keys(fields)
    .filter((name) => name !== "signature" && fields[name] !== "")
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("&");
}

/** Version 5.1.0 signs the lower-case hexadecimal SHA-256 of the content: a hash of a hash. */
function digestText(fields: Fields): Buffer {
  return Buffer.from(createHash("sha256").update(signContent(fields)).digest("hex"));
}

/** The signature of a message, base64, made on a thread of libuv's pool. */
export function signFields(fields: Fields, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign("sha256", digestText(fields), key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString("base64"));
    });
  });
}

/** False for anything but a valid signature in canonical base64; never throws. */
export function verifyFields(fields: Fields, key: KeyObject): boolean {
  const given = fields["signature"] ?? "";
  const bytes = Buffer.from(given, "base64");
  if (bytes.length === 0 || bytes.toString("base64") !== given) return false;
  return verify("sha256", digestText(fields), key, bytes);
}
