import { bare, bucketOf, type Tx } from "#db";
import { callbacksLastMs } from "#transfers";
import type { Call, CallHeaders, FspiopNeeds, Resource } from "./context.ts";
import { type ErrorCode, errorInformation } from "./faults.ts";
import { mediaType } from "./headers.ts";
import { signCall, stableText } from "./jws.ts";
import { wantsSigned } from "./participants.ts";

/** Something that the hub has to say. */
export type Message = {
  participant: string;
  method: string;
  path: string;
  headers: CallHeaders;
  body: string | null;
  /** Said to the caller when nobody could be reached in time. */
  sorry: Sorry | null;
  until: Date;
};

export type Sorry = { to: string; path: string; resource: Resource; version: string };

/** Keeps messages beside the effect that they follow from; they are delivered after the commit. */
export async function keepMessages(tx: Tx, { ids, clock }: FspiopNeeds, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const made = messages.map(() => ids.next("ntf"));
  const of = <T>(value: (one: Message) => T): T[] => messages.map(value);
  await tx.query(
    `insert into hub_messages (bucket, id, participant, method, path, headers, body, sorry, at, until)
     select b, id, participant, method, path, headers, body, sorry, $10, until
     from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $8::jsonb[],
       $9::timestamptz[]) as t(b, id, participant, method, path, headers, body, sorry, until)`,
    [
      made.map(bucketOf),
      made.map(bare),
      of((one) => one.participant),
      of((one) => one.method),
      of((one) => one.path),
      of((one) => JSON.stringify(one.headers)),
      of((one) => one.body),
      of((one) => (one.sorry === null ? null : JSON.stringify(one.sorry))),
      of((one) => one.until),
      clock.now(),
    ],
  );
}

type Carried = { until?: Date; version?: string | null };

/**
 * A call of one participant, carried on to another as it came. `version`: of the API in which the other wants its
 * answer; the elements are the same in all that the hub speaks, and no signature covers the media type.
 */
export function carriedOn(
  needs: FspiopNeeds,
  call: Call,
  to: string,
  method: string,
  { until, version: wanted = null }: Carried = {},
): Message {
  const { resource, version, source, path } = call;
  // A signature covers the destination: a call without one gets it only where nothing is signed.
  const signed = call.headers["fspiop-signature"] !== undefined;
  const headers = {
    ...call.headers,
    ...(call.destination === null && !signed ? { "fspiop-destination": to } : {}),
    ...(wanted === null ? {} : { "content-type": mediaType(resource, wanted) }),
  };
  const asks = method === "GET" || method === "POST";
  return {
    ...{ participant: to, method, path, headers, body: call.text === "" ? null : call.text },
    sorry: asks ? { to: source, path: `${pathOfAnswer(call)}/error`, resource, version } : null,
    until: until ?? later(needs, asks ? 30_000 : callbacksLastMs),
  };
}

/** Where the answer to a call goes: the call's own path, or its subject's for one that made something. */
export function pathOfAnswer({ path, body }: Pick<Call, "path" | "body">): string {
  const id = body[{ "/quotes": "quoteId", "/transfers": "transferId" }[path] ?? ""];
  return typeof id === "string" ? `${path}/${id}` : path;
}

const later = ({ clock }: FspiopNeeds, ms: number): Date => new Date(clock.now().getTime() + ms);

type Said = { to: string; method: "PUT" | "PATCH"; path: string; resource: Resource; version: string; body: object };

/** Something that the hub itself says, signed where the participant wants that. */
export async function saidByHub(needs: FspiopNeeds, said: Said): Promise<Message> {
  const { to, method, path, resource, version } = said;
  const body = stableText(said.body);
  const headers: CallHeaders = {
    "content-type": mediaType(resource, version),
    date: needs.clock.now().toUTCString(),
    "fspiop-source": needs.name,
    "fspiop-destination": to,
  };
  const proven = (await wantsSigned(needs, to))
    ? signCall(await needs.keys.signing(), headers, method, path, body)
    : headers;
  return { participant: to, method, path, headers: proven, body, sorry: null, until: later(needs, callbacksLastMs) };
}

/** The error callback to a call. */
export async function sayError(needs: FspiopNeeds, call: Call, code: ErrorCode, more: string): Promise<Message> {
  const { source: to, resource, version } = call;
  const path = `${pathOfAnswer(call)}/error`;
  return await saidByHub(needs, { to, method: "PUT", path, resource, version, body: errorInformation(code, more) });
}

/** Keeps messages in a commit of their own. */
export async function say(needs: FspiopNeeds, messages: readonly Message[]): Promise<void> {
  await needs.db.tx((tx) => keepMessages(tx, needs, messages));
}
