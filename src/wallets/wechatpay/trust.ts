import type { KeyObject } from "node:crypto";
import type { PlatformCertificate, WeChatPaySettings } from "./config.ts";
import { answerMessage, freshSeconds, probePrefix, provenBy } from "./sign.ts";
import { isFresh } from "./time.ts";

type Headers = Readonly<Record<string, string>>;

/** Why something signed is not believed. `unknown_serial` may be mended by downloading certificates. */
export type Doubt = "unsigned" | "probe" | "stale" | "unknown_serial" | "wrong_signature";

/**
 * The wallet's keys that we believe: the configured public key, the configured certificates and the downloaded ones,
 * side by side, because a merchant who migrates is sent both kinds for a while. The header names the key.
 */
export type Trust = {
  /** Checks signature and freshness over raw bytes; null = genuine. `also`: certificates believed for this once. */
  doubt(headers: Headers, body: Buffer, also?: readonly PlatformCertificate[]): Doubt | null;
  /** What goes into a request's Wechatpay-Serial: the key we want answers signed and secrets read with. */
  preferred(): { serial: string; key: KeyObject } | null;
  add(certificates: readonly PlatformCertificate[]): void;
};

export function makeTrust(settings: WeChatPaySettings, now: () => Date): Trust {
  const certificates = new Map<string, PlatformCertificate>();
  const publicKey = settings.publicKey;
  const add = (more: readonly PlatformCertificate[]) => {
    for (const certificate of more) certificates.set(certificate.serial, certificate);
  };
  add(settings.certificates);

  const keyOf = (serial: string, also: readonly PlatformCertificate[]): KeyObject | null => {
    if (publicKey && serial === publicKey.id) return publicKey.key;
    const upper = serial.toUpperCase();
    const certificate = certificates.get(upper) ?? also.find((one) => one.serial === upper);
    return certificate && isValid(certificate, now()) ? certificate.key : null;
  };

  return {
    add,
    doubt: (headers, body, also = []) => {
      const timestamp = headers["wechatpay-timestamp"];
      const nonce = headers["wechatpay-nonce"];
      const serial = headers["wechatpay-serial"];
      const signature = headers["wechatpay-signature"];
      if (!timestamp || !nonce || !serial || !signature) return "unsigned";
      if (signature.startsWith(probePrefix)) return "probe";
      if (!isFresh(timestamp, now(), freshSeconds)) return "stale";
      const key = keyOf(serial, also);
      if (key === null) return "unknown_serial";
      return provenBy(key, answerMessage({ timestamp, nonce }, body), signature) ? null : "wrong_signature";
    },
    preferred: () => {
      if (publicKey) return { serial: publicKey.id, key: publicKey.key };
      const valid = [...certificates.values()].filter((one) => isValid(one, now()));
      const newest = valid.sort((a, b) => b.validFrom.getTime() - a.validFrom.getTime())[0];
      return newest ? { serial: newest.serial, key: newest.key } : null;
    },
  };
}

function isValid(certificate: PlatformCertificate, now: Date): boolean {
  return certificate.validFrom <= now && now < certificate.validTo;
}
