import type { CallHeaders, Resource } from "./context.ts";
import { CallRefused } from "./faults.ts";

export const versions = ["1.0", "1.1", "2.0"] as const;

const carried = /^(content-type|accept|date|fspiop-[a-z-]+|traceparent|tracestate|baggage)$/;

/** What of a call's headers is carried on to the other participant. */
export function carriedHeaders(given: Readonly<Record<string, string | string[] | undefined>>): CallHeaders {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(given))
    if (carried.test(name) && typeof value === "string") kept[name] = value;
  return kept;
}

/** "application/vnd.interoperability.parties+json;version=1.1": the resource, and the version that is asked. */
export function readMediaType(text: string): { resource: string; version: string | null } | null {
  const found = /^application\/vnd\.interoperability\.([a-zA-Z]+)\+json(?:\s*;\s*version=(\d+(?:\.\d+)?))?/.exec(text);
  return found ? { resource: found[1] as string, version: found[2] ?? null } : null;
}

export function mediaType(resource: Resource, version: string): string {
  return `application/vnd.interoperability.${resource}+json;version=${version}`;
}

/** The version that is meant, the newest of a number without a point ("1"); null: none that the hub speaks. */
const spoken = (version: string): string | null =>
  versions.findLast((one) => one === version || one.split(".", 1)[0] === version) ?? null;

/** What an Accept header names, the first choice first; empty: anything. */
const choices = (accept: string | undefined) =>
  accept === undefined || accept.includes("*/*") ? [] : accept.split(",").map((one) => readMediaType(one.trim()));

/** In which version a call is answered: the first that its caller accepts, otherwise the call's own. */
export function answerVersion(headers: CallHeaders): string {
  const asked = choices(headers["accept"]).find((one) => one?.version && spoken(one.version) !== null);
  return spoken(asked?.version ?? readMediaType(headers["content-type"] ?? "")?.version ?? "") ?? "1.1";
}

/**
 * The version in which a call is answered; refuses one that the hub does not speak, and a content type of another
 * resource. Of several that are accepted one is enough.
 */
export function versionOf(resource: Resource, headers: CallHeaders): string {
  const type = readMediaType(headers["content-type"] ?? headers["accept"] ?? "");
  if (type === null || type.resource !== resource)
    throw new CallRefused(400, "3101", `Content-Type must be ${mediaType(resource, "1.1")}`);
  const accepted = choices(headers["accept"]);
  const fitting = accepted.filter((one) => one?.resource === resource);
  if (accepted.length > 0 && fitting.length === 0)
    throw new CallRefused(400, "3101", `Accept must be ${mediaType(resource, "1.1")}`);
  const refused = (version: string | null | undefined): boolean => typeof version === "string" && !spoken(version);
  if (refused(type.version) || (fitting.length > 0 && fitting.every((one) => refused(one?.version))))
    throw new CallRefused(406, "3001", `the hub speaks ${versions.join(", ")}`);
  return answerVersion(headers);
}
