import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { fen, toDecimalText } from "#money";
import { type FakeOutside, type FaultKnobs, makePayerCodes, type PayerCodeBook } from "../../fake-protocol.ts";
import { certificateNumberOf, rootCertificateNumber } from "../certificates.ts";
import type { AlipayCredentials } from "../fake-credentials.ts";
import { readPrivateKey, readPublicKey, signRsa2 } from "../sign.ts";
import { shanghaiText } from "../time.ts";
import type { FakeState } from "./state.ts";

/** Everything that the fake's parts share. */
export type World = {
  appId: string;
  sellerId: string;
  payee: string;
  outside: FakeOutside;
  state: FakeState;
  knobs: FaultKnobs;
  payerCodes: PayerCodeBook;
  /** Download addresses of bills, by token, kept for this process only. */
  bills: Map<string, { bytes: Buffer; until: number }>;
  keys: {
    app: KeyObject;
    alipay: KeyObject;
    /** Of encrypt_type AES. */
    aes: KeyObject;
    appCertSn: string;
    rootCertSn: string;
    alipayCertSn: string;
    /** PEM. */
    alipayCert: string;
  };
};

export function makeWorld(
  credentials: AlipayCredentials,
  outside: FakeOutside,
  state: FakeState,
  knobs: FaultKnobs,
): World {
  return {
    appId: credentials.app_id,
    sellerId: credentials.seller_id,
    payee: "互通示例商户 Hutong Demo Merchant",
    outside,
    state,
    knobs,
    payerCodes: makePayerCodes({ prefix: "28", length: 18 }, outside),
    bills: new Map(),
    keys: {
      app: readPublicKey(credentials.public_key),
      alipay: readPrivateKey(credentials.alipay_private_key),
      aes: createSecretKey(Buffer.from(credentials.aes_key, "base64")),
      appCertSn: certificateNumberOf(credentials.app_cert),
      rootCertSn: rootCertificateNumber(credentials.alipay_root_cert),
      alipayCertSn: certificateNumberOf(credentials.alipay_cert),
      alipayCert: credentials.alipay_cert,
    },
  };
}

export function nowMs(world: World): number {
  return world.outside.now().getTime();
}

/** Alipay's own signature; the knob bad_signature spoils it. */
export async function alipaySigns(world: World, content: string): Promise<string> {
  const signature = await signRsa2(content, world.keys.alipay);
  if (!world.knobs.bad_signature) return signature;
  return (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
}

export function yuanText(amount: bigint): string {
  return toDecimalText(fen(amount));
}

/** A number with the date in front, as Alipay's trade numbers have, 28 digits long. */
export function newNumber(world: World): string {
  world.state.serial += 1;
  const day = shanghaiText(world.outside.now()).slice(0, 10).replaceAll("-", "");
  const noise = (world.outside.random(3).readUIntBE(0, 3) % 1_000_000).toString().padStart(6, "0");
  return `${day}2200${noise}${world.state.serial.toString().padStart(10, "0")}`;
}

/** Names an answer, for people who compare logs. */
export function traceId(world: World): string {
  world.state.serial += 1;
  return `0b${nowMs(world)}${world.state.serial.toString().padStart(8, "0")}`;
}

/** A sandbox buyer's user number: the given one, or one made from the name. */
export function buyerNumber(name: string): string {
  if (/^2088\d{12}$/.test(name)) return name;
  const hash = createHash("sha256").update(name).digest().readUIntBE(0, 6);
  return `2088${(hash % 1_000_000_000_000).toString().padStart(12, "0")}`;
}

export function openIdOf(buyer: string): string {
  return createHash("sha256").update(`open ${buyer}`).digest("base64url").slice(0, 32);
}
