import type { Static } from "typebox";
import type { ProposedAct } from "#openings";
import { type App, answers, common, params } from "../app.ts";
import { callerOf } from "../auth.ts";
import { capsOf, instantOf, mine, stagesOf, steering } from "../opening-input.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import { answered, repeatOf } from "../repeat.ts";
import {
  DecideProposalShape,
  Id,
  ListOf,
  OpeningShape,
  ProposalShape,
  ProposeActShape,
  ref,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";

const one = { tags: ["openings"], params: params({ id: Id("opn") }) };

function actOf(body: Static<typeof ProposeActShape>): ProposedAct {
  const { act, announce, start_stage, resume_stage, plan } = body;
  if (act === "announce") {
    const { effective_at, skip_consultation = null } = announce ?? {};
    return { act, effective_at: instantOf(effective_at), skip_consultation };
  }
  if (act === "start_stage" && start_stage) return { act, ...start_stage };
  if (act === "resume_stage" && resume_stage) return { act, ...resume_stage };
  if (act === "plan" && plan) {
    const { caps, pilots, stages, guards } = plan;
    const lists = stagesOf({ ...(pilots && { pilots }), ...(stages && { stages }) });
    return { act, ...lists, ...(caps && { caps: capsOf(caps) }), ...(guards && { guards }) };
  }
  if (act === "start_stage" || act === "resume_stage" || act === "plan")
    throw new Refusal("request_invalid", {}, [{ field: act, message: "is missing", zh: "缺少此项" }]);
  return { act };
}

/** Two people: what one proposes, another approves. */
export function proposalRoutes(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/openings/:id/proposals",
    {
      config: { access: { scope: "openings:write" } },
      schema: {
        ...one,
        operationId: "proposeAct",
        summary: "Propose what opens, resumes or changes the plan; another person approves it",
        description: "提出开放、恢复或修改计划，由另一人批准。",
        body: ref(ProposeActShape),
        response: answers(
          { 201: ref(ProposalShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "opening_invalid"] as const),
        ),
      },
    },
    async (request, reply) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      const proposal = { ...actOf(request.body), why: request.body.why };
      const made = await openings.proposeAct(caller, id, proposal, repeatOf(request));
      return reply.code(201).send(wire(answered(reply, made)) as never);
    },
  );
  app.get(
    "/v1/openings/:id/proposals",
    {
      config: { access: { scope: "openings:read" } },
      schema: {
        ...one,
        operationId: "readProposals",
        summary: "What was proposed, by whom, and who approved or rejected it",
        description: "提议及其批准或否决情况。",
        response: answers({ 200: ListOf(ProposalShape) }, common.withCaller, "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return { data: wire(await openings.proposalsOf(id)) as never, next_cursor: null };
    },
  );
}

const deciding = [
  ...(["not_found", "opening_invalid", "opening_wrong_state", "opening_overlaps", "second_person_needed"] as const),
  ...(["opening_notice_too_short", "opening_prerequisites_missing", "opening_consultation_missing"] as const),
  ...(["opening_not_supported", "person_needed", "proposal_outdated"] as const),
];

export function proposalDecisions(app: App, parts: HttpParts): void {
  const { openings } = parts;
  app.post(
    "/v1/openings/:id/proposals/decide",
    {
      // An approver reads all and writes nothing; the room asks whether this one may approve that proposal.
      config: { access: { scope: "openings:read" }, recentStep: true },
      schema: {
        ...one,
        operationId: "decideProposal",
        summary: "Approve (it is done at once) or reject; never one's own, never with a key",
        description: "批准（即刻执行）或否决；不得批准自己的提议，密钥不能批准。",
        body: ref(DecideProposalShape),
        response: answers({ 200: ref(OpeningShape) }, common.withCaller, common.withBody, deciding),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = mine(caller, await openings.getOpening(request.params.id));
      return wire(settled(await openings.decideProposal(caller, id, request.body)));
    },
  );
}
