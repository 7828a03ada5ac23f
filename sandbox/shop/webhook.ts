import { Webhook, WebhookVerificationError } from "standardwebhooks";
import type { RawRequest } from "#wallets/protocol";
import { Refusal } from "../problem.ts";
import type { Counter } from "./checkout.ts";
import { verify } from "./verify.ts";

type Message = { id: string; type: string; timestamp: string; subject: string; data: { checkout?: string } };

const heardMax = 50;

/**
 * A webhook of the house (Standard Webhooks): proven over its raw bytes first. It says only that something happened;
 * what happened the shop then asks the house. Repeats and strange orders of arrival therefore do no harm.
 */
export async function hear(counter: Counter, request: RawRequest): Promise<void> {
  const { id, type, timestamp, subject, data } = prove(counter.demo.webhook.secret, request);
  const purchase = counter.purchases.ofCheckout(data.checkout ?? subject);
  if (!purchase || purchase.heard.some((one) => one.id === id)) return;
  const heard = [...purchase.heard, { id, type, at: timestamp }].slice(-heardMax);
  await counter.purchases.put({ ...purchase, heard });
  await verify(counter, purchase);
}

function prove(secret: string, request: RawRequest): Message {
  try {
    return new Webhook(secret).verify(request.body, { ...request.headers }) as Message;
  } catch (cause) {
    if (!(cause instanceof WebhookVerificationError) && !(cause instanceof SyntaxError)) throw cause;
    throw new Refusal(401, "webhook_not_genuine", {
      en: `This webhook is not proven: ${cause.message}.`,
      zh: "这条回调未通过签名验证。",
    });
  }
}
