import { type App, answers, common, params } from "../app.ts";
import { callerOf, marketplaceFor } from "../auth.ts";
import { mine, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { DecideStandingShape, Id, ListOf, NewStandingShape, ref, StandingShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const access = { scope: "openings:write" } as const;
const tags = ["openings"];
const one = { tags, params: params({ id: Id("opn") }) };

/** What openings may depend on, beside each other. */
export function openingStandings(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.put(
    "/v1/standings",
    {
      config: { access, recentStep: true },
      schema: {
        tags,
        operationId: "setStanding",
        summary: "Say that an agreement or a department's sign-off stands, or no longer does",
        description: "记录协议或部门签核是否成立；失效时向依赖它的开放计划告警。",
        body: ref(NewStandingShape),
        response: answers(
          { 200: ref(StandingShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "opening_invalid"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { opening = null, ...body } = request.body;
      const marketplace = marketplaceFor(caller, body.marketplace);
      return wire(settled(await openings.setStanding(caller, { ...body, opening, marketplace })));
    },
  );
  app.post(
    "/v1/standings/decide",
    {
      // An approver reads all and writes nothing; the room asks whether this one may confirm it.
      config: { access: { scope: "openings:read" }, recentStep: true },
      schema: {
        tags,
        operationId: "decideStanding",
        summary: "A second person confirms that an agreement or sign-off stands, or takes it back",
        description: "由第二人确认协议或签核成立，或予以撤回。",
        body: ref(DecideStandingShape),
        response: answers(
          { 200: ref(StandingShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "second_person_needed", "opening_wrong_state"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { opening = null, ...body } = request.body;
      const marketplace = marketplaceFor(caller, body.marketplace);
      return wire(settled(await openings.decideStanding(caller, { ...body, opening, marketplace })));
    },
  );
}

/** What an opening may require beside other openings, and whether it stands. */
export function openingStandingLists(app: App, { openings }: HttpParts): void {
  app.get(
    "/v1/openings/:id/standings",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readOpeningStandings",
        summary: "Agreements and sign-offs that it may require, and whether they stand",
        description: "可作为前提的协议与签核及其是否成立。",
        response: answers({ 200: ListOf(StandingShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id, marketplace } = mine(caller, await openings.getOpening(request.params.id));
      const all = await openings.listStandings(marketplace);
      return { data: wire(all.filter((row) => row.opening === null || row.opening === id)), next_cursor: null };
    },
  );
}
