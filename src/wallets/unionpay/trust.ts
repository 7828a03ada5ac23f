import { type KeyObject, X509Certificate } from "node:crypto";

/** Who may sign for UnionPay: certificates that the middle one issued, whose name is UnionPay's. */
export type Trust = { root: X509Certificate; middle: X509Certificate; name: string };

/** A certificate's number on the wire: its serial as a decimal text. As a Number it would lose digits. */
export function certificateId(certificate: X509Certificate): string {
  return BigInt(`0x${certificate.serialNumber}`).toString();
}

/** True when `middle` was issued by `root`, and both are valid at that instant. */
export function chainHolds({ root, middle }: Trust, now: Date): boolean {
  return issued(root, root, now) && issued(middle, root, now);
}

function issued(certificate: X509Certificate, by: X509Certificate, now: Date): boolean {
  const valid = certificate.validFromDate <= now && now < certificate.validToDate;
  return valid && certificate.checkIssued(by) && certificate.verify(by.publicKey);
}

/**
 * The name inside a certificate's CN, "041@Z2015…@中国银联股份有限公司@…": its third part. That this is what must be
 * compared is how public programs do it: remembered, not verified.
 */
export function nameIn(certificate: X509Certificate): string {
  const common = /(?:^|\n)CN=([^\n]*)/.exec(certificate.subject)?.[1] ?? "";
  return common.split("@")[2] ?? "";
}

/**
 * Proves the certificate that travels in a message (`signPubKeyCert`) against what was configured, and answers its key.
 * Kept by its text, since every message brings the same one; its dates are looked at each time.
 */
export function makeProver(trust: Trust): (pem: string, now: Date) => KeyObject | null {
  const seen = new Map<string, X509Certificate>();
  return (pem, now) => {
    const certificate = seen.get(pem) ?? read(pem);
    if (!certificate || nameIn(certificate) !== trust.name) return null;
    if (!chainHolds(trust, now) || !issued(certificate, trust.middle, now)) return null;
    if (seen.size > 8) seen.clear();
    seen.set(pem, certificate);
    return certificate.publicKey;
  };
}

function read(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
