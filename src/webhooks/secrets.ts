import { Webhook } from "standardwebhooks";
import type { Random } from "#db";

/** Seals what is stored, with the row's id as additional data. */
export type Sealer = { seal(plain: string, aad: string): string; open(sealed: string, aad: string): string };

/** `whsec_` and 32 random bytes in base64: the form that the Standard Webhooks libraries take. */
export function newSecret(random: Random): string {
  return `whsec_${random(32).toString("base64")}`;
}

/** Headers of the Standard Webhooks form: one signature per secret that is valid now, the newest first. */
export function signedHeaders(
  secrets: readonly string[],
  message: { id: string; at: Date; body: string },
): Record<string, string> {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": `${Math.floor(message.at.getTime() / 1000)}`,
    "webhook-signature": secrets.map((one) => new Webhook(one).sign(message.id, message.at, message.body)).join(" "),
  };
}
