import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { type FakeOutside, type FaultKnobs, makePayerCodes, type PayerCodeBook } from "../../fake-protocol.ts";
import type { UnionPayCredentials } from "../fake-credentials.ts";
import { type Fields, signFields } from "../sign.ts";
import { certificateId } from "../trust.ts";
import type { FakeState } from "./state.ts";

/** Everything that the fake's parts share. */
export type World = {
  merId: string;
  /** The merchant's certificate number and key. */
  certId: string;
  merchantKey: KeyObject;
  acpKey: KeyObject;
  acpCert: string;
  acpCertId: string;
  outside: FakeOutside;
  payerCodes: PayerCodeBook;
  state: FakeState;
  knobs: FaultKnobs;
};

export function makeWorld(credentials: UnionPayCredentials, rest: Pick<World, "outside" | "state" | "knobs">): World {
  return {
    merId: credentials.mer_id,
    certId: certificateId(new X509Certificate(credentials.sign_cert)),
    merchantKey: createPublicKey(credentials.sign_cert),
    acpKey: createPrivateKey(credentials.acp_private_key),
    // SDKs trim what they hash: a message ends with the certificate's last line, without a line break.
    acpCert: credentials.acp_cert.trim(),
    acpCertId: certificateId(new X509Certificate(credentials.acp_cert)),
    payerCodes: makePayerCodes({ prefix: "62", length: 19 }, rest.outside),
    ...rest,
  };
}

export function nowMs(world: World): number {
  return world.outside.now().getTime();
}

/** A message of UnionPay's: signed, its certificate inside; the knob bad_signature spoils it. */
export async function acpSigns(world: World, fields: Fields): Promise<Record<string, string>> {
  const whole: Record<string, string> = {
    version: "5.1.0",
    encoding: "UTF-8",
    signMethod: "01",
    accessType: "0",
    merId: world.merId,
    signPubKeyCert: world.acpCert,
    ...fields,
  };
  // What is empty is not under the signature, and is not sent: some programs would hash it.
  for (const name of Object.keys(whole)) if (whole[name] === "") delete whole[name];
  const signature = await signFields(whole, world.acpKey);
  if (!world.knobs.bad_signature) return { ...whole, signature };
  return { ...whole, signature: (signature.startsWith("A") ? "B" : "A") + signature.slice(1) };
}

/** A number of 21 digits that begins with the instant, as queryId has. */
export function newNumber(world: World): string {
  world.state.serial += 1;
  return `${nowMs(world)}${world.state.serial.toString().padStart(8, "0")}`;
}
