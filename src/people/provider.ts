import * as client from "openid-client";

/** What the house set up with somebody's provider (OpenID Connect). */
export type ProviderSettings = {
  /** What people call it; stands on the button. */
  name: string;
  /** As the provider spells it. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Where it sends the browser back to, and after signing out. */
  redirectUri: string;
  afterSignOut: string;
  /** How old, in seconds, what somebody showed there may be; 0: as old as the provider lets it be. */
  maxAge: number;
};

/** One call over the network that is handed in. Rejects when no answer came. */
export type ProviderHttp = (call: {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  timeoutMs: number;
}) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Buffer }>;

/** What only the browser on its way and the house's own calls know. */
export type FlowSecrets = { state: string; nonce: string; verifier: string };

/** Who somebody is at the provider. `mfa`: it says (amr, RFC 8176) that they showed more than one thing. */
export type Proven = {
  subject: string;
  mfa: boolean;
  /** When they showed it there (auth_time); null: it cannot say. */
  at: Date | null;
};

/** The provider gave its answer, and it is no. `why` is a code of OAuth, or the check that failed. */
export class ProviderRefusal extends Error {
  override name = "ProviderRefusal";
}

export type Provider = ReturnType<typeof makeProvider>;

const timeoutMs = 10_000;

/** Authorization code with PKCE, state and nonce; the identity token's signature is checked although it came by TLS. */
export function makeProvider(settings: ProviderSettings, http: ProviderHttp) {
  const insecure = settings.issuer.startsWith("http://");
  const fetched = overHttp(http);
  let known: Promise<client.Configuration> | null = null;

  /** Asked once; asked again when it failed. */
  const configuration = (): Promise<client.Configuration> => {
    known ??= client
      .discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
        [client.customFetch]: fetched,
        timeout: timeoutMs / 1000,
        execute: [client.enableNonRepudiationChecks, ...(insecure ? [client.allowInsecureRequests] : [])],
      })
      .catch((fault: unknown) => {
        known = null;
        throw fault;
      });
    return known;
  };

  return {
    ...{ name: settings.name, issuer: settings.issuer },
    /** Where the browser goes to sign in. */
    async urlFor({ state, nonce, verifier }: FlowSecrets): Promise<string> {
      const challenge = await client.calculatePKCECodeChallenge(verifier);
      // A session of this morning there is no step shown now; asked for an age, the provider also tells the time.
      const age = settings.maxAge > 0 ? { max_age: `${settings.maxAge}` } : {};
      const asked = { redirect_uri: settings.redirectUri, scope: "openid", state, nonce, ...age };
      return client.buildAuthorizationUrl(await configuration(), {
        ...{ ...asked, code_challenge: challenge, code_challenge_method: "S256" },
      }).href;
    },
    /** Redeems what the browser brought back (a query). Throws ProviderRefusal for a no, else what broke. */
    async prove(query: string, { state, nonce, verifier }: FlowSecrets): Promise<Proven> {
      const config = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(config, new URL(`${settings.redirectUri}?${query}`), {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        });
        const claims = tokens.claims();
        const [amr, shown] = [claims?.["amr"], claims?.auth_time];
        // Whoever could tell and was not asked (the address is the browser's) shows nothing of now.
        const couldTell = config.serverMetadata().claims_supported?.includes("auth_time") ?? false;
        const at = shown !== undefined ? new Date(shown * 1000) : couldTell ? new Date(0) : null;
        return { subject: claims?.sub ?? "", mfa: Array.isArray(amr) && amr.includes("mfa"), at };
      } catch (fault) {
        throw asRefusal(fault);
      }
    },
    /** Where the browser goes to sign out there too; null where the provider has no such page. */
    async signOutUrl(): Promise<string | null> {
      const config = await configuration();
      if (!config.serverMetadata().end_session_endpoint) return null;
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri: settings.afterSignOut }).href;
    },
  };
}

/** A no of the provider's, or an answer of it that does not prove itself; anything else is the network's fault. */
function asRefusal(fault: unknown): unknown {
  const said = fault instanceof client.AuthorizationResponseError || fault instanceof client.ResponseBodyError;
  if (said) return new ProviderRefusal(fault.error, { cause: fault });
  if (fault instanceof client.ClientError && fault.code !== "OAUTH_TIMEOUT" && fault.code !== undefined)
    return new ProviderRefusal(fault.code, { cause: fault });
  return fault;
}

function overHttp(http: ProviderHttp): client.CustomFetch {
  return async (url, { method, headers, body }) => {
    const text = body === null || body === undefined ? {} : { body: String(body) };
    const answer = await http({ method, url, headers: { ...headers }, ...text, timeoutMs });
    // An answer of these has no body, and a Response refuses one for it.
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : new Uint8Array(answer.body), {
      ...{ status: answer.status, headers: { ...answer.headers } },
    });
  };
}
