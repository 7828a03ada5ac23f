import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSealer, SealFault } from "./sealer.ts";

const oldKey = { id: "k1", key: randomBytes(32) };
const newKey = { id: "k2", key: randomBytes(32) };
const sealer = createSealer({ current: oldKey, random: randomBytes });

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SealFault) return error.code;
    throw error;
  }
  return "none";
}

test("what is sealed opens again, and only for its own row", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ minLength: 1 }), (plain, aad) => {
      const sealed = sealer.seal(plain, aad);
      expect(sealer.open(sealed, aad)).toBe(plain);
      expect(codeOf(() => sealer.open(sealed, `${aad}x`))).toBe("seal_broken");
    }),
  );
});

test("the plain text is not in the sealed one, and two seals of one text differ", () => {
  const sealed = sealer.seal("a private key", "wac_1");
  expect(Buffer.from(sealed.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("private");
  expect(sealer.seal("a private key", "wac_1")).not.toBe(sealed);
});

test("any changed byte of wrapped key or value is noticed", () => {
  const sealed = sealer.seal("secret", "wac_1");
  const [head, id, ...boxes] = sealed.split(".");
  for (const at of [0, 1]) {
    const bytes = Buffer.from(boxes[at] ?? "", "base64url");
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      const parts = boxes.with(at, changed.toString("base64url"));
      expect(codeOf(() => sealer.open([head, id, ...parts].join("."), "wac_1"))).toBe("seal_broken");
    }
  }
});

test("rotation re-wraps the data key and leaves the value as it is; then the old master key can go", () => {
  const sealed = sealer.seal("secret", "wac_1");
  const rotating = createSealer({ current: newKey, older: [oldKey], random: randomBytes });
  expect(rotating.open(sealed, "wac_1")).toBe("secret");
  const moved = rotating.rewrap(sealed, "wac_1");
  expect(rotating.keyIdOf(moved)).toBe("k2");
  expect(moved.split(".")[3]).toBe(sealed.split(".")[3]);
  const rotated = createSealer({ current: newKey, random: randomBytes });
  expect(rotated.open(moved, "wac_1")).toBe("secret");
  expect(codeOf(() => rotated.open(sealed, "wac_1"))).toBe("seal_key_missing");
  expect(codeOf(() => rotating.rewrap(sealed, "wac_2"))).toBe("seal_broken");
});

test("a master key of the wrong length and a text that was never sealed are named", () => {
  const short = { id: "k3", key: randomBytes(16) };
  expect(codeOf(() => createSealer({ current: short, random: randomBytes }))).toBe("master_key_malformed");
  expect(codeOf(() => sealer.open("secret", "wac_1"))).toBe("seal_malformed");
  expect(codeOf(() => sealer.open("s1.k1.AA.AA", "wac_1"))).toBe("seal_malformed");
});
