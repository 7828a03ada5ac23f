import type { FastifyRequest } from "fastify";
import { callerOf, prove } from "./auth.ts";
import type { Caller, HttpParts } from "./parts.ts";

/** What a stream was opened with: whose it is, and how far it reaches. */
const reachedBy = (caller: Caller): string =>
  JSON.stringify([caller.kind, caller.id, caller.marketplace, caller.store, "scopes" in caller ? caller.scopes : null]);

/**
 * Whether what opened a stream would open the same one now: the key or session stands, is not expired, may be used from
 * that address, and reaches as far as it did. Asked anew each time, of the directory in memory for keys and tokens, of
 * the database for sessions and secrets; it throws where nobody can say.
 */
export function stillHolds(parts: HttpParts, request: FastifyRequest): () => Promise<boolean> {
  const opened = reachedBy(callerOf(request));
  const { token, ip, signedIn } = request;
  // A checkout's own secret neither ends nor is taken back: ten thousand open pages ask nothing.
  if (request.caller?.kind === "checkout") return async () => true;
  return async () => {
    if (token === null) return false;
    if (signedIn === null) {
      const { authenticate } = parts.directory;
      const found = await prove({ authenticate, readSecret: parts.payments.readSecret }, token, ip);
      return found !== null && found.kind !== "elsewhere" && reachedBy(found) === opened;
    }
    // Nobody is at a page because it is open: a session lies idle all the same.
    const now = await parts.people.readSession(token, false);
    return now !== null && !now.due && reachedBy(now.bearer) === opened;
  };
}
