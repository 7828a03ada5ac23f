import type { AlarmShown } from "../alarms-door.ts";
import { type App, answers, common, params, query } from "../app.ts";
import { callerOf } from "../auth.ts";
import { listOf, pageOfIds } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { AlarmQuery, AlarmShape, ClearAlarmShape, Id, ListOf, PageQuery, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["oversight"];

/** What a person should look at: of a marketplace to its people, of the whole house to the house's operators. */
export function alarmRoutes(app: App, { watch }: HttpParts): void {
  const { alarms } = watch;
  app.get(
    "/v1/alarms",
    {
      config: { access: { scope: "books:read" } },
      schema: {
        operationId: "listAlarms",
        tags,
        summary: "Alarms, newest first; one row for a thing, however often it was raised",
        description: "告警列表，最新的在前；同一事项只列一条。",
        querystring: query({ ...PageQuery, ...AlarmQuery }),
        response: answers({ 200: ListOf(AlarmShape) }, common.withCaller, "cursor_invalid", "request_invalid"),
      },
    },
    async (request) => {
      const { marketplace } = steering(callerOf(request));
      const { state } = request.query;
      const filter = { marketplace, ...(state === undefined ? {} : { open: state === "open" }) };
      return listOf(await alarms.list(filter, pageOfIds(request.query, "alm")));
    },
  );
  app.post(
    "/v1/alarms/:id/clear",
    {
      config: { access: { scope: "refunds:write" } },
      schema: {
        operationId: "clearAlarm",
        tags,
        summary: "Clear an alarm that somebody has looked into; raised again, it is a new one",
        description: "解除已查明的告警；再次发生时另立一条。",
        params: params({ id: Id("alm") }),
        body: ref(ClearAlarmShape),
        response: answers({ 200: ref(AlarmShape) }, ...[common.withCaller, common.withBody], "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const found = seen(caller.marketplace, await alarms.get(request.params.id));
      return wire(seen(caller.marketplace, await alarms.clear(found.id, caller.id, request.body.why))) as never;
    },
  );
}

/** What lies outside a caller's marketplace does not exist for it. */
function seen(marketplace: string | null, alarm: AlarmShown | null): AlarmShown {
  if (!alarm || (marketplace !== null && alarm.marketplace !== marketplace)) throw new Refusal("not_found");
  return alarm;
}
