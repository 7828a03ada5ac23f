import { timingSafeEqual } from "node:crypto";
import { bare, isId, withPrefix } from "#db";
import type { PaymentsNeeds } from "./needs.ts";

/**
 * A checkout's secret and a friend link's token follow from their id by a keyed hash: they can be told again to whom
 * they were told, and none is stored.
 */
function token(needs: Pick<PaymentsNeeds, "hmac">, prefix: "cs" | "fl", id: string): string {
  const proof = needs
    .hmac(`${prefix}:${bare(id)}`)
    .subarray(0, 18)
    .toString("base64url");
  return `${prefix}_${bare(id)}${proof}`;
}

export function checkoutSecret(needs: Pick<PaymentsNeeds, "hmac">, checkout: string): string {
  return token(needs, "cs", checkout);
}

export function friendToken(needs: Pick<PaymentsNeeds, "hmac">, link: string): string {
  return token(needs, "fl", link);
}

/** The id that a token proves, with our prefix, or null. */
export function readToken(needs: Pick<PaymentsNeeds, "hmac">, text: string): string | null {
  const kind = text.startsWith("cs_") ? "cs" : text.startsWith("fl_") ? "fl" : null;
  const body = text.slice(3, 29);
  if (kind === null || !isId(body)) return null;
  const id = withPrefix(kind === "cs" ? "chk" : "frl", body);
  const expected = Buffer.from(token(needs, kind, id));
  const given = Buffer.from(text);
  return expected.length === given.length && timingSafeEqual(expected, given) ? id : null;
}
