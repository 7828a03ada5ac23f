import { bucketFromText, bucketValue } from "#db";
import { type Currency, money } from "#money";
import { shownShareCode } from "./share-code.ts";
import type { LinkView } from "./types.ts";

export type LinkRow = {
  id: string;
  code: string;
  marketplace: string;
  store: string | null;
  kind: LinkView["kind"];
  target: string;
  title: string;
  picture: string | null;
  price: bigint | null;
  currency: Currency | null;
  made_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
};
export const linkColumns = `id, code, marketplace, store, kind, target, title, picture, price, currency, made_at,
  expires_at, revoked_at`;

/** A code's own bucket, so that the code leads to its row. */
export const bucketIndexOfCode = (code: string): number => bucketFromText(`link ${code}`);
export const bucketOfCode = (code: string): number => bucketValue(bucketIndexOfCode(code));

export function viewOf(row: LinkRow, now: Date): LinkView {
  const { price, currency, code, ...rest } = row;
  const over = row.expires_at !== null && row.expires_at <= now;
  return {
    ...rest,
    code: shownShareCode(code),
    price: price === null || currency === null ? null : money(price, currency),
    state: row.revoked_at !== null ? "revoked" : over ? "expired" : "live",
  };
}
