import type { FastifyReply } from "fastify";
import Type from "typebox";
import { type App, answers } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import { BeginProviderShape, EndedSessionsShape, LinkProviderShape, ProviderUrlShape, ref } from "../schemas/index.ts";
import { readFlowCookie, setCookie, setFlowCookie } from "../session-cookie.ts";
import { bodyFaults, few, fromOf, refuseOtherSites, signedInOf } from "./sessions.ts";

const tags = ["sign-in"];
const faults = ["provider_missing", "provider_unreachable"] as const;
const own = ["unauthorized", "second_step_due"] as const;
const linking = ["sign_in_refused", "sign_in_old"] as const;
const changing = [...bodyFaults, "csrf_refused"] as const;

/** To the provider's own page; the browser takes the way's secret with it in a cookie. */
export function providerRoutes(app: App, { people, config: { publicUrl } }: HttpParts): void {
  app.post(
    "/v1/session/by-provider",
    {
      config: few,
      schema: {
        operationId: "beginProvider",
        tags,
        summary: "Begin to sign in at the provider (OpenID Connect), with a one-time link where one is to be used",
        description: "开始通过身份提供方登录；也可使用一次性链接。",
        body: ref(BeginProviderShape),
        response: answers({ 200: ref(ProviderUrlShape) }, changing, faults, "invitation_spent"),
      },
    },
    async (request, reply) => {
      refuseOtherSites(request);
      const { invitation } = request.body;
      const { secret, url } = settled(await people.beginProvider(invitation === undefined ? null : { invitation }));
      setFlowCookie(reply, publicUrl, secret);
      return { url };
    },
  );

  app.post(
    "/v1/session/provider",
    {
      config: { access: "session", recentStep: true },
      schema: {
        operationId: "linkProvider",
        tags,
        summary: "Begin to link oneself with who one is at the provider; the password is asked for again",
        description: "开始将自己与身份提供方的账号关联，须再次输入密码。",
        body: ref(LinkProviderShape),
        response: answers({ 200: ref(ProviderUrlShape) }, changing, faults, own, linking),
      },
    },
    async (request, reply) => {
      const { session } = signedInOf(request);
      const { password = null } = request.body;
      const { secret, url } = settled(await people.beginProvider({ session, password }));
      setFlowCookie(reply, publicUrl, secret);
      return { url };
    },
  );

  app.post(
    "/v1/session/provider/unlink",
    {
      config: { access: "session", recentStep: true },
      schema: {
        operationId: "unlinkProvider",
        tags,
        summary: "The provider's word for oneself counts no more",
        description: "解除与身份提供方的关联。",
        response: answers({ 200: ref(EndedSessionsShape) }, changing, own, "sign_in_last"),
      },
    },
    async (request) => settled(await people.unlinkProvider(signedInOf(request).session)),
  );
}

/** Back to our page, which tells in words what came of it; the reason stands in the fragment, on no server's log. */
const back = (reply: FastifyReply, path: string, refused?: string) =>
  reply
    .header("cache-control", "no-store")
    .header("referrer-policy", "no-referrer")
    .redirect(`/console/${path}${refused === undefined ? "" : `#refused=${refused}`}`, 303);

export function providerCallbackRoutes(app: App, { people, config: { publicUrl } }: HttpParts): void {
  app.get(
    "/v1/session/provider/callback",
    {
      config: few,
      // No program calls it: a browser comes here on its way.
      schema: { hide: true, querystring: Type.Object({}, { additionalProperties: true }) },
    },
    async (request, reply) => {
      const secret = readFlowCookie(request.headers.cookie, publicUrl);
      const { search } = new URL(request.url, publicUrl);
      const from = fromOf(request);
      const came = await people.finishProvider({ secret: secret ?? "", query: search.slice(1), from });
      setFlowCookie(reply, publicUrl, null);
      if (!came.ok) return back(reply, "", came.fault);
      if (came.value.linked) return back(reply, "account");
      setCookie(reply, publicUrl, came.value.fresh.token);
      return back(reply, "");
    },
  );
}
