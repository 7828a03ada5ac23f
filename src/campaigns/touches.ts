import { bucketOf, type Db, isId } from "#db";
import type { Touch } from "./attribute.ts";

/** Under either name a checkout carries clicks: one, or several with spaces or commas between them. */
const names = ["click", "hutong_click"];
const listMax = 16;
const wayMax = 10;

/** The clicks that a checkout's metadata names; nothing else that is written there. */
export function clicksIn(metadata: Readonly<Record<string, unknown>>): string[] {
  const texts = names.map((name) => metadata[name]).filter((text) => typeof text === "string");
  const ids = texts.flatMap((text) => text.split(/[\s,]+/)).filter((id) => isId(id, "clk"));
  return [...new Set(ids)].slice(0, listMax);
}

export type KnownTouch = Touch & {
  campaign: string;
  /** The store that pays for the campaign; null: the platform. */
  payer: string | null;
  placement: string;
  host: string;
  model: "last_touch" | "position";
  pricing: "click" | "order" | "share";
  price: bigint | null;
  share_bp: number | null;
};
type Row = KnownTouch & { before: string | null };

/** Clicks of a marketplace's and those before them on the visitor's way, that counted; each once. */
export async function touchesOf(
  db: Pick<Db, "read">,
  marketplace: string,
  clicks: readonly string[],
): Promise<KnownTouch[]> {
  const found = new Map<string, Row>();
  let next: readonly string[] = clicks;
  for (let step = 0; next.length > 0 && step < wayMax; step++) {
    const rows = await db.read<Row>(
      `select k.id as click, k.at, k.before, k.campaign, k.placement, k.host, c.window_seconds, c.model, c.pricing,
         c.price, c.share_bp, c.payer
       from unnest($1::int[], $2::text[]) as w (bucket, id)
       join clicks k on k.bucket = w.bucket and k.id = w.id and k.marketplace = $3 and k.fault is null
       join campaigns c on c.id = k.campaign`,
      [next.map(bucketOf), next, marketplace],
    );
    for (const row of rows) found.set(row.click, row);
    next = rows.flatMap(({ before }) => (before !== null && !found.has(before) ? [before] : []));
  }
  return [...found.values()].map(({ before: _, ...touch }) => touch);
}
