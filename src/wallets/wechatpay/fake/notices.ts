import { happens } from "../../fake-parts.ts";
import { probePrefix, seal } from "../sign.ts";
import { wireTime } from "../time.ts";
import { readXmlV2, type V2Sign } from "../v2.ts";
import { isObject, type JsonObject } from "../wire.ts";
import { requestId, signedHeaders } from "./answer.ts";
import { type Context, letters, nowMs } from "./context.ts";
import type { Notice } from "./state.ts";
import { v2Notice } from "./v2-notice.ts";

/** Seconds between the tries, from Tencent's own notes: fifteen more after the first. */
const waits = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600] as const;
const timeoutMs = 5_000;
const together = 32;

type Draft = Pick<Notice, "to" | "type" | "originalType" | "summary" | "about" | "signer" | "v2"> & {
  plain: JsonObject;
};

export function queueNotice(context: Context, draft: Draft): void {
  const hex = context.outside.random(16).toString("hex");
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  const at = nowMs(context);
  context.store.addNotice({ ...draft, id, createdAt: at, tries: 0, nextAt: at, answered: false });
}

export function nextNoticeAt(context: Context): number | null {
  let next: number | null = null;
  for (const notice of context.store.pending)
    if (notice.nextAt !== null && (next === null || notice.nextAt < next)) next = notice.nextAt;
  return next;
}

/** Sends what is due; answers how many notices went out. */
export async function deliverDueNotices(context: Context): Promise<number> {
  const now = nowMs(context);
  const due = [...context.store.pending].filter((notice) => notice.nextAt !== null && notice.nextAt <= now);
  due.sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0));
  // Taken out while they are on their way, so that a second delivery at the same time does not send them too.
  for (const notice of due) context.store.pending.delete(notice);
  const reorder = context.faults.notice_reorder;
  if (reorder) due.reverse();
  const width = reorder ? 1 : together;
  let sent = 0;
  for (let from = 0; from < due.length; from += width) {
    const counts = await Promise.all(due.slice(from, from + width).map((notice) => deliver(context, notice)));
    sent += counts.reduce((a, b) => a + b, 0);
  }
  return sent;
}

async function deliver(context: Context, notice: Notice): Promise<number> {
  const copies = 1 + context.faults.notice_repeat;
  const wait = waits[notice.tries];
  notice.tries += 1;
  let sent = 0;
  if (!happens(context.outside, context.faults.notice_drop)) {
    // The older protocol has no probes.
    if (!notice.v2 && happens(context.outside, context.faults.probe)) await probe(context, notice);
    for (; sent < copies; sent++) if (await send(context, notice, null)) notice.answered = true;
  }
  notice.nextAt = notice.answered || wait === undefined ? null : nowMs(context) + wait * 1000;
  if (notice.nextAt !== null) context.store.pending.add(notice);
  return sent;
}

/** A merchant who answers a probe with 2xx does not look at signatures: the ledger shows it. */
async function probe(context: Context, notice: Notice): Promise<void> {
  const isTaken = await send(context, notice, probePrefix + context.outside.random(192).toString("base64"));
  if (!isTaken) return;
  const about = `SIGNTEST probe accepted: ${notice.about}`;
  context.store.addNotice({ ...notice, about, tries: 1, nextAt: null, answered: true });
}

async function send(context: Context, notice: Notice, signature: string | null): Promise<boolean> {
  if (notice.v2) return sendV2(context, notice, notice.v2);
  const body = Buffer.from(JSON.stringify(envelope(context, notice)));
  // Notices turn on the wallet's schedule, whatever the order's request named.
  const isTurned = context.store.signer !== null || context.faults.signing_key > 0;
  const signed = await signedHeaders(context, body, isTurned ? undefined : notice.signer);
  const headers = {
    ...signed,
    ...(signature === null ? {} : { "wechatpay-signature": signature }),
    "content-type": "application/json",
    accept: "*/*",
    "user-agent": "Mozilla/4.0",
    "request-id": `${requestId(signed["wechatpay-nonce"] ?? "")}-0`,
  };
  try {
    const answer = await context.outside.http({ method: "POST", url: notice.to, headers, body, timeoutMs });
    return answer.status === 200 || answer.status === 204;
  } catch {
    return false;
  }
}

/** XML, taken by a merchant who answers XML with return_code SUCCESS. */
async function sendV2(context: Context, notice: Notice, how: V2Sign | "sealed"): Promise<boolean> {
  const id = `${requestId(letters(context, 30))}-0`;
  const headers = { "content-type": "text/xml", accept: "*/*", "user-agent": "Mozilla/4.0", "request-id": id };
  const body = Buffer.from(v2Notice(context, notice.plain, how));
  try {
    const answer = await context.outside.http({ method: "POST", url: notice.to, headers, body, timeoutMs });
    return answer.status === 200 && readXmlV2(answer.body.toString())?.["return_code"] === "SUCCESS";
  } catch {
    return false;
  }
}

function envelope(context: Context, notice: Notice): JsonObject {
  const plain = context.faults.wrong_amount ? wrongAmount(notice.plain) : notice.plain;
  const sealed = seal(context.keys.apiv3, JSON.stringify(plain), letters(context, 12), notice.originalType);
  return {
    id: notice.id,
    create_time: wireTime(new Date(notice.createdAt)),
    resource_type: "encrypt-resource",
    event_type: notice.type,
    summary: notice.summary,
    resource: { original_type: notice.originalType, algorithm: "AEAD_AES_256_GCM", ...sealed },
  };
}

/** Every amount is one fen more than it was. */
function wrongAmount(plain: JsonObject): JsonObject {
  const amount = plain["amount"];
  if (isObject(amount)) return { ...plain, amount: oneMore(amount) };
  const parts = plain["sub_orders"];
  if (!Array.isArray(parts)) return plain;
  return { ...plain, sub_orders: parts.map((part: JsonObject) => ({ ...part, amount: oneMore(part["amount"]) })) };
}

function oneMore(amounts: unknown): JsonObject {
  if (!isObject(amounts)) return {};
  const more = Object.entries(amounts).map(([key, value]) => [key, typeof value === "number" ? value + 1 : value]);
  return Object.fromEntries(more) as JsonObject;
}
