import { type App, answers, common, params } from "../app.ts";
import { callerOf, reachOf, within } from "../auth.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { DrillShape, DrillsShape, Id, ListOf, NewDrillShape, ref, WalletStateShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["oversight"];

export function drillRoutes(app: App, { watch, directory }: HttpParts): void {
  const { drills } = watch;
  app.post(
    "/v1/drills",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        operationId: "startDrill",
        tags,
        summary: "Start an outage drill against the sandbox's wallet; it goes on by itself and ends with a report",
        description: "对沙箱钱包发起故障演练，结束后生成报告。仅沙箱可用。",
        body: ref(NewDrillShape),
        response: answers(
          { 201: ref(DrillShape) },
          ...([common.withCaller, common.withBody, "not_found", "drill_not_here", "drill_running"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { store, wallet } = request.body;
      const found = await directory.getStore(store);
      within(caller, found && { marketplace: found.marketplace, store: found.id });
      const started = await drills.startDrill(caller.id, { store, wallet });
      if (!started.ok) throw new Refusal(started.fault);
      return reply.code(201).send(wire(started.value) as never);
    },
  );

  app.get(
    "/v1/drills",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "listDrills",
        tags,
        summary: "Outage drills with their reports, the newest first",
        description: "故障演练及报告，最新的在前。",
        response: answers({ 200: ref(DrillsShape) }, common.withCaller),
      },
    },
    async (request) => {
      const data = await drills.listDrills(reachOf(callerOf(request)), 50);
      return { data: wire(data) as never, possible: drills.possible() };
    },
  );

  app.get(
    "/v1/drills/:id",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        operationId: "getDrill",
        tags,
        summary: "One drill and its report",
        description: "单次演练及报告。",
        params: params({ id: Id("drl") }),
        response: answers({ 200: ref(DrillShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => wire(within(callerOf(request), await drills.getDrill(request.params.id))) as never,
  );
}

export function walletStateRoutes(app: App, { watch }: HttpParts): void {
  app.get(
    "/v1/wallet-states",
    {
      config: { access: { scope: "payments:read" } },
      schema: {
        operationId: "listWalletStates",
        tags,
        summary: "Which wallets this process offers to nobody right now, because their calls went unanswered",
        description: "本进程因调用无应答而暂停展示的钱包。",
        response: answers({ 200: ListOf(WalletStateShape) }, common.withCaller),
      },
    },
    async () => ({ data: wire(watch.walletStates()) as never, next_cursor: null }),
  );
}
