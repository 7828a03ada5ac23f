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

/** 1: nothing can be told from a leaf without the receipt. 2: the choice is published, the store is not. */
export type LeafForm = 1 | 2;

const sha256 = (lines: readonly (string | number)[]) => createHash("sha256").update(lines.join("\n"), "utf8").digest();

/**
 * Who voted and why, as a hash over fields, one a line; the free text comes last, so it can forge no field. The salt
 * keeps it shut: there are few stores to guess.
 */
export function hiddenOf({ opening, consultation, terms_hash, store, reason_code, reason, salt }: Receipt): string {
  return sha256(["hutong-ballot-2", opening, consultation, terms_hash, store, salt, reason_code, reason]).toString(
    "hex",
  );
}

/** What anybody makes a leaf from once the result is out. */
export const openLeafOf = (choice: Choice, hidden: string): Buffer => sha256(["hutong-ballot-leaf-2", choice, hidden]);

/** The leaf of a ballot. */
export function leafOf(receipt: Receipt, form: LeafForm): Buffer {
  if (form === 2) return openLeafOf(receipt.choice, hiddenOf(receipt));
  const { opening, consultation, terms_hash, store, choice, reason_code, reason, salt } = receipt;
  return sha256(["hutong-ballot-1", opening, consultation, terms_hash, store, choice, salt, reason_code, reason]);
}

/** `form`: a proof that was saved before there were two has none, and means the first. */
export type Proof = { form?: LeafForm; leaf: number; size: number; hashes: readonly string[]; root: string };

/** Whether a ballot is in the published result: what a store, or anybody whom it shows its receipt, can check alone. */
export function verifyReceipt(receipt: Receipt, proof: Proof): boolean {
  const hashes = proof.hashes.map((hash) => Buffer.from(hash, "hex"));
  const inclusion: Inclusion = { leaf: proof.leaf, size: proof.size, hashes };
  return isIncluded(leafOf(receipt, proof.form ?? 1), inclusion, Buffer.from(proof.root, "hex"));
}
