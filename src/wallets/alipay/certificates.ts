import { createHash, type KeyObject, X509Certificate } from "node:crypto";

/**
 * Certificate mode names certificates by a number of Alipay's own making. The rule and three published numbers come
 * from alipay/alipay-sdk-nodejs-all (src/antcertutil.ts, test/antcertutil.test.ts), recomputed in wallet.test.ts.
 */

/** md5 over the issuer's names in reversed order, `CN=…,OU=…,O=…,C=…`, followed by the serial number in decimal. */
export function certificateNumber(certificate: { issuer: string; serialNumber: string }): string {
  const issuer = certificate.issuer.split("\n").reverse().join(",");
  const serial = BigInt(`0x${certificate.serialNumber}`).toString();
  return createHash("md5").update(`${issuer}${serial}`).digest("hex");
}

export function certificateNumberOf(pem: string): string {
  return certificateNumber(new X509Certificate(pem));
}

/** Numbers of the root file's RSA certificates joined by `_`; those signed with SM2 or ECC are skipped. */
export function rootCertificateNumber(bundle: string): string {
  const numbers = certificatesOf(bundle)
    .filter((certificate) => isRsaSigned(certificate.signatureAlgorithmOid))
    .map(certificateNumber);
  if (numbers.length === 0) throw new Error("No RSA certificate in the root file.");
  return numbers.join("_");
}

export function isRsaSigned(signatureAlgorithmOid: string | undefined): boolean {
  return signatureAlgorithmOid?.startsWith("1.2.840.113549.1.1.") === true;
}

export function certificateKey(pem: string): KeyObject {
  return new X509Certificate(pem).publicKey;
}

function certificatesOf(bundle: string): X509Certificate[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
