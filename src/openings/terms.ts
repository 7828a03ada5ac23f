import { createHash } from "node:crypto";
import type { Words } from "#wallets/protocol";

export type HashedTerms = {
  sides: readonly string[];
  capability: string;
  partner: string;
  methods: readonly string[] | null;
  terms: Words;
};

/**
 * Hexadecimal SHA-256 over what stores agree to: the words in both languages and what they open. Anybody can compute it
 * again. The length of the Chinese text keeps the border between the two languages from being moved.
 */
export function termsHash(what: HashedTerms): string {
  const { zh, en } = what.terms;
  const lines = ["hutong-terms-1", [...what.sides].join(","), what.capability, what.partner];
  const methods = what.methods === null ? "*" : what.methods.join(",");
  return createHash("sha256")
    .update([...lines, methods, Buffer.byteLength(zh), zh, en].join("\n"), "utf8")
    .digest("hex");
}
