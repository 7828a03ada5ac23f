import { createHash } from "node:crypto";
import { type Inclusion, isIncluded } from "#merkle";
import type { Choice } from "./tally.ts";

/** What a store keeps of its ballot. Whoever does not have the salt learns nothing from the tree. */
export type Receipt = {
  opening: string;
  consultation: number;
  terms_hash: string;
  store: string;
  choice: Choice;
  reason_code: string;
  reason: string;
  /** 32 bytes, hexadecimal. */
  salt: string;
};

/** The leaf of a ballot: SHA-256 over its fields, one a line; the free text comes last, so it can forge no field. */
export function leafOf(receipt: Receipt): Buffer {
  const { opening, consultation, terms_hash, store, choice, reason_code, reason, salt } = receipt;
  const lines = ["hutong-ballot-1", opening, consultation, terms_hash, store, choice, salt, reason_code, reason];
  return createHash("sha256").update(lines.join("\n"), "utf8").digest();
}

export type Proof = { leaf: number; size: number; hashes: readonly string[]; root: string };

/** Whether a ballot is in the published result: what a store, or anybody whom it shows its receipt, can check alone. */
export function verifyReceipt(receipt: Receipt, proof: Proof): boolean {
  const hashes = proof.hashes.map((hash) => Buffer.from(hash, "hex"));
  const inclusion: Inclusion = { leaf: proof.leaf, size: proof.size, hashes };
  return isIncluded(leafOf(receipt), inclusion, Buffer.from(proof.root, "hex"));
}
