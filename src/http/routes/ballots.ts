import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import { mine } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import { BallotProofShape, BallotShape, Id, NewBallotShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["consultations"];

/** A store's ballot exists for that store alone. The room asks besides who may vote for it. */
function ofStore(caller: Caller, store: string): string {
  if (caller.store !== null && caller.store !== store) throw new Refusal("not_found");
  return store;
}

export function ballotRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/openings/:id/ballots",
    {
      config: { access: { scope: "ballots:write" }, recentStep: true },
      schema: {
        tags,
        operationId: "castBallot",
        summary: "A store's ballot: support, or ask to re-evaluate; changed by naming what it replaces",
        description: "店铺投票：支持或建议再评估；截止前可修改（写明被替换的版本）。",
        params: params({ id: Id("opn") }),
        body: ref(NewBallotShape),
        response: answers(
          { 200: ref(BallotShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "consultation_over", "ballot_exists", "ballot_changed"] as const),
          ...(["store_not_asked", "person_needed"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      const { reason = "", replaces = null, ...ballot } = request.body;
      ofStore(caller, ballot.store);
      const input = { ...ballot, reason, replaces };
      return wire(answered(reply, await openings.castBallot(caller, id, input, repeatOf(request))));
    },
  );
}

const own = { tags, params: params({ id: Id("opn"), store: Id("sto") }) };

/** What a store keeps of its ballot, and what it can prove with it. */
export function receiptRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.get(
    "/v1/openings/:id/ballots/:store",
    {
      config: { access: { scope: "ballots:write" } },
      schema: {
        ...own,
        operationId: "readBallot",
        summary: "The store's own ballot and receipt",
        description: "本店的选票与回执。",
        response: answers({ 200: ref(BallotShape) }, common.withCaller, "not_found", "person_needed"),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const store = ofStore(caller, request.params.store);
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(settled(await openings.readBallot(caller, id, store)));
    },
  );
  app.get(
    "/v1/openings/:id/ballots/:store/proof",
    {
      config: { access: { scope: "ballots:write" } },
      schema: {
        ...own,
        operationId: "proveBallot",
        summary: "The proof (RFC 6962) that the store's own ballot is in the published result",
        description: "证明本店选票已计入公布结果（RFC 6962）。",
        response: answers(
          { 200: ref(BallotProofShape) },
          ...[common.withCaller, ["not_found", "person_needed", "consultation_under_way"] as const],
        ),
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const store = ofStore(caller, request.params.store);
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(settled(await openings.proveBallot(caller, id, store)));
    },
  );
}
