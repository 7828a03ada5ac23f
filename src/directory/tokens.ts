import { createHash } from "node:crypto";
import type { Random } from "#db";

/** Crockford's base 32 in lower case: nothing in a token that a person or a line break could spoil. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const randomLength = 48;

export type KeyMode = "live" | "test";
export type TokenPrefix = "hk_live_" | "hk_test_" | "hp_";

/** A fresh token is told once; only the rest is stored. */
export type FreshToken = { token: string; hash: Buffer; prefix: TokenPrefix; last4: string };

/** 240 bits of randomness: strong enough that a plain SHA-256 guards it, unlike a password. */
export function makeToken(prefix: TokenPrefix, random: Random): FreshToken {
  let text = "";
  for (const byte of random(randomLength)) text += alphabet.charAt(byte & 31);
  const token = prefix + text;
  return { token, hash: tokenHash(token), prefix, last4: token.slice(-4) };
}

/** SHA-256 of the token's text. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
