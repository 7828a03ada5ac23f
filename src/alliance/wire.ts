import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { Clock } from "#db";
import type { Begin, End, Partner, Said } from "./partner.ts";
import type { Member } from "./together/member.ts";
import { answerTogether, togetherPath } from "./together/wire.ts";

/** A party's calls over HTTP: every request and every answer carries a MAC under the contract's shared secret. */
export type WireRequest = { path: string; at: string; mac: string; body: Uint8Array };
export type WireAnswer = { status: number; mac: string; body: Uint8Array };

/** Sends to the partner; throws when no answer came: then the run goes on later. */
export type Send = (request: WireRequest) => Promise<WireAnswer>;

const minutes5 = 300_000;

/** In frames: a JSON head, and bytes as they are after it. */
export function framed(head: object, ...bytes: Uint8Array[]): Uint8Array {
  const text = Buffer.from(JSON.stringify({ ...head, parts: bytes.map((one) => one.length) }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...bytes]);
}

export function unframed(frame: Uint8Array): { head: Record<string, unknown>; parts: Uint8Array[] } {
  const all = Buffer.from(frame);
  const from = 4 + all.readUInt32BE(0);
  const head = JSON.parse(all.subarray(4, from).toString()) as Record<string, unknown>;
  const parts: Uint8Array[] = [];
  let at = from;
  for (const length of head["parts"] as number[]) {
    parts.push(all.subarray(at, at + length));
    at += length;
  }
  if (at !== all.length) throw new RangeError("A frame that is cut off.");
  return { head, parts };
}

const macOf = (secret: string, ...texts: string[]): string =>
  createHmac("sha256", secret).update(texts.join("\n")).digest("hex");
const requestMac = (secret: string, { path, at, body }: Omit<WireRequest, "mac">): string =>
  macOf(secret, "ask", path, at, hash("sha256", body));
const answerMac = (secret: string, asked: string, status: number, body: Uint8Array): string =>
  macOf(secret, "answer", asked, `${status}`, hash("sha256", body));

function same(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)];
  return one.length === two.length && timingSafeEqual(one, two);
}

type Answered = { said: Said<never>; told: Record<string, unknown>; parts: Uint8Array[] };

/** A call with its MAC, and an answer whose MAC was right; throws when it was not, or none came. */
export function callOver(send: Send, secret: string, clock: Clock) {
  return async (verb: string, head: object, ...bytes: Uint8Array[]): Promise<Answered> => {
    const unsigned = { path: `/alliance/${verb}`, at: clock.now().toISOString(), body: framed(head, ...bytes) };
    const request = { ...unsigned, mac: requestMac(secret, unsigned) };
    const answer = await send(request);
    if (!same(answer.mac, answerMac(secret, request.mac, answer.status, answer.body)))
      throw new Error(`The partner's answer to ${verb} (${answer.status}) is not signed with the contract's secret.`);
    const { head: told, parts } = unframed(answer.body);
    return { said: told["said"] as Said<never>, told, parts };
  };
}

/** Asks a partner in another process. */
export function partnerOver(send: Send, secret: string, clock: Clock): Partner {
  const call = callOver(send, secret, clock);
  return {
    async begin({ element, ...begin }) {
      const { said, told, parts } = await call("begin", { begin }, element);
      return said.ok ? { ok: true, value: { size: told["size"] as number, element: parts[0] as Uint8Array } } : said;
    },
    async taken(run) {
      const { said, told } = await call("taken", { run });
      return said.ok ? { ok: true, value: told["chunks"] as number[] } : said;
    },
    async take(run, chunk, elements) {
      const { said } = await call("take", { run, chunk }, elements);
      return said.ok ? { ok: true, value: null } : said;
    },
    async holders(run, chunk) {
      const { said, parts } = await call("holders", { run, chunk });
      return said.ok ? { ok: true, value: { elements: parts[0] as Uint8Array, sealed: parts[1] as Uint8Array } } : said;
    },
    async doubled(run, chunk) {
      const { said, parts } = await call("doubled", { run, chunk });
      return said.ok ? { ok: true, value: parts[0] as Uint8Array } : said;
    },
    async end(run, end) {
      const sealed = end?.sealed ?? null;
      const head = { run, end: end && { count: `${end.count}`, sealed: sealed !== null } };
      const { said, told } = await call("end", head, ...(sealed === null ? [] : [sealed]));
      const sum = told["sum"] as string | null;
      return said.ok ? { ok: true, value: { sum: sum === null ? null : BigInt(sum) } } : said;
    },
  };
}

/**
 * Answers a call of an asker that proves the contract's secret; to anybody else 401 and nothing. `member`: where this
 * party is one of a ring.
 */
export async function answerCall(
  partner: Partner,
  secret: string,
  clock: Clock,
  request: WireRequest,
  member: Member | null = null,
): Promise<WireAnswer> {
  const signed = (status: number, body: Uint8Array): WireAnswer => ({
    ...{ status, body, mac: answerMac(secret, request.mac, status, body) },
  });
  const age = Math.abs(clock.now().getTime() - new Date(request.at).getTime());
  if (!same(request.mac, requestMac(secret, request)) || !(age <= minutes5))
    return { status: 401, mac: "", body: new Uint8Array(0) };
  try {
    const { path, body } = request;
    const together = member !== null && path.startsWith(togetherPath);
    return signed(200, together ? await answerTogether(member, path, body) : await answerOf(partner, request));
  } catch (fault) {
    if (fault instanceof RangeError || fault instanceof SyntaxError || fault instanceof TypeError)
      return signed(400, framed({ said: { ok: false, fault: "chunk_wrong" } }));
    throw fault;
  }
}

async function answerOf(partner: Partner, { path, body }: WireRequest): Promise<Uint8Array> {
  const { head, parts } = unframed(body);
  const [run, chunk] = [head["run"] as string, head["chunk"] as number];
  const bytes = parts[0] ?? new Uint8Array(0);
  switch (path) {
    case "/alliance/begin": {
      const said = await partner.begin({ ...(head["begin"] as Omit<Begin, "element">), element: bytes });
      return said.ok ? framed({ said: done, size: said.value.size }, said.value.element) : framed({ said });
    }
    case "/alliance/taken": {
      const said = await partner.taken(run);
      return said.ok ? framed({ said: done, chunks: said.value }) : framed({ said });
    }
    case "/alliance/take":
      return framed({ said: await partner.take(run, chunk, bytes) });
    case "/alliance/holders": {
      const said = await partner.holders(run, chunk);
      return said.ok ? framed({ said: done }, said.value.elements, said.value.sealed) : framed({ said });
    }
    case "/alliance/doubled": {
      const said = await partner.doubled(run, chunk);
      return said.ok ? framed({ said: done }, said.value) : framed({ said });
    }
    case "/alliance/end":
      return await answerEnd(partner, run, head["end"] as { count: string; sealed: boolean } | null, bytes);
    default:
      throw new RangeError(`No such call: ${path}.`);
  }
}

const done = { ok: true } as const;

async function answerEnd(
  partner: Partner,
  run: string,
  told: { count: string; sealed: boolean } | null,
  sealed: Uint8Array,
): Promise<Uint8Array> {
  const end: End = told && { count: BigInt(told.count), sealed: told.sealed ? sealed : null };
  const said = await partner.end(run, end);
  return said.ok ? framed({ said: done, sum: said.value.sum === null ? null : `${said.value.sum}` }) : framed({ said });
}
