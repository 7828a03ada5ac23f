import { bucketOf, firstIdAt, isId } from "#db";
import { type Currency, money } from "#money";
import { wordsOf } from "./flow-words.ts";
import type { FlowItem, Parts, Words } from "./types.ts";

type Click = {
  id: string;
  host: string;
  at: Date;
  opened_at: Date | null;
  campaign: string;
  surface: string | null;
  name_zh: string | null;
  name_en: string | null;
};
type Credit = {
  click: string;
  campaign: string;
  host: string;
  weight: number;
  amount: bigint;
  refunded: bigint;
  currency: Currency;
  paid_at: Date;
  name_zh: string | null;
  name_en: string | null;
};

type Asked = { bucket: number; checkout: string; marketplace: string; payments: readonly string[] };

/** Which advertisements led to an order, and what of it each campaign is credited with. */
export async function campaignItems({ db }: Parts, asked: Asked): Promise<FlowItem[]> {
  const [credits, carried] = await Promise.all([
    db.read<Credit>(
      `select a.click, a.campaign, a.host, a.weight, a.amount, a.refunded, a.currency, a.paid_at, c.name_zh, c.name_en
       from attributions a left join campaigns c on c.id = a.campaign where a.bucket = $1 and a.payment = any($2)`,
      [asked.bucket, asked.payments],
    ),
    db.read<{ names: string }>(
      `select concat_ws(' ', metadata ->> 'click', metadata ->> 'hutong_click') as names from checkouts
       where bucket = $1 and id = $2`,
      [bucketOf(asked.checkout), asked.checkout],
    ),
  ]);
  const named = (carried[0]?.names ?? "").split(/[\s,]+/).filter((id) => isId(id, "clk"));
  const ids = [...new Set([...named, ...credits.map((one) => one.click)])];
  const clicks =
    ids.length === 0
      ? []
      : await db.read<Click>(
          `select k.id, k.host, k.at, k.opened_at, k.campaign, p.surface, c.name_zh, c.name_en
           from unnest($1::int[], $2::text[]) as w (bucket, id)
           join clicks k on k.bucket = w.bucket and k.id = w.id and k.marketplace = $3
           left join placements p on p.id = k.placement left join campaigns c on c.id = k.campaign`,
          [ids.map(bucketOf), ids, asked.marketplace],
        );
  return [...clicks.flatMap(clickItems), ...credits.map(creditItem)];
}

const noteOf = ({ name_zh: zh, name_en: en }: { name_zh: string | null; name_en: string | null }): Words | null =>
  zh === null || en === null ? null : { zh, en };

function clickItems(one: Click): FlowItem[] {
  const base = { flow: "information" as const, amount: null, evidence: { kind: "click", id: one.id } };
  const detail = { host: one.host, surface: one.surface ?? "" };
  const clicked = { ...base, at: one.at, code: "ad_clicked", words: wordsOf("ad_clicked"), detail, note: noteOf(one) };
  if (one.opened_at === null) return [clicked];
  return [clicked, { ...base, at: one.opened_at, code: "ad_opened", words: wordsOf("ad_opened"), detail }];
}

function creditItem(one: Credit): FlowItem {
  return {
    ...{ flow: "information", at: one.paid_at, code: "campaign_credited", words: wordsOf("campaign_credited") },
    amount: money(one.amount - one.refunded, one.currency),
    evidence: { kind: "campaign", id: one.campaign },
    detail: { host: one.host, weight: `${one.weight / 100} %` },
    note: noteOf(one),
  };
}

/** Links by which a friend was asked to pay: made while the checkout was open, so within a short range of their ids. */
export async function friendItems({ db }: Parts, checkout: string): Promise<FlowItem[]> {
  const bucket = bucketOf(checkout);
  const [open] = await db.read<{ created_at: Date; expires_at: Date }>(
    "select created_at, expires_at from checkouts where bucket = $1 and id = $2",
    [bucket, checkout],
  );
  if (!open) return [];
  const until = new Date(open.expires_at.getTime() + 1);
  const links = await db.read<{ id: string; created_at: Date }>(
    "select id, created_at from friend_links where bucket = $1 and id >= $3 and id < $4 and checkout = $2",
    [bucket, checkout, firstIdAt("frl", open.created_at), firstIdAt("frl", until)],
  );
  return links.map((one) => ({
    ...{ flow: "information", at: one.created_at, code: "friend_asked", words: wordsOf("friend_asked") },
    ...{ amount: null, evidence: { kind: "friend_link", id: one.id }, detail: {} },
  }));
}
