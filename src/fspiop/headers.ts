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

const spoken = (version: string): boolean =>
  versions.some((one) => one === version || one.split(".", 1)[0] === version);

/** The version of a call; refuses one that the hub does not speak, and a content type of another resource. */
export function versionOf(resource: Resource, contentType: string, given: string | undefined): string {
  // Who takes anything has named nothing.
  const accept = given?.includes("*/*") ? undefined : given;
  const type = readMediaType(contentType);
  if (type === null || type.resource !== resource)
    throw new CallRefused(400, "3101", `Content-Type must be ${mediaType(resource, "1.1")}`);
  for (const version of [type.version, accept === undefined ? null : (readMediaType(accept)?.version ?? null)])
    if (version !== null && !spoken(version))
      throw new CallRefused(406, "3001", `the hub speaks ${versions.join(", ")}, not ${version}`);
  if (accept !== undefined && readMediaType(accept)?.resource !== resource)
    throw new CallRefused(400, "3101", `Accept must be ${mediaType(resource, "1.1")}`);
  return versions.find((one) => one === type.version) ?? "1.1";
}
