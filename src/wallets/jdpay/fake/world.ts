import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type FakeOutside, type FaultKnobs, makePayerCodes, type PayerCodeBook } from "../../fake-protocol.ts";
import type { JdPayCredentials } from "../fake-credentials.ts";
import { version } from "../wire.ts";
import { type Fields, sealMessage, xmlText } from "../xml.ts";
import type { FakeState } from "./state.ts";

/** Everything that the fake's parts share. */
export type World = {
  merchant: string;
  merchantKey: KeyObject;
  jdKey: KeyObject;
  /** Signs what the knob bad_signature spoils. */
  strangersKey: KeyObject;
  secret: Buffer;
  outside: FakeOutside;
  payerCodes: PayerCodeBook;
  state: FakeState;
  knobs: FaultKnobs;
};

export function makeWorld(credentials: JdPayCredentials, rest: Pick<World, "outside" | "state" | "knobs">): World {
  return {
    merchant: credentials.merchant,
    merchantKey: createPublicKey(credentials.public_key),
    jdKey: createPrivateKey(credentials.jd_private_key),
    strangersKey: createPrivateKey(credentials.private_key),
    secret: Buffer.from(credentials.des_key, "base64"),
    payerCodes: makePayerCodes({ prefix: "18", length: 18 }, rest.outside),
    ...rest,
  };
}

export function nowMs(world: World): number {
  return world.outside.now().getTime();
}

/** A message of JD's: signed and sealed. */
export function jdMessage(world: World, fields: Fields): Buffer {
  const { merchant, secret } = world;
  const key = world.knobs.bad_signature ? world.strangersKey : world.jdKey;
  const encrypt = sealMessage({ version, merchant, ...fields }, key, secret);
  return Buffer.from(xmlText({ version, merchant, encrypt }));
}

/** A number of 20 digits that begins with the instant. */
export function newNumber(world: World): string {
  world.state.serial += 1;
  return `${nowMs(world)}${world.state.serial.toString().padStart(7, "0")}`;
}
