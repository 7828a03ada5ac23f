import { argon2 as argon2Callback, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Random } from "#db";

const argon2 = promisify(argon2Callback);

/** What OWASP's sheet asks of argon2id: 19 MiB and two passes (remembered, not verified). About 70 ms here. */
export const defaultCost = { memory: 19_456, passes: 2 };
export type Cost = typeof defaultCost;

const tagLength = 32;

function derive(password: string, nonce: Buffer, { memory, passes }: Cost): Promise<Buffer> {
  // The same password typed on two keyboards may differ in how accents are composed.
  const message = password.normalize("NFC");
  return argon2("argon2id", { message, nonce, parallelism: 1, tagLength, memory, passes });
}

const text = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "");

/** The PHC string: algorithm, version, cost, salt, tag. */
export async function hashPassword(password: string, random: Random, cost: Cost): Promise<string> {
  const salt = random(16);
  const tag = await derive(password, salt, cost);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${text(salt)}$${text(tag)}`;
}

const shape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Whether the password made this string. The cost is the string's own, so that it may be raised later. */
export async function passwordFits(password: string, stored: string): Promise<boolean> {
  const [, memory = "", passes = "", salt = "", tag = ""] = shape.exec(stored) ?? [];
  if (tag === "") throw new Error("A stored password is not in the form that this room writes.");
  const cost = { memory: Number.parseInt(memory, 10), passes: Number.parseInt(passes, 10) };
  const made = await derive(password, Buffer.from(salt, "base64"), cost);
  const kept = Buffer.from(tag, "base64");
  return made.length === kept.length && timingSafeEqual(made, kept);
}

/** Long enough, not endless (each try costs memory), and not the login itself. */
export function isWeak(password: string, login: string): boolean {
  const { length } = [...password];
  return length < 10 || length > 200 || password.toLowerCase().includes(login) || new Set(password).size < 5;
}
