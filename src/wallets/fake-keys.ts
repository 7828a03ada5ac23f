import "reflect-metadata"; // @peculiar/x509 asks for it
import { createPrivateKey, generateKeyPair, webcrypto } from "node:crypto";
import { promisify } from "node:util";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto as Crypto);

/** Makes keys and X.509 certificates for the fakes. Nothing outside the sandbox uses it. */
export type FakeKeyPair = { privatePem: string; publicPem: string };

export type CertificateRequest = {
  /** RFC 4514 text, e.g. "CN=Tenpay.com Root CA,OU=CA Center,O=Tenpay.com,C=CN". */
  subject: string;
  issuer?: { certificatePem: string; privatePem: string };
  key: FakeKeyPair;
  /** Hexadecimal. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  ca?: boolean;
};

const makePair = promisify(generateKeyPair);

/** Made beside the main thread, so that several are made at once and other work goes on. */
export async function makeKeyPair(): Promise<FakeKeyPair> {
  const { privateKey, publicKey } = await makePair("rsa", { modulusLength: 2048 });
  return {
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    publicPem: publicKey.export({ type: "spki", format: "pem" }) as string,
  };
}

const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

async function signingKey(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return (await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"])) as CryptoKey;
}

async function publicKey(pem: string): Promise<CryptoKey> {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ""), "base64");
  return (await webcrypto.subtle.importKey("spki", der, algorithm, true, ["verify"])) as CryptoKey;
}

/** A certificate in PEM, signed by its issuer or by itself. */
export async function makeCertificate(request: CertificateRequest): Promise<string> {
  const issuerName = request.issuer ? new x509.X509Certificate(request.issuer.certificatePem).subject : request.subject;
  const made = await x509.X509CertificateGenerator.create({
    subject: request.subject,
    issuer: issuerName,
    publicKey: await publicKey(request.key.publicPem),
    signingKey: await signingKey(request.issuer?.privatePem ?? request.key.privatePem),
    signingAlgorithm: algorithm,
    serialNumber: request.serial,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    extensions: [new x509.BasicConstraintsExtension(request.ca === true, undefined, true)],
  });
  return `${made.toString("pem")}\n`;
}
