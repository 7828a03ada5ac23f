import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const oidcClient = { clientId: "hutong", clientSecret: "a secret of the house and its provider" };

type Given = { redirectUri: string; afterSignOut: string };

/**
 * A certified provider that is not ours, unmodified, on a port of its own: PKCE is a must, identity tokens are signed
 * (RS256). Whoever is named in its form is signed in; with a name that ends in "+mfa" it says so in `amr`.
 */
export async function startOidcProvider({ redirectUri, afterSignOut }: Given) {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "one" };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: oidcClient.clientId, client_secret: oidcClient.clientSecret },
        ...{ redirect_uris: [redirectUri], post_logout_redirect_uris: [afterSignOut] },
        ...{ grant_types: ["authorization_code"], response_types: ["code"] },
      },
    ],
    jwks: { keys: [key as never] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"] },
    features: {
      devInteractions: { enabled: false },
      // Its own pages would ask outside servers for a typeface.
      rpInitiatedLogout: {
        logoutSource: (ctx, inner) => {
          ctx.body = `<!doctype html><html lang="en"><title>Sign out</title>${inner}
            <button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button></html>`;
        },
      },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@house.example`, email_verified: true }),
    }),
  });
  const answer = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const work = request.url?.startsWith("/interaction/") ? interact(provider, request, response) : null;
    if (work === null) void answer(request, response);
    else work.catch((fault: unknown) => response.writeHead(500).end(String(fault)));
  });
  return {
    issuer,
    /** An identity token of these claims, signed by the provider's own key. */
    sign(claims: object): string {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const text = `${part({ alg: "RS256", kid: "one", typ: "JWT" })}.${part(claims)}`;
      return `${text}.${createSign("sha256").update(text).sign(privateKey, "base64url")}`;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const form = `<!doctype html><html lang="en"><title>Somebody's provider</title><main><h1>Somebody's provider</h1>
<form method="post"><label>Name <input name="name" autofocus></label><button name="go" value="in">Sign in</button>
<button name="go" value="no">No</button></form></main></html>`;

/** Asks for a name; agrees to what our house asks for by itself. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const grant = new provider.Grant({ accountId: session?.accountId ?? "", clientId: String(params["client_id"]) });
    grant.addOIDCScope("openid");
    const result = { consent: { grantId: await grant.save() } };
    return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html" }).end(form);
    return;
  }
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const given = new URLSearchParams(text);
  if (given.get("go") === "no") {
    const no = { error: "access_denied", error_description: "The person said no" };
    return await provider.interactionFinished(request, response, no, { mergeWithLastSubmission: false });
  }
  const name = given.get("name") ?? "";
  const login = { accountId: name.replace("+mfa", ""), amr: name.endsWith("+mfa") ? ["pwd", "mfa"] : ["pwd"] };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

/** A browser without pages: goes where it is led, with its cookies, signs in by the form, and stops before `until`. */
export async function walkProvider(start: string, name: string, until: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  let body: URLSearchParams | null = null;
  for (let step = 0; step < 12; step++) {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    const sent = body === null ? {} : { method: "POST", body };
    const answer: Response = await fetch(url, { ...sent, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [key = "", value = ""] = line.split(";")[0]?.split(/=(.*)/s) ?? [];
      cookies.set(key, value);
    }
    const to = answer.headers.get("location");
    body = null;
    if (to !== null) {
      url = new URL(to, url);
      if (url.href.startsWith(until)) return url;
    } else if (answer.status === 200) body = new URLSearchParams(name === "" ? { go: "no" } : { name, go: "in" });
    else throw new Error(`The provider answered ${answer.status} ${await answer.text()}`);
  }
  throw new Error("The provider leads in circles.");
}
