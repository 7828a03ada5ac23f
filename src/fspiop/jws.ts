import { createPublicKey, createSign, createVerify, type KeyObject } from "node:crypto";
import type { CallHeaders } from "./context.ts";

/**
 * FSPIOP-Signature: a detached JWS (RS256) over the body exactly as it is sent. The protected header names what may not
 * be changed on the way. Source: FSPIOP API "Signature" 1.1, and what @mojaloop/sdk-standard-components sends.
 */
type Signature = { signature: string; protectedHeader: string };

const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** The headers of a call that the hub itself makes, with those that prove it. */
export function signCall(
  key: KeyObject,
  headers: CallHeaders,
  method: string,
  path: string,
  body: string,
): CallHeaders {
  const protectedHeader = base64url(
    JSON.stringify({
      alg: "RS256",
      "FSPIOP-URI": path,
      "FSPIOP-HTTP-Method": method,
      "FSPIOP-Source": headers["fspiop-source"],
      "FSPIOP-Destination": headers["fspiop-destination"],
      Date: headers["date"],
    }),
  );
  const signature = createSign("RSA-SHA256")
    .update(`${protectedHeader}.${base64url(body)}`)
    .sign(key, "base64url");
  const proof: Signature = { signature, protectedHeader };
  return { ...headers, "fspiop-uri": path, "fspiop-http-method": method, "fspiop-signature": JSON.stringify(proof) };
}

/**
 * A body as it is signed and sent: members in the order of their names. The checker reads the body again and writes it
 * so (@mojaloop/sdk-standard-components does), and comes to the same bytes.
 */
export function stableText(body: unknown): string {
  return JSON.stringify(body, (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** Why a call is not proven by any of a participant's keys; null when it is. `path` is as it came. */
export function whyUnproven(
  publicKeys: readonly string[],
  { headers, method, path, body }: { headers: CallHeaders; method: string; path: string; body: string },
): string | null {
  if (publicKeys.length === 0) return "no key of it is known";
  const proof = readSignature(headers["fspiop-signature"]);
  if (proof === null) return "FSPIOP-Signature is missing or malformed";
  const named = readProtected(proof.protectedHeader);
  if (named === null) return "its protected header is malformed";
  if (named["alg"] !== "RS256") return "its alg must be RS256";
  if (named["FSPIOP-HTTP-Method"] !== method) return "its FSPIOP-HTTP-Method is another";
  if (typeof named["FSPIOP-URI"] !== "string" || !sameCall(named["FSPIOP-URI"], path))
    return "its FSPIOP-URI is another";
  for (const [name, header] of pairs)
    if ((named[name] ?? undefined) !== headers[header]) return `its ${name} is not the header's`;
  const signed = `${proof.protectedHeader}.${base64url(body)}`;
  const fits = (key: string): boolean =>
    createVerify("RSA-SHA256").update(signed).verify(createPublicKey(key), proof.signature, "base64url");
  return publicKeys.some(fits) ? null : "it does not fit the body";
}

const pairs = [
  ["FSPIOP-Source", "fspiop-source"],
  ["FSPIOP-Destination", "fspiop-destination"],
  ["Date", "date"],
] as const;

/** A participant may name the resource with what lies before it on its own side (a gateway's prefix). */
function sameCall(named: string, path: string): boolean {
  return named === path || named.endsWith(path);
}

function readSignature(text: string | undefined): Signature | null {
  const read = text === undefined ? null : parsed(text);
  if (read === null) return null;
  const { signature, protectedHeader } = read;
  return typeof signature === "string" && typeof protectedHeader === "string" ? { signature, protectedHeader } : null;
}

const readProtected = (text: string): Record<string, unknown> | null =>
  parsed(Buffer.from(text, "base64url").toString("utf8"));

function parsed(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
