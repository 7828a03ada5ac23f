import type { ProviderSettings } from "#people";
import { addFault, readMinutes, readText, type Settings } from "./settings.ts";

/** How people may sign in beside password and authenticator app. */
export type SignInConfig = {
  /** PASSKEY_DOMAIN: what passkeys belong to; null: the host of PUBLIC_URL. */
  passkeyDomain: string | null;
  /** STEP_UP_MINUTES: how old a second step may be when somebody decides; 0: once a session is enough. Left out: 15. */
  stepUpMinutes?: number;
  /** OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME; null where none is set. */
  provider: Pick<ProviderSettings, "name" | "issuer" | "clientId" | "clientSecret"> | null;
};

/** How long a second step that was shown is enough, where nothing else is set. */
export const stepUpMinutes = 15;

/** All of the provider's settings or none; a passkey's domain is PUBLIC_URL's host or a parent of it. */
export function readSignIn(settings: Settings, production: boolean): SignInConfig {
  return {
    passkeyDomain: readDomain(settings),
    stepUpMinutes: readMinutes(settings, "STEP_UP_MINUTES", stepUpMinutes),
    provider: readProvider(settings, production),
  };
}

function readDomain(settings: Settings): string | null {
  const domain = readText(settings, "PASSKEY_DOMAIN");
  const url = readText(settings, "PUBLIC_URL") ?? "";
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  if (domain === null || host === domain || host.endsWith(`.${domain}`)) return domain;
  const en = `PASSKEY_DOMAIN must be the host of PUBLIC_URL or a parent of it, not "${domain}"`;
  addFault(settings, en, `PASSKEY_DOMAIN 须为 PUBLIC_URL 的主机名或其上级域名，而不是“${domain}”`);
  return domain;
}

const names = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

function readProvider(settings: Settings, production: boolean): SignInConfig["provider"] {
  const [issuer, clientId, clientSecret] = names.map((name) => readText(settings, name));
  const missing = names.filter((name) => readText(settings, name) === null);
  if (missing.length === names.length) return null;
  if (!issuer || !clientId || !clientSecret) {
    const list = missing.join(", ");
    addFault(settings, `a provider needs ${names.join(", ")}; missing: ${list}`, `身份提供方缺少设置：${list}`);
    return null;
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (url === null || !(url.protocol === "https:" || (!production && url.protocol === "http:"))) {
    const kind = production ? "https" : "http or https";
    addFault(settings, `OIDC_ISSUER must be an address (${kind}), not "${issuer}"`, "OIDC_ISSUER 须为 https 地址");
    return null;
  }
  return { name: readText(settings, "OIDC_NAME") ?? url.host, issuer, clientId, clientSecret };
}
