import type { FastifyReply, FastifyRequest } from "fastify";
import { type App, answers, common } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import type { FreshSession, SignedIn } from "../people-door.ts";
import { Refusal, settled } from "../refusal.ts";
import {
  AcceptInvitationShape,
  InvitationQueryShape,
  InvitationShape,
  MoveSessionShape,
  ref,
  SignedOutShape,
  SignInShape,
  WhoShape,
} from "../schemas/index.ts";
import { csrfOf, setCookie } from "../session-cookie.ts";
import { wire } from "../wire.ts";

const tags = ["sign-in"];
/** An address gets few tries a minute, whatever the logins (where limits are on). */
export const few = { access: "public", rateLimit: { max: 20 } } as const;
export const bodyFaults = [
  ...(["request_malformed", "request_too_large", "media_type_unsupported", "request_invalid"] as const),
  ...(["request_header_invalid"] as const),
];

export const passkeyFaults = ["passkey_challenge_spent", "passkey_unknown", "passkey_refused"] as const;

export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Refusal("unauthorized");
  return request.signedIn;
}

/** How the page greets whoever signed in. */
export async function whoOf(parts: HttpParts, { session, place, due, bearer }: SignedIn, token: string) {
  const { people, directory } = parts;
  const [profile, places] = await Promise.all([people.profileOf(bearer.id), people.placesOf(bearer.id)]);
  const told = async (one: SignedIn["place"]) => {
    const market = one.marketplace === null ? null : await directory.getMarketplace(one.marketplace);
    return {
      ...{ membership: one.id, role: one.role, stores: people.storesOf(one) },
      marketplace: market && { id: market.id, name: market.name },
    };
  };
  return wire({
    person: { id: bearer.id, ...profile },
    place: await told(place),
    store: bearer.store,
    places: await Promise.all(places.map(told)),
    scopes: bearer.scopes,
    ...{ second_step: session.second_step, second_step_due: due },
    csrf: csrfOf(token),
    expires_at: session.expires_at,
    sandbox: parts.config.sandbox,
  }) as never;
}

export const fromOf = (request: FastifyRequest) => ({
  agent: String(request.headers["user-agent"] ?? ""),
  address: request.ip,
});

/** A page of another site must not sign its visitor in as somebody of its choice. */
export function refuseOtherSites(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") throw new Refusal("csrf_refused");
}

export async function enter(parts: HttpParts, reply: FastifyReply, { token, signedIn }: FreshSession) {
  setCookie(reply, parts.config.publicUrl, token);
  return await whoOf(parts, signedIn, token);
}

export function sessionRoutes(app: App, parts: HttpParts): void {
  const { people } = parts;

  app.post(
    "/v1/session",
    {
      config: few,
      schema: {
        operationId: "signIn",
        tags,
        summary: "Sign in at the console: password, and the second step where it is set",
        description: "登录控制台：密码，以及已启用的第二步验证。",
        body: ref(SignInShape),
        response: answers(
          { 200: ref(WhoShape) },
          ...[bodyFaults, common.withCaller],
          ...(["sign_in_refused", "sign_in_locked", "second_step_needed", "second_step_wrong"] as const),
          ...["csrf_refused" as const, passkeyFaults],
        ),
      },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const { login, password, code = null, passkey = null } = request.body;
      const given = { login, password, code, passkey: passkey as never, from: fromOf(request) };
      return await enter(parts, reply, settled(await people.signIn(given)));
    },
  );
}

/** One-time links: for the first operator, for whoever is invited, for whoever lost password or phone. */
export function invitationRoutes(app: App, parts: HttpParts): void {
  const { people } = parts;
  app.post(
    "/v1/invitations/read",
    {
      config: few,
      schema: {
        operationId: "readInvitation",
        tags,
        summary: "For whom a one-time link is",
        description: "查询一次性链接的用途。",
        body: ref(InvitationQueryShape),
        response: answers({ 200: ref(InvitationShape) }, bodyFaults, "invitation_spent"),
      },
    },
    async (request) => wire(settled(await people.readInvitation(request.body.token))),
  );

  app.post(
    "/v1/invitations/accept",
    {
      config: few,
      schema: {
        operationId: "acceptInvitation",
        tags,
        summary: "Use a one-time link: choose login and password, and be signed in",
        description: "使用一次性链接：设置登录名与密码并登录。",
        body: ref(AcceptInvitationShape),
        response: answers(
          { 200: ref(WhoShape) },
          ...[bodyFaults, common.withCaller],
          ...(["invitation_spent", "login_taken", "login_invalid", "password_weak", "csrf_refused"] as const),
        ),
      },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const { token, login, password } = request.body;
      return await enter(
        parts,
        reply,
        settled(await people.acceptInvitation(token, { login, password, from: fromOf(request) })),
      );
    },
  );
}

/** The session that asks. */
export function ownSessionRoutes(app: App, parts: HttpParts): void {
  const { people, config } = parts;
  const signedInOnly = { access: "session" } as const;

  app.get(
    "/v1/session",
    {
      config: signedInOnly,
      schema: {
        operationId: "readSession",
        tags,
        summary: "Who signed in, as what",
        description: "当前登录者及其角色。",
        response: answers({ 200: ref(WhoShape) }, "unauthorized"),
      },
    },
    async (request) => await whoOf(parts, signedInOf(request), request.token ?? ""),
  );

  app.post(
    "/v1/session/place",
    {
      config: signedInOnly,
      schema: {
        operationId: "moveSession",
        tags,
        summary: "Go on under another role or store of one's own",
        description: "切换到自己的另一角色或店铺。",
        body: ref(MoveSessionShape),
        response: answers({ 200: ref(WhoShape) }, bodyFaults, "unauthorized", "csrf_refused", "not_found"),
      },
    },
    async (request) => {
      const { session } = signedInOf(request);
      const { membership, store = null } = request.body;
      settled(await people.moveSession(session, { membership, store }));
      const moved = await people.readSession(request.token ?? "");
      if (!moved) throw new Refusal("unauthorized");
      return await whoOf(parts, moved, request.token ?? "");
    },
  );

  app.post(
    "/v1/session/end",
    {
      config: signedInOnly,
      schema: {
        operationId: "signOut",
        tags,
        summary: "Sign out",
        description: "退出登录。",
        response: answers({ 200: ref(SignedOutShape) }, bodyFaults, "unauthorized", "csrf_refused"),
      },
    },
    async (request, reply) => {
      const { session } = signedInOf(request);
      setCookie(reply, config.publicUrl, null);
      const ended = await people.endSessions(session.person, { id: session.id, why: "signed_out" });
      return { ended, go_to: await people.signOutUrl(session) };
    },
  );
}
