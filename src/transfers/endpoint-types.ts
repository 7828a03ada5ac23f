import type { CallResource } from "./changes.ts";

/** Mojaloop's names, under which endpoints are kept; the first stands for all that are not named. */
const types: readonly (readonly [CallResource, string])[] = [
  ["participants", "FSPIOP_CALLBACK_URL_PARTICIPANT"],
  ["parties", "FSPIOP_CALLBACK_URL_PARTIES"],
  ["quotes", "FSPIOP_CALLBACK_URL_QUOTES"],
  ["transfers", "FSPIOP_CALLBACK_URL_TRANSFER"],
  ["all", "FSPIOP_CALLBACK_URL"],
];

export function endpointType(resource: CallResource): string {
  return types.find(([name]) => name === resource)?.[1] ?? "FSPIOP_CALLBACK_URL";
}

/** Of which calls an endpoint is; Mojaloop has a name for each kind of call, whose beginnings are ours. */
export function resourceOf(type: string): CallResource {
  return types.find(([, start]) => type.startsWith(start))?.[0] ?? "all";
}
