import type { RawResponse } from "#wallets/protocol";
import { cyclesPictures } from "./pictures/cycles.ts";
import { kitchenPictures } from "./pictures/kitchen.ts";
import { paperPictures } from "./pictures/paper.ts";
import { teaPictures } from "./pictures/tea.ts";

/** Inner SVG by the good's id, and the ground that it stands on. */
export type Drawing = { ground: string; glow: string; table: string; inner: string };

export const drawings: Readonly<Record<string, Drawing>> = {
  ...teaPictures,
  ...paperPictures,
  ...cyclesPictures,
  ...kitchenPictures,
};

/** A picture of 400 by 400: a wall, light on it, a table, and the good. Null for a good that nobody drew. */
export function drawSvg(good: string): string | null {
  const drawing = drawings[good];
  if (!drawing) return null;
  const { ground, glow, table, inner } = drawing;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
<rect width="400" height="400" fill="${ground}"/><circle cx="200" cy="182" r="142" fill="${glow}"/>
<path d="M0 316h400v84H0Z" fill="${table}"/>
<g stroke-linecap="round" stroke-linejoin="round">${inner}</g></svg>`;
}

export function picture(good: string): RawResponse | null {
  const svg = drawSvg(good);
  if (svg === null) return null;
  const headers = { "content-type": "image/svg+xml", "cache-control": "public, max-age=3600" };
  return { status: 200, headers: { ...headers, "x-content-type-options": "nosniff" }, body: Buffer.from(svg) };
}
