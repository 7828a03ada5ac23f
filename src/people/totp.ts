import { createHash, createHmac } from "node:crypto";
import type { Random } from "#db";

/** RFC 6238 with what every authenticator app takes: SHA-1, 30 seconds, six digits. */
const stepSeconds = 30;
const digits = 6;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function base32(bytes: Uint8Array): string {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
  }
  return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text;
}

export function unbase32(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    held = ((held << 5) | alphabet.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  return Buffer.from(bytes);
}

export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds);
}

export function codeAt(secret: Buffer, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = (mac.at(-1) as number) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return (number % 10 ** length).toString().padStart(length, "0");
}

/** The step whose code this is, one before and one after included (clocks differ); null for a wrong code. */
export function stepOf(secret: Buffer, code: string, now: Date): number | null {
  const at = stepAt(now);
  return [at, at - 1, at + 1].find((step) => codeAt(secret, step) === code) ?? null;
}

/** What a QR code for an authenticator app holds. */
export function otpauthUrl(secret: string, login: string): string {
  const label = encodeURIComponent(`Hutong:${login}`);
  return `otpauth://totp/${label}?secret=${secret}&issuer=Hutong&algorithm=SHA1&digits=6&period=30`;
}

/** Ten codes for the day the phone is lost: 50 bits each, told once. */
export function recoveryCodes(random: Random): string[] {
  return Array.from({ length: 10 }, () => {
    const text = base32(random(7)).slice(0, 10).toLowerCase();
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
}

export function recoveryHash(code: string): Buffer {
  return createHash("sha256").update(`recovery ${code.trim().toLowerCase()}`).digest();
}
