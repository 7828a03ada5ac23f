import { createHash, createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { FakeOutside, FaultKnobs, PayerCodeBook } from "../../fake-protocol.ts";
import type { RawRequest } from "../../protocol.ts";
import type { WeChatPayCredentials } from "../fake-credentials.ts";
import { shanghaiDay, wireTime } from "../time.ts";
import type { Store } from "./state.ts";

export type Signer = { serial: string; key: KeyObject };

/** What every part of the fake works with. */
export type Context = {
  outside: FakeOutside;
  credentials: WeChatPayCredentials;
  keys: Keys;
  store: Store;
  faults: FaultKnobs;
  payerCodes: PayerCodeBook;
  /** The key that the request under way wants answers and notices signed by; absent: none in particular. */
  named?: string | undefined;
};

export type Keys = {
  /** The merchant's public key. */
  merchant: KeyObject;
  apiv3: KeyObject;
  publicKey: Signer;
  platform: readonly Signer[];
};

export function readKeys(own: WeChatPayCredentials): Keys {
  return {
    merchant: createPublicKey(own.certificate),
    apiv3: createSecretKey(Buffer.from(own.apiv3_key)),
    publicKey: { serial: own.public_key.id, key: createPrivateKey(own.public_key.private_key) },
    platform: own.platform.map((one) => ({ serial: one.serial_no, key: createPrivateKey(one.private_key) })),
  };
}

const find = ({ keys }: Context, serial: string | null | undefined): Signer | undefined =>
  serial === keys.publicKey.serial ? keys.publicKey : keys.platform.find((one) => one.serial === serial?.toUpperCase());

/** The wallet's key of this serial number, if it is one. */
export const keyNamed = (context: Context, serial: string): Signer | undefined => find(context, serial);

/** The key that is named, or the account's own: the public key unless the sandbox has turned to another. */
export function signerFor(context: Context, named: string | undefined): Signer {
  const turned = context.keys.platform[context.faults.signing_key - 1];
  return find(context, named) ?? turned ?? find(context, context.store.signer) ?? context.keys.publicKey;
}

const agentsMax = 500;

/**
 * The key that a request wants: the one in its header. One merchant stands for the old kind and the new kind here, so
 * a program that names no key is judged by the first thing it did: one that began with downloading the platform's
 * certificates knows only those. Programs are told apart by their user agent.
 */
export function namedKey(context: Context, request: RawRequest): string | undefined {
  const named = request.headers["wechatpay-serial"];
  if (find(context, named)) return named;
  const agent = request.headers["user-agent"] ?? "";
  const { agents, signer } = context.store;
  // What was asked of the older protocol tells nothing: it knows neither kind of key.
  if (request.path.startsWith("/v3/") && !agents.has(agent) && agents.size < agentsMax)
    agents.set(agent, request.path.startsWith("/v3/certificates") ? "certificates" : "public_key");
  if (agents.get(agent) !== "certificates" || context.faults.signing_key > 0) return undefined;
  const { platform } = context.keys;
  return (platform.find((one) => one.serial === signer) ?? platform[0])?.serial;
}

export const nowMs = (context: Context): number => context.outside.now().getTime();

export function digits(context: Context, length: number): string {
  let text = "";
  for (const byte of context.outside.random(length)) text += `${byte % 10}`;
  return text;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function letters(context: Context, length: number): string {
  let text = "";
  for (const byte of context.outside.random(length)) text += alphabet.charAt(byte % alphabet.length);
  return text;
}

function counted(context: Context): string {
  context.store.sequence += 1;
  return context.store.sequence.toString().padStart(10, "0");
}

const compactDay = (context: Context) => shanghaiDay(context.outside.now()).replaceAll("-", "");

/** 28 digits. */
export const newTransactionId = (context: Context): string =>
  `4200${digits(context, 6)}${compactDay(context)}${counted(context)}`;

/** 29 digits. */
export const newRefundId = (context: Context): string =>
  `503${digits(context, 8)}${compactDay(context)}${counted(context)}`;

/** "wx", the time, 20 characters: 36 in all, as the real ones. */
export const newPrepayId = (context: Context): string => {
  const time = wireTime(context.outside.now()).slice(0, 19).replaceAll(/\D/g, "");
  return `wx${time}${context.outside.random(5).toString("hex")}${counted(context)}`;
};

/** The same buyer has the same openid in the same app, and another one in every other app. */
export function openidOf(appid: string, buyer: string): string {
  return `o${createHash("sha256").update(`${appid} ${buyer}`).digest("base64url").slice(0, 27)}`;
}

export function isSubMerchant(own: WeChatPayCredentials, number: string): boolean {
  return (
    number.length === own.sub_mchid.length && number.slice(0, -2) === own.sub_mchid.slice(0, -2) && /^\d+$/.test(number)
  );
}
