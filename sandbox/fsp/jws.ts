import { createPrivateKey, createSign, createVerify } from "node:crypto";

/**
 * FSPIOP-Signature as a wallet makes and checks it: RS256 over the protected header and the body exactly as it is sent.
 * Written without a look at the hub's own, so that the two are each other's judges.
 */
export type SignedCall = { method: string; path: string; headers: Readonly<Record<string, string>>; body: string };

const part = (text: string): string => Buffer.from(text).toString("base64url");

/** The headers that prove a call; the FSPIOP-Source and Date that it has are in them. */
export function proofOf(privatePem: string, { method, path, headers, body }: SignedCall): Record<string, string> {
  const named: Record<string, string> = {
    ...{ alg: "RS256", "FSPIOP-URI": path, "FSPIOP-HTTP-Method": method },
    ...{ "FSPIOP-Source": headers["fspiop-source"] ?? "", Date: headers["date"] ?? "" },
  };
  const to = headers["fspiop-destination"];
  if (to !== undefined) named["FSPIOP-Destination"] = to;
  const protectedHeader = part(JSON.stringify(named));
  const signature = createSign("RSA-SHA256")
    .update(`${protectedHeader}.${part(body)}`)
    .sign(createPrivateKey(privatePem), "base64url");
  return {
    ...{ "fspiop-uri": path, "fspiop-http-method": method },
    "fspiop-signature": JSON.stringify({ signature, protectedHeader }),
  };
}

/** A body as wallets of Mojaloop's sign it: members in the order of their names, at every depth. */
export function orderedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(orderedText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  const told = members.filter((name) => (value as Record<string, unknown>)[name] !== undefined);
  return `{${told.map((name) => `${JSON.stringify(name)}:${orderedText((value as Record<string, unknown>)[name])}`).join(",")}}`;
}

/** Whether a call is what the owner of one of the keys said; any broken text is not. */
export function isProven(publicPems: readonly string[], { method, path, headers, body }: SignedCall): boolean {
  try {
    const { signature, protectedHeader } = JSON.parse(headers["fspiop-signature"] ?? "") as Record<string, string>;
    const named = JSON.parse(Buffer.from(protectedHeader ?? "", "base64url").toString()) as Record<string, string>;
    const wanted = [
      [named["alg"], "RS256"],
      [named["FSPIOP-URI"], path],
      [named["FSPIOP-HTTP-Method"], method],
      [named["FSPIOP-Source"], headers["fspiop-source"]],
      [named["FSPIOP-Destination"], headers["fspiop-destination"]],
      [named["Date"], headers["date"]],
    ];
    if (wanted.some(([is, ought]) => is !== ought)) return false;
    const signed = `${protectedHeader}.${part(body)}`;
    return publicPems.some((pem) =>
      createVerify("RSA-SHA256")
        .update(signed)
        .verify(pem, signature ?? "", "base64url"),
    );
  } catch {
    return false;
  }
}
