import { createHash, createHmac } from "node:crypto";

/** What a payee's wallet agrees to; to everybody else the packet is a text. */
export type Agreed = { quoteId: string; phone: string; amount: string; currency: string };

/** Not a binary ILP packet: the hub carries whatever the two wallets understand. */
export const packetOf = (agreed: Agreed): string => Buffer.from(JSON.stringify(agreed)).toString("base64url");

export const fulfilmentOf = (secret: Buffer, packet: string): Buffer =>
  createHmac("sha256", secret).update(packet).digest();

export const conditionOf = (secret: Buffer, packet: string): string =>
  createHash("sha256").update(fulfilmentOf(secret, packet)).digest("base64url");

export function readPacket(packet: string): Agreed | null {
  try {
    return JSON.parse(Buffer.from(packet, "base64url").toString()) as Agreed;
  } catch {
    return null;
  }
}
