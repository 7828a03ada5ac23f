import type { App } from "./app.ts";
import { Refusal } from "./refusal.ts";

/**
 * The dates of the API, oldest first. What a date answers never changes in a way that breaks its callers: what is only
 * added (a field, a route, a code, an event) joins the newest date, anything else begins a new one.
 */
export const apiVersions = ["2026-11-22"] as const;

/** Whoever names no date is answered as of this one. */
export const latestVersion: (typeof apiVersions)[number] = "2026-11-22";

export const versionHeader = "Hutong-Version";

/** The date that a request asks for; null where the house knows no such date. */
export function versionOf(given: string | readonly string[] | undefined): string | null {
  if (given === undefined) return latestVersion;
  return apiVersions.find((version) => version === given) ?? null;
}

/** Every answer under /v1 says by which date it was made, a refusal too; a date that is not known is refused first. */
export function nameVersion(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (!request.url.startsWith("/v1/")) return done();
    const version = versionOf(request.headers["hutong-version"]);
    reply.header(versionHeader, version ?? latestVersion);
    done(version === null ? new Refusal("api_version_unknown", { known: apiVersions }) : undefined);
  });
}
