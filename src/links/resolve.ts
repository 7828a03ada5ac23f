import type { House } from "./house.ts";
import { viewOf } from "./rows.ts";
import { readShareCode } from "./share-code.ts";
import { findShareCodes } from "./share-text.ts";
import { type LinkView, type Preview, type Result, refused } from "./types.ts";

const mostCodes = 5;

/** Whatever its state; null for a code that is nobody's. A code with one symbol wrong asks no database. */
export async function linkOfCode(house: House, code: string): Promise<LinkView | null> {
  const read = readShareCode(code, house.hash);
  if (read === null) return null;
  const row = await house.readCode(read);
  return row ? viewOf(row, house.clock.now()) : null;
}

/**
 * The links whose codes or short addresses stand in a pasted text: what may be shown before anything opens. Where it
 * leads is not told: that is the short address's business, which looks at the device. `rate_limited` by caller.
 */
export async function resolveText(house: House, caller: string, text: string): Promise<Result<readonly Preview[]>> {
  if (!house.allowance.take(caller)) return refused("rate_limited");
  const codes = findShareCodes(text, house.hash).slice(0, mostCodes);
  const found = (await Promise.all(codes.map((code) => linkOfCode(house, code)))).filter((one) => one !== null);
  if (found.length === 0) house.allowance.wasGuess(caller);
  return { ok: true, value: found.map((link) => previewOf(house, link)) };
}

export function previewOf(house: House, link: LinkView): Preview {
  const { kind, title, picture, price, code, state } = link;
  return { kind, title, picture, price, code, state, url: shortUrl(house.publicUrl, code) };
}

export const shortUrl = (publicUrl: string, code: string): string => `${publicUrl}/l/${code.replaceAll("-", "")}`;
