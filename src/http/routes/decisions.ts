import { fromJson } from "#money";
import { type App, answers, common } from "../app.ts";
import { callerOf, within } from "../auth.ts";
import { instantIn } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { AskDecisionsShape, DecisionShape, ListOf, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** "Would this buyer see WeChat Pay in that store at that time, and why not?", many at a time. */
export function decisionRoutes(app: App, parts: HttpParts): void {
  app.post(
    "/v1/decisions",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        tags: ["openings"],
        operationId: "askDecisions",
        summary: "Explain decisions: would this buyer be let in here, at this time, and why not?",
        description: "解释判定：某买家在某店铺、某时刻能否使用，以及原因。",
        body: ref(AskDecisionsShape),
        response: answers({ 200: ListOf(DecisionShape) }, common.withCaller, common.withBody, "not_found"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const stores = new Set(request.body.questions.map((question) => question.store));
      // All from memory: it answers while the database is away.
      for (const store of stores) {
        const marketplace = parts.decisions.marketplaceOf(store);
        within(caller, marketplace === null ? null : { marketplace, store });
      }
      const now = parts.clock.now();
      const data = request.body.questions.map((question) => {
        const { store, capability = "payment", partner, method = null, amount, buyer = {}, at } = question;
        const asked = { store, capability, partner, method, amount: amount ? fromJson(amount) : null, buyer };
        const decision = parts.decisions.decide(asked, at === undefined ? now : instantIn(at));
        const { open, reasons, caps, openingId, openingVersion, stage } = decision;
        return wire({ open, reasons, caps, opening: openingId, opening_version: openingVersion, stage });
      });
      return { data, next_cursor: null };
    },
  );
}
