import { type App, answers, params } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  BeginSecondStepShape,
  ChangePasswordShape,
  ConfirmSecondStepShape,
  EndedSessionsShape,
  Id,
  ListOf,
  RecoveryCodesShape,
  ref,
  SecondStepShape,
  SessionShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { signedInOf } from "./sessions.ts";

const tags = ["sign-in"];
const config = { access: "session" } as const;
const changing = [
  "second_step_due" as const,
  ...(["request_malformed", "request_too_large", "media_type_unsupported", "request_invalid"] as const),
  ...(["request_header_invalid", "unauthorized", "csrf_refused"] as const),
];

/** One's own sessions: seen, and ended from elsewhere. */
export function sessionListRoutes(app: App, { people }: HttpParts): void {
  app.get(
    "/v1/sessions",
    {
      config,
      schema: {
        operationId: "listSessions",
        tags,
        summary: "One's own sessions, newest first",
        description: "自己的登录会话，最新的在前。",
        response: answers({ 200: ListOf(SessionShape) }, "unauthorized"),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      const all = await people.sessionsOf(session.person);
      const data = all.map(({ person: _, ...one }) => ({ ...one, current: one.id === session.id }));
      return { data: wire(data), next_cursor: null };
    },
  );

  app.post(
    "/v1/sessions/:id/end",
    {
      config,
      schema: {
        operationId: "endSession",
        tags,
        summary: "End one of one's own sessions at once",
        description: "立即结束自己的某个会话。",
        params: params({ id: Id("ses") }),
        response: answers({ 200: ref(EndedSessionsShape) }, changing, "not_found"),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      const ended = await people.endSessions(session.person, { id: request.params.id, why: "ended" });
      if (ended === 0) throw new Refusal("not_found");
      return { ended };
    },
  );

  app.post(
    "/v1/sessions/end-others",
    {
      config,
      schema: {
        operationId: "endOtherSessions",
        tags,
        summary: "End all of one's own sessions but this one",
        description: "结束自己的其他全部会话。",
        response: answers({ 200: ref(EndedSessionsShape) }, changing),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      return { ended: await people.endSessions(session.person, { spare: session.id, why: "ended" }) };
    },
  );
}

/** One's own password and second step. */
export function ownAccountRoutes(app: App, { people }: HttpParts): void {
  app.post(
    "/v1/session/second-step",
    {
      config: { ...config, recentStep: true },
      schema: {
        operationId: "beginSecondStep",
        tags,
        summary: "A secret for an authenticator app; it counts from its first code on",
        description: "获取验证器密钥，输入首个验证码后生效。",
        body: ref(BeginSecondStepShape),
        response: answers({ 200: ref(SecondStepShape) }, changing, "sign_in_refused", "not_found"),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      return settled(await people.beginSecondStep(session, request.body.password));
    },
  );

  app.post(
    "/v1/session/second-step/confirm",
    {
      config,
      schema: {
        operationId: "confirmSecondStep",
        tags,
        summary: "Switch the second step on with a first code; the recovery codes are told once",
        description: "以首个验证码启用第二步验证，恢复码只显示一次。",
        body: ref(ConfirmSecondStepShape),
        response: answers({ 200: ref(RecoveryCodesShape) }, changing, "second_step_wrong", "not_found"),
      },
    },
    async (request) => settled(await people.confirmSecondStep(signedInOf(request).session, request.body.code)),
  );

  app.post(
    "/v1/session/password",
    {
      config: { ...config, recentStep: true },
      schema: {
        operationId: "changePassword",
        tags,
        summary: "Change one's own password; every other session ends",
        description: "修改自己的密码，其他会话随即结束。",
        body: ref(ChangePasswordShape),
        response: answers({ 200: ref(EndedSessionsShape) }, changing, "sign_in_refused", "password_weak", "not_found"),
      },
    },
    async (request) => settled(await people.changePassword(signedInOf(request).session, request.body)),
  );
}
