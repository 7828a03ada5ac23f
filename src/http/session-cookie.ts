import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Refusal } from "./refusal.ts";

/** `__Host-` binds the cookie to this very host over https; plain http (the sandbox) cannot carry that prefix. */
const nameAt = (publicUrl: string): string =>
  publicUrl.startsWith("https://") ? "__Host-hutong_session" : "hutong_session";

/** Over https only the bound cookie counts: the bare name could be planted by a page of a neighbouring host. */
export function readCookie(header: string | undefined, publicUrl: string): string | null {
  return readNamed(header, nameAt(publicUrl), /^hs_[\w-]{20,100}$/);
}

function readNamed(header: string | undefined, wanted: string, shape: RegExp): string | null {
  for (const part of (header ?? "").split(";")) {
    const [name, value = ""] = part.trim().split("=", 2);
    if (name === wanted && shape.test(value)) return value;
  }
  return null;
}

export function setCookie(reply: FastifyReply, publicUrl: string, token: string | null): void {
  const secure = publicUrl.startsWith("https://");
  const rest = `; Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  const life = token === null ? "; Max-Age=0" : "";
  reply.header("set-cookie", `${nameAt(publicUrl)}=${token ?? ""}${rest}${life}`);
}

const flowName = (publicUrl: string): string => `${nameAt(publicUrl).replace("session", "flow")}`;

/** The secret of a way to the provider and back. Lax, since the provider's page leads the browser back here. */
export function setFlowCookie(reply: FastifyReply, publicUrl: string, secret: string | null): void {
  const secure = publicUrl.startsWith("https://") ? "; Secure" : "";
  const life = secret === null ? 0 : 600;
  reply.header(
    "set-cookie",
    `${flowName(publicUrl)}=${secret ?? ""}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${life}${secure}`,
  );
}

export function readFlowCookie(header: string | undefined, publicUrl: string): string | null {
  return readNamed(header, flowName(publicUrl), /^pf_[\w-]{20,100}$/);
}

/** What our page must say with every change. It follows from the session, which no other site's page can read. */
export function csrfOf(token: string): string {
  return createHash("sha256").update(`csrf ${token}`).digest("base64url");
}

/** A change by cookie needs the header, and must not come from another site's page. */
export function requireCsrf(request: FastifyRequest, token: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  const given = Buffer.from(String(request.headers["x-csrf-token"] ?? ""));
  const wanted = Buffer.from(csrfOf(token));
  const same = given.length === wanted.length && timingSafeEqual(given, wanted);
  if (!same || (site !== undefined && site !== "same-origin")) throw new Refusal("csrf_refused");
}
