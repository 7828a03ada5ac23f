import { type App, answers, params } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  BeginPasskeyShape,
  Id,
  ListOf,
  NewPasskeyShape,
  PasskeyAddedShape,
  PasskeyAskShape,
  PasskeyShape,
  RenamePasskeyShape,
  ref,
  SignInByPasskeyShape,
  StepUpShape,
  WaysInShape,
  WhoShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { bodyFaults, enter, few, fromOf, passkeyFaults, refuseOtherSites, signedInOf, whoOf } from "./sessions.ts";

const tags = ["sign-in"];
const config = { access: "session" } as const;
const changing = [...bodyFaults, "unauthorized", "csrf_refused", "second_step_due"] as const;

/** In by a passkey, and what other ways there are. */
export function passkeySignInRoutes(app: App, parts: HttpParts): void {
  const { people } = parts;
  app.get(
    "/v1/sign-in",
    {
      config: { access: "public" },
      schema: {
        operationId: "readWaysIn",
        tags,
        summary: "How people may sign in here",
        description: "本站支持的登录方式。",
        response: answers({ 200: ref(WaysInShape) }),
      },
    },
    async () => people.waysIn(),
  );

  app.post(
    "/v1/passkeys/ask",
    {
      config: few,
      schema: {
        operationId: "askForPasskey",
        tags,
        summary: "What the browser asks an authenticator to sign; good once, for five minutes",
        description: "获取通行密钥的验证请求，五分钟内一次有效。",
        response: answers({ 200: ref(PasskeyAskShape) }, bodyFaults, "csrf_refused"),
      },
    },
    async (request) => {
      refuseOtherSites(request);
      return (await people.askForPasskey()) as never;
    },
  );

  app.post(
    "/v1/session/by-passkey",
    {
      config: few,
      schema: {
        operationId: "signInByPasskey",
        tags,
        summary: "Sign in by a passkey alone",
        description: "仅用通行密钥登录。",
        body: ref(SignInByPasskeyShape),
        response: answers(
          { 200: ref(WhoShape) },
          ...[bodyFaults, passkeyFaults, ["csrf_refused", "sign_in_refused", "forbidden"] as const],
        ),
      },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const given = { passkey: request.body.passkey as never, from: fromOf(request) };
      return await enter(parts, reply, settled(await people.signInByPasskey(given)));
    },
  );
}

/** One's own passkeys: which there are, and new ones. */
export function passkeyRoutes(app: App, { people }: HttpParts): void {
  app.get(
    "/v1/session/passkeys",
    {
      config,
      schema: {
        operationId: "listPasskeys",
        tags,
        summary: "One's own passkeys",
        description: "自己的通行密钥。",
        response: answers({ 200: ListOf(PasskeyShape) }, "unauthorized"),
      },
    },
    async (request) => ({
      data: wire(await people.listPasskeys(signedInOf(request).session)) as never,
      next_cursor: null,
    }),
  );

  app.post(
    "/v1/session/passkeys/begin",
    {
      config: { ...config, recentStep: true },
      schema: {
        operationId: "beginPasskey",
        tags,
        summary: "What the browser asks an authenticator to make; the password is asked for again",
        description: "开始添加通行密钥，须再次输入密码。",
        body: ref(BeginPasskeyShape),
        response: answers(
          { 200: ref(PasskeyAskShape) },
          ...[changing, ["sign_in_refused", "sign_in_old", "passkeys_many"] as const],
        ),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      return settled(await people.beginPasskey(session, request.body.password ?? null)) as never;
    },
  );

  app.post(
    "/v1/session/passkeys",
    {
      config,
      schema: {
        operationId: "addPasskey",
        tags,
        summary: "Keep the passkey that was made; recovery codes come with the first second step, told once",
        description: "保存新建的通行密钥；首个第二步验证方式会附带恢复码，只显示一次。",
        body: ref(NewPasskeyShape),
        response: answers(
          { 201: ref(PasskeyAddedShape) },
          ...[changing, ["passkey_challenge_spent", "passkey_refused", "duplicate"] as const],
        ),
      },
    },
    async (request, reply) => {
      const { name, passkey } = request.body;
      const added = await people.addPasskey(signedInOf(request).session, { name, answer: passkey as never });
      return reply.code(201).send(wire(settled(added)) as never);
    },
  );
}

export function passkeyMoves(app: App, parts: HttpParts): void {
  const { people } = parts;
  const one = { tags, params: params({ id: Id("psk") }) };
  app.patch(
    "/v1/session/passkeys/:id",
    {
      config,
      schema: {
        ...one,
        operationId: "renamePasskey",
        summary: "Another name for one of one's own passkeys",
        description: "重命名自己的通行密钥。",
        body: ref(RenamePasskeyShape),
        response: answers({ 200: ref(PasskeyShape) }, changing, "not_found"),
      },
    },
    async (request) => {
      const given = { id: request.params.id, name: request.body.name };
      return wire(settled(await people.renamePasskey(signedInOf(request).session, given))) as never;
    },
  );

  app.post(
    "/v1/session/passkeys/:id/remove",
    {
      config: { ...config, recentStep: true },
      schema: {
        ...one,
        operationId: "removePasskey",
        summary: "Remove one of one's own passkeys; never the last second step of a role that must have one",
        description: "移除自己的通行密钥；必须启用第二步验证的角色不能移除最后一种方式。",
        response: answers({ 200: ListOf(PasskeyShape) }, changing, "not_found", "second_step_last"),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      settled(await people.removePasskey(session, request.params.id));
      return { data: wire(await people.listPasskeys(session)) as never, next_cursor: null };
    },
  );

  app.post(
    "/v1/session/step-up",
    {
      config,
      schema: {
        operationId: "stepUp",
        tags,
        summary: "Show a second step for the session that goes on",
        description: "为当前会话补充第二步验证。",
        body: ref(StepUpShape),
        response: answers(
          { 200: ref(WhoShape) },
          ...[changing, passkeyFaults, ["second_step_wrong", "sign_in_locked"] as const],
        ),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      const { code = null, passkey = null } = request.body;
      settled(await people.stepUp(session, { code, passkey: passkey as never, from: fromOf(request) }));
      const stepped = await people.readSession(request.token ?? "");
      if (!stepped) throw new Refusal("unauthorized");
      return await whoOf(parts, stepped, request.token ?? "");
    },
  );
}
