import { isIP } from "node:net";
import { Agent } from "undici";
import type { Config } from "#config";
import { makeProvider, type Provider, type ProviderHttp, type Site } from "#people";
import { callOver } from "./http-call.ts";
import { stepUpMinutes } from "./sign-in-settings.ts";

/** How people come in: where passkeys belong, whether a second step is a must, and the provider that was set up. */
export function signInParts(
  { signIn, mode }: Pick<Config, "signIn" | "mode">,
  publicUrl: string,
): { site: Site; strict: boolean; provider: Provider | null; stepUpMs: number } {
  const stepUpMs = (signIn?.stepUpMinutes ?? stepUpMinutes) * 60_000;
  const provider = signIn?.provider && {
    ...{ ...signIn.provider, maxAge: stepUpMs / 1000 },
    redirectUri: `${publicUrl}/v1/session/provider/callback`,
    afterSignOut: `${publicUrl}/console/`,
  };
  return {
    site: siteOf(publicUrl, signIn?.passkeyDomain ?? null),
    strict: mode === "production",
    stepUpMs,
    provider: provider ? makeProvider(provider, makeProviderHttp()) : null,
  };
}

/** Browsers bind no passkey to a number: on this machine itself the house is called localhost for them. */
export function siteOf(publicUrl: string, domain: string | null): Site {
  const url = new URL(publicUrl);
  const local = url.hostname === "127.0.0.1" || url.hostname === "[::1]";
  if (local) url.hostname = "localhost";
  const host = isIP(url.hostname) === 0 ? (domain ?? url.hostname) : url.hostname;
  return { name: "Hutong 互通", origin: url.origin, domain: host };
}

/** The network towards the provider: a time limit a call, no redirects, no answer beyond a megabyte. */
function makeProviderHttp(): ProviderHttp {
  const agent = new Agent({ connections: 4, pipelining: 1, keepAliveTimeout: 2_000, maxResponseSize: 1_048_576 });
  return async ({ url, ...call }) => await callOver(agent, { ...call, url: new URL(url) });
}
