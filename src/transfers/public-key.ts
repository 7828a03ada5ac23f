import { createHash, createPublicKey, type KeyObject } from "node:crypto";

export type ReadKey = { ok: true; public_key: string; fingerprint: string } | { ok: false; why: string };

const bitsLeast = 2048;

/**
 * A participant's public key for FSPIOP signatures (RS256), as its people hand it in. A private key, which holds a
 * public one, is refused before anything reads it: nobody should have sent it.
 */
export function readPublicKey(pem: string): ReadKey {
  if (/PRIVATE KEY/.test(pem)) return { ok: false, why: "this is a private key; it is not kept: make a new pair" };
  const key = parsed(pem);
  if (key === null) return { ok: false, why: "not a public key in PEM" };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== "rsa" || bits < bitsLeast)
    return { ok: false, why: `an RSA key of at least ${bitsLeast} bits is needed` };
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
