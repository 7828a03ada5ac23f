import { type App, answers, common, params } from "../app.ts";
import { callerOf, reachOf } from "../auth.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { Id, InvitedShape, ListOf, NewTeamMemberShape, ref, TeamMemberShape } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["team"];
const faults = ["not_found", "person_needed", "role_beyond", "role_of_owners"] as const;
const stewardOf = ({ kind, id, marketplace, store }: Caller) => ({ kind, id, marketplace, store });

/** The link's secret stands in the fragment, which no server on the way gets to see. */
function invited(publicUrl: string, made: { member: object; token: string; expires_at: Date }) {
  const url = `${publicUrl}/console/invitation#${made.token}`;
  return wire({ member: made.member, url, expires_at: made.expires_at }) as never;
}

/** Who may sign in, as what, within the caller's reach. */
export function teamRoutes(app: App, { people, config }: HttpParts): void {
  app.get(
    "/v1/team",
    {
      config: { access: { scope: "people:read" } },
      schema: {
        operationId: "listTeam",
        tags,
        summary: "Everybody with a role here",
        description: "此范围内的全部成员及角色。",
        response: answers({ 200: ListOf(TeamMemberShape) }, common.withCaller),
      },
    },
    async (request) => ({ data: wire(await people.listTeam(reachOf(callerOf(request)))), next_cursor: null }),
  );

  app.post(
    "/v1/team",
    {
      config: { access: { scope: "people:write" }, recentStep: true },
      schema: {
        operationId: "inviteToTeam",
        tags,
        summary: "Give a new person a role, and get a one-time link for them",
        description: "邀请新成员并获得一次性链接。",
        body: ref(NewTeamMemberShape),
        response: answers(
          { 201: ref(InvitedShape) },
          ...[common.withCaller, common.withBody],
          ...[faults, ["parent_unknown", "duplicate"] as const],
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { name, role, marketplace = caller.marketplace, store = caller.store } = request.body;
      const made = settled(await people.inviteToTeam(stewardOf(caller), { name, role, marketplace, store }));
      return reply.code(201).send(invited(config.publicUrl, made));
    },
  );
}

export function teamMoves(app: App, { people, config }: HttpParts): void {
  const one = { tags, params: params({ id: Id("mem") }) };
  app.post(
    "/v1/team/:id/end",
    {
      config: { access: { scope: "people:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "endMember",
        summary: "End a membership and every session that goes by it",
        description: "结束成员的任职及其会话。",
        response: answers({ 200: ref(TeamMemberShape) }, common.withCaller, common.withBody, faults),
      },
    },
    async (request) => wire(settled(await people.endMember(stewardOf(callerOf(request)), request.params.id))),
  );

  app.post(
    "/v1/team/:id/link",
    {
      config: { access: { scope: "people:write" }, recentStep: true },
      schema: {
        ...one,
        operationId: "resetMember",
        summary: "A fresh one-time link for somebody who lost password or phone",
        description: "为遗失密码或手机的成员重新生成一次性链接。",
        response: answers({ 201: ref(InvitedShape) }, common.withCaller, common.withBody, faults),
      },
    },
    async (request, reply) => {
      const made = settled(await people.resetMember(stewardOf(callerOf(request)), request.params.id));
      return reply.code(201).send(invited(config.publicUrl, made));
    },
  );
}
