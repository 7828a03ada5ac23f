import { hash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Fault } from "./faults.ts";
import type { FromElsewhere } from "./keys-door.ts";
import type { Bearer, Caller, DirectoryDoor, PaymentsDoor, Reach } from "./parts.ts";
import type { PeopleDoor, SignedIn } from "./people-door.ts";
import { Refusal } from "./refusal.ts";
import type { Scope } from "./scopes.ts";
import { readCookie, requireCsrf } from "./session-cookie.ts";

/**
 * Who may call a route. `session`: whoever signed in at the console, whatever the role. `also`: without a scope, the buyer's page or the friend's page of the checkout
 * concerned.
 */
export type Access =
  | "public"
  | "session"
  | { scope: Scope; also?: readonly ("checkout" | "friend")[]; tokenInQuery?: true };

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** A decision, or a deed as heavy: a person of the console must have shown their second step lately. */
    recentStep?: true;
  }
  interface FastifyRequest {
    caller: Caller | null;
    /** The token that proved the caller. */
    token: string | null;
    /** The console's session, when the caller came by its cookie. */
    signedIn: SignedIn | null;
    /** A key's holder asked from an address that is not on the key's list: this one. */
    elsewhere: string | null;
    /** The code of the problem that was answered, for the log and the metrics. */
    fault: Fault | null;
  }
}

/** Folders of libraries' own routes, which hold nothing of anybody's. */
const ownPages = ["/docs", "/pay", "/console"];

/** A route without a declared access stops the server from starting. */
export function demandAccess(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    if (route.config?.access !== undefined) return;
    if (ownPages.some((folder) => route.url === folder || route.url.startsWith(`${folder}/`))) return;
    throw new Error(`${String(route.method)} ${route.url} declares no access: add config.access with its scope.`);
  });
}

function tokenOf(request: FastifyRequest, access: Access | undefined): string | null {
  const header = request.headers.authorization;
  if (header !== undefined) return /^bearer ([\x21-\x7e]{8,512})$/i.exec(header)?.[1] ?? "";
  if (access === undefined || typeof access === "string" || !access.tokenInQuery) return null;
  const token = (request.query as Record<string, unknown>)["access_token"];
  return typeof token === "string" && token.length <= 512 ? token : null;
}

export type Proofs = Pick<DirectoryDoor, "authenticate"> &
  Pick<PaymentsDoor, "readSecret"> &
  Pick<PeopleDoor, "readSession" | "stepUpDue"> & { publicUrl: string };

type Tokens = Pick<Proofs, "authenticate" | "readSecret">;

/** Whose token it is, asked from an address; null: nobody's, or nobody's any more. */
export async function prove(proofs: Tokens, token: string, address: string): Promise<Caller | FromElsewhere | null> {
  if (/^(cs|fl)_/.test(token)) return await proofs.readSecret(token);
  if (!/^(hk|hp)_/.test(token)) return null;
  return await proofs.authenticate(hash("sha256", token), address);
}

export function isBearer(caller: Caller): caller is Bearer {
  return caller.kind === "key" || caller.kind === "person";
}

/** Refuses whom the route's declaration does not admit. */
function admit({ caller, signedIn, elsewhere }: FastifyRequest, access: Access | undefined): void {
  if (access === undefined || access === "public") return;
  if (elsewhere !== null) throw new Refusal("address_not_allowed", { address: elsewhere });
  if (!caller) throw new Refusal("unauthorized");
  if (access === "session" && signedIn) return;
  if (access === "session") throw new Refusal("unauthorized");
  if (signedIn?.due) throw new Refusal("second_step_due");
  if (!isBearer(caller)) {
    if (!access.also?.includes(caller.kind)) throw new Refusal("forbidden", { needs: access.scope });
    return;
  }
  if (!caller.scopes.includes(access.scope)) throw new Refusal("forbidden", { needs: access.scope });
}

/**
 * A cookie is stolen, or a desk left open: what is heavy asks for the second step anew. Keys have scopes and lists of
 * addresses instead, and a session that showed none at all was refused above.
 */
async function demandRecentStep(proofs: Proofs, { session }: SignedIn): Promise<void> {
  const due = await proofs.stepUpDue(session);
  if (due) throw new Refusal("step_up_due", due);
}

/** Sent by the console with what it reads by the clock or because it was told of a change; a stream joins by itself. */
const unattendedHeader = "x-hutong-unattended";

/** The console's way in: a cookie, which the browser sends by itself, and so proof that our own page asked. */
async function bySession(proofs: Proofs, request: FastifyRequest): Promise<void> {
  const token = readCookie(request.headers.cookie, proofs.publicUrl);
  if (token === null) return;
  // A page that reads by itself: nobody is there because it is open, and the session lies idle all the same.
  const { accept, [unattendedHeader]: byItself } = request.headers;
  const unattended = request.method === "GET" && (byItself !== undefined || accept === "text/event-stream");
  const signedIn = await (unattended ? proofs.readSession(token, false) : proofs.readSession(token));
  if (!signedIn) return;
  requireCsrf(request, token);
  request.signedIn = signedIn;
  request.caller = signedIn.bearer;
  request.token = token;
}

async function identify(proofs: Proofs, request: FastifyRequest, token: string | null): Promise<void> {
  if (token === null) return await bySession(proofs, request);
  const found = await prove(proofs, token, request.ip);
  if (found?.kind === "elsewhere") {
    // Nobody's caller: whoever has a stolen key is counted by their address, not at the cost of the key's holder.
    request.elsewhere = found.address;
    return;
  }
  request.caller = found;
  request.token = token;
}

/** First who calls (so that rate limits can count by caller), then, before any body is read, whether they may. */
export function authenticate(app: FastifyInstance, proofs: Proofs): void {
  app.decorateRequest("caller", null);
  app.decorateRequest("token", null);
  app.decorateRequest("fault", null);
  app.decorateRequest("elsewhere", null);
  app.decorateRequest("signedIn", null);
  app.addHook("onRequest", (request, _reply, done) => {
    const access = request.routeOptions.config.access;
    if (access === undefined || access === "public") return done();
    return identify(proofs, request, tokenOf(request, access));
  });
  app.addHook("preParsing", (request, _reply, _payload, done) => {
    const { access, recentStep } = request.routeOptions.config;
    admit(request, access);
    const { signedIn } = request;
    if (recentStep === undefined || signedIn === null || signedIn.due) return done();
    return demandRecentStep(proofs, signedIn);
  });
}

export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Refusal("unauthorized");
  return request.caller;
}

export function reachOf(caller: Caller): Reach {
  return { marketplace: caller.marketplace, store: caller.store };
}

/** Whether a row of this marketplace (and store) exists for the caller. */
export function reaches(caller: Caller, row: { marketplace: string | null; store?: string | null }): boolean {
  if (caller.marketplace !== null && caller.marketplace !== row.marketplace) return false;
  return caller.store === null || caller.store === row.store;
}

/** The row, or `not_found` when it is not there or not the caller's. */
export function within<T extends { marketplace: string | null; store?: string | null }>(
  caller: Caller,
  row: T | null,
): T {
  if (row === null || !reaches(caller, row)) throw new Refusal("not_found");
  return row;
}

/**
 * The marketplace that a request is for: the caller's own, or, for the operator of the house, the one that is named.
 */
export function marketplaceFor(caller: Caller, named: string | undefined): string {
  if (caller.marketplace === null) {
    if (named === undefined)
      throw new Refusal("request_invalid", {}, [{ field: "marketplace", message: "is missing", zh: "缺少此项" }]);
    return named;
  }
  if (named !== undefined && named !== caller.marketplace) throw new Refusal("not_found");
  return caller.marketplace;
}
