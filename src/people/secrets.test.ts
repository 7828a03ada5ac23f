import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hashPassword, isWeak, passwordFits } from "./passwords.ts";
import { base32, codeAt, stepOf, unbase32 } from "./totp.ts";

test("argon2id: the published test of the reference implementation, remembered, not verified", async () => {
  // echo -n "password" | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32
  const stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  expect(await passwordFits("password", stored)).toBe(true);
  expect(await passwordFits("Password", stored)).toBe(false);
});

test("a password fits its own hash alone, however its accents are composed", async () => {
  const stored = await hashPassword("caf\u00e9 au lait", randomBytes, { memory: 64, passes: 1 });
  expect(await passwordFits("cafe\u0301 au lait", stored)).toBe(true);
  expect(await passwordFits("cafe au lait", stored)).toBe(false);
  expect(await hashPassword("x", randomBytes, { memory: 64, passes: 1 })).not.toBe(stored);
  await expect(passwordFits("x", "plain")).rejects.toThrow("not in the form");
});

test("weak passwords", () => {
  const weak = ["short", "aaaaaaaaaaaa", "my-lilei-password", "x".repeat(201)];
  expect(weak.map((text) => isWeak(text, "lilei"))).toEqual([true, true, true, true]);
  expect(isWeak("九个字以上的一句话就行", "lilei")).toBe(false);
});

test("RFC 6238's table for SHA-1, eight digits", () => {
  const secret = Buffer.from("12345678901234567890");
  const table = [
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ] as const;
  for (const [seconds, code] of table) expect(codeAt(secret, Math.floor(seconds / 30), 8)).toBe(code);
});

test("a code of the step before or after is taken, two away is not; base 32 comes back whole", () => {
  const secret = randomBytes(20);
  expect(unbase32(base32(secret))).toEqual(secret);
  expect(base32(Buffer.from("foobar"))).toBe("MZXW6YTBOI");
  const now = new Date(1_000_000_000_000);
  const at = Math.floor(1_000_000_000 / 30);
  expect([-2, -1, 0, 1, 2].map((n) => stepOf(secret, codeAt(secret, at + n), now))).toEqual([
    ...[null, at - 1, at, at + 1, null],
  ]);
});
