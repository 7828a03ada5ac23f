import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** Why a text is no key of a participant's. */
export type KeyRefusal = "private" | "not_a_key" | "too_weak";

export type ReadKey = { ok: true; public_key: string; fingerprint: string } | { ok: false; why: KeyRefusal };

const bitsLeast = 2048;

/**
 * A participant's public key for FSPIOP signatures (RS256), as its people hand it in. A private key, which holds a
 * public one, is refused before anything reads it: nobody should have sent it.
 */
export function readPublicKey(pem: string): ReadKey {
  if (/PRIVATE KEY/.test(pem)) return { ok: false, why: "private" };
  const key = parsed(pem);
  if (key === null) return { ok: false, why: "not_a_key" };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < bitsLeast) return { ok: false, why: "too_weak" };
  const public_key = key.export({ type: "spki", format: "pem" }).toString();
  return { ok: true, public_key, fingerprint: fingerprintOf(key) };
}

/** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
export function fingerprintOf(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

function parsed(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}
