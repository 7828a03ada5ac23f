import { CommandFault, exits, type Told } from "./context.ts";

/** Sends one delivery again, or the latest of each endpoint that an event went to. The webhook-id stays. */
export async function resend(told: Told, id: string, json: boolean): Promise<number> {
  const deliveries = id.startsWith("evt_") ? await deliveriesOf(told, id) : [id];
  for (const delivery of deliveries) {
    const again = await told.hutong.api.replayWebhookDelivery({ params: { id: delivery } });
    told.out(json ? JSON.stringify(again) : `${again.id}  ${again.event_type}  ${again.event} → ${again.endpoint}`);
  }
  return exits.done;
}

async function deliveriesOf(told: Told, event: string): Promise<string[]> {
  const latest = new Map<string, string>();
  for await (const one of told.hutong.each("listWebhookDeliveries", { query: { event } })) {
    if (!latest.has(one.endpoint)) latest.set(one.endpoint, one.id);
  }
  if (latest.size > 0) return [...latest.values()];
  throw new CommandFault({
    en: `No endpoint was ever sent ${event}: does one listen to its type?`,
    zh: `${event} 从未推送到任何地址：是否有地址订阅了该类型？`,
  });
}
