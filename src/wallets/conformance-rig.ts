import { fen } from "#money";
import type { FakeOutside, WalletFake } from "./fake-protocol.ts";
import { NoAnswer } from "./fake-protocol.ts";
import type {
  BuyerAction,
  Http,
  NoticeReading,
  Outside,
  PayMethod,
  RawRequest,
  RawResponse,
  StartRequest,
  Wallet,
  WalletKind,
} from "./protocol.ts";

/** One wallet and its fake, in one process, on one clock, with nothing between them but bytes. */
export type Rig = {
  /** How the samples are paid: by a way that calls the wallet, where it has one. */
  method: PayMethod;
  wallet: Wallet;
  fake: WalletFake;
  now(): Date;
  advance(ms: number): void;
  /** Notices in the order in which they reached the house, as bytes and as the wallet read them. */
  raw: RawRequest[];
  readings: NoticeReading[];
  /** What the house answers to genuine notices. */
  reply: "taken" | "again";
  /** Runs after the fake has made its answer and before the wallet hears it. */
  beforeAnswer: (() => Promise<void>) | null;
};

export type RigParts = {
  kind: WalletKind;
  makeFake(outside: FakeOutside): WalletFake;
  connect(outside: Outside): Wallet;
  origin?: string;
  startAt?: Date;
};

export const houseNotices = "https://house.test/notices/wallet/account";
/** When the samples' refunds were asked for. */
export const refundAskedAt = new Date("2024-09-12T01:05:00.000Z");
const defaultStart = new Date("2024-09-12T01:00:00.000Z");

export function makeRig(parts: RigParts): Rig {
  let now = parts.startAt ?? defaultStart;
  const random = countingRandom();
  const rig: Omit<Rig, "wallet" | "fake"> = {
    method: (["qr", "app"] as const).find((method) => parts.kind.methods.includes(method)) ?? "jump",
    now: () => now,
    advance: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    raw: [],
    readings: [],
    reply: "taken",
    beforeAnswer: null,
  };
  const toHouse: Http = async (request) => {
    const raw = rawRequest(request);
    const reading = await made.wallet.readNotice(raw);
    rig.raw.push(raw);
    rig.readings.push(reading);
    if (reading.kind === "not_genuine") return parts.kind.replies.notGenuine;
    return made.reply === "taken" ? parts.kind.replies.taken : parts.kind.replies.again;
  };
  const fake = parts.makeFake({
    now: rig.now,
    random,
    http: toHouse,
    sleep: async (ms) => rig.advance(ms),
    origin: parts.origin ?? "https://wallet.test",
  });
  const toWallet: Http = async (request) => {
    const answer = await answerOrSilence(fake, rawRequest(request));
    const hook = made.beforeAnswer;
    made.beforeAnswer = null;
    if (hook) await hook();
    if (answer === null) throw new Error("timed out");
    return answer;
  };
  const wallet = parts.connect({ http: toWallet, now: rig.now, random });
  const made: Rig = Object.assign(rig, { wallet, fake });
  return made;
}

async function answerOrSilence(fake: WalletFake, request: RawRequest): Promise<RawResponse | null> {
  try {
    return await fake.handle(request);
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

export function rawRequest(request: Parameters<Http>[0]): RawRequest {
  const url = new URL(request.url);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v]));
  return {
    method: request.method,
    path: request.url.slice(request.url.indexOf(url.host) + url.host.length) || "/",
    headers: { host: url.host, ...headers },
    body: Buffer.from(request.body ?? ""),
  };
}

/** What the buyer's phone would scan or open for an action. */
export function phoneCode(action: BuyerAction): string {
  if (action.kind === "qr") return action.content;
  if (action.kind === "jump") return action.form ? `${action.url}?${new URLSearchParams(action.form)}` : action.url;
  if (action.kind === "invoke") return JSON.stringify(action.parameters);
  return action.order;
}

/** Bytes that differ from call to call and are the same in every run. */
export function countingRandom(): (bytes: number) => Buffer {
  let seed = 1;
  return (bytes) => {
    const out = Buffer.alloc(bytes);
    for (let i = 0; i < bytes; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      out[i] = seed >>> 16;
    }
    return out;
  };
}

let counter = 0;

/** 26 characters, as the house's ids are on a wallet's wire. */
export function wireId(prefix: string): string {
  counter += 1;
  return prefix.toUpperCase() + counter.toString().padStart(26 - prefix.length, "0");
}

export function sampleStart(
  rig: Pick<Rig, "now"> & { method?: PayMethod },
  change: Partial<StartRequest> = {},
): StartRequest {
  return {
    paymentId: wireId("P"),
    method: rig.method ?? "qr",
    device: "desktop",
    amount: fen(1230),
    title: "青瓷茶具 两件",
    expiresAt: new Date(rig.now().getTime() + 15 * 60_000),
    noticeUrl: houseNotices,
    returnUrl: "https://shop.test/back?checkout=1",
    buyer: { ip: "203.0.113.7" },
    ...change,
  };
}
