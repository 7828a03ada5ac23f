import { type FakeOutside, type FaultKnobs, NoAnswer } from "./fake-protocol.ts";
import type { RawRequest, RawResponse, Words } from "./protocol.ts";

/** What every fake does alike: chance, the rate limit, notices that are tried again, and its state as text. */

/** True for that share (0…1) of the calls. */
export function happens(outside: Pick<FakeOutside, "random">, share: number): boolean {
  if (share <= 0) return false;
  return share >= 1 || outside.random(4).readUInt32BE() < share * 0x1_0000_0000;
}

/** Counts requests of the running second; true for one too many (knob rate_limit; 0 = no limit). */
export function makeLimiter(outside: Pick<FakeOutside, "now">, knobs: Pick<FaultKnobs, "rate_limit">): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(outside.now().getTime() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    return knobs.rate_limit > 0 && count > knobs.rate_limit;
  };
}

export function plain(status: number, text: string): RawResponse {
  return { status, headers: { "content-type": "text/plain;charset=utf-8" }, body: Buffer.from(text) };
}

/** A page for a buyer's browser that says a sentence in both languages. */
export function wordsPage(says: Words): RawResponse {
  const safe = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><p>${safe(says.zh)}</p><p>${safe(says.en)}</p></html>`;
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: Buffer.from(html) };
}

type Faulty = { outside: FakeOutside; knobs: FaultKnobs };
type Answer = (request: RawRequest) => RawResponse | Promise<RawResponse>;

/** The knobs of every request, around a wallet's own answer: 5xx, the rate limit, delay, time-out after success. */
export function withFaults({ outside, knobs }: Faulty, answer: Answer): (request: RawRequest) => Promise<RawResponse> {
  const limited = makeLimiter(outside, knobs);
  return async (request) => {
    if (happens(outside, knobs.server_error)) return plain(502, "Bad Gateway (fault knob)");
    if (limited()) return plain(429, "Too many requests (fault knob)");
    const response = await answer(request);
    if (knobs.delay_ms > 0) await outside.sleep(knobs.delay_ms);
    if (happens(outside, knobs.timeout_after_success)) throw new NoAnswer();
    return response;
  };
}

/** A notice on its way to the merchant. Instants are milliseconds. */
export type QueuedNotice = {
  to: string;
  about: string;
  fields: Record<string, string>;
  tries: number;
  answered: boolean;
  /** Null once it is answered or given up. */
  nextAt: number | null;
};

type Sender = {
  outside: FakeOutside;
  knobs: FaultKnobs;
  notices: readonly QueuedNotice[];
  /** How long after each try without an answer the next one comes. */
  retryAfterMs: readonly number[];
  /** Posts it; true when the merchant took it. */
  post(notice: QueuedNotice): Promise<boolean>;
};

/** Sends what is due; answers how many posts were made. */
export async function deliverNotices(sender: Sender): Promise<number> {
  const now = sender.outside.now().getTime();
  const due = sender.notices.filter(({ nextAt }) => nextAt !== null && nextAt <= now);
  // Taken out while they are under way, so that a second call does not send them too.
  for (const notice of due) notice.nextAt = null;
  if (sender.knobs.notice_reorder) due.reverse();
  let sent = 0;
  for (const notice of due) sent += await tryNotice(sender, notice, now);
  return sent;
}

async function tryNotice(sender: Sender, notice: QueuedNotice, at: number): Promise<number> {
  const { outside, knobs, retryAfterMs, post } = sender;
  notice.tries += 1;
  let posts = 0;
  if (!happens(outside, knobs.notice_drop))
    for (; posts <= knobs.notice_repeat; posts++) if (await post(notice)) notice.answered = true;
  const wait = retryAfterMs[notice.tries - 1];
  notice.nextAt = notice.answered || wait === undefined ? null : at + wait;
  return posts;
}

export function nextNotice(notices: readonly QueuedNotice[]): Date | null {
  const times = notices.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** What GET /ledger.json tells of them. */
export function toldNotices(notices: readonly QueuedNotice[]) {
  return notices.map(({ to, about, tries, answered, nextAt }) => ({
    ...{ to, about, tries, answered },
    next_at: nextAt === null ? null : new Date(nextAt).toISOString(),
  }));
}

/** JSON text of a state; whole fen keep all their digits. */
export function stateText(state: object): string {
  const saved = { version: 1, ...state };
  return JSON.stringify(saved, (_, value: unknown) => (typeof value === "bigint" ? { fen: value.toString() } : value));
}

/** Puts what a text holds into the state; the object itself stays. Refuses what another version of the fake saved. */
export function restoreState(state: object, text: string, fake: string): void {
  const { version, ...saved } = JSON.parse(text, revive) as { version: number };
  if (version !== 1) throw new Error(`This state was saved by another version of the ${fake} fake.`);
  Object.assign(state, saved);
}

function revive(_: string, value: unknown): unknown {
  const isAmount = typeof value === "object" && value !== null && "fen" in value && typeof value.fen === "string";
  return isAmount ? BigInt(value.fen as string) : value;
}
