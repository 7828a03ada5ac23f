import type { WebhookContext, WebhookNeeds } from "./context.ts";
import { deliver } from "./deliver.ts";
import { getDelivery, listDeliveries, replay } from "./deliveries.ts";
import { changeEndpoint, createEndpoint, endpointRow, listEndpoints, rollSecret } from "./endpoints.ts";
import { feed } from "./feed.ts";
import { toEndpoint } from "./rows.ts";
import { makeSend } from "./send.ts";
import type { WebhooksDoor } from "./types.ts";

export type { WebhookNeeds } from "./context.ts";
export { publicLookup, type Send, type Sending } from "./send.ts";
export { whyRefused } from "./targets.ts";
export type * from "./types.ts";

/**
 * Tells marketplaces' servers what happens, in the Standard Webhooks form: at least once, in no promised order, retried
 * for three days. `tick` does what is due and answers how much it did; main runs it on a timer, tests until it answers
 * 0.
 */
export type Webhooks = WebhooksDoor & { tick(now: Date): Promise<number> };

export function createWebhooks(needs: WebhookNeeds): Webhooks {
  const context: WebhookContext = { ...needs, send: needs.send ?? makeSend(needs.privateTargets) };
  return {
    createEndpoint: (input, repeat) => createEndpoint(context, input, repeat),
    async getEndpoint(id) {
      const row = await endpointRow(context, id);
      return row && toEndpoint(row);
    },
    listEndpoints: (filter, page) => listEndpoints(context, filter, page),
    changeEndpoint: (id, change) => changeEndpoint(context, id, change),
    rollSecret: (id, seconds, repeat) => rollSecret(context, id, seconds, repeat),
    getDelivery: (id) => getDelivery(context, id),
    listDeliveries: (filter, page) => listDeliveries(context, filter, page),
    replay: (id, repeat) => replay(context, id, repeat),
    async tick(now) {
      const read = await feed(context, now);
      return read + (await deliver(context, now));
    },
  };
}
