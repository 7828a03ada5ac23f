import { bucketOf, bucketValues, isId, type Prefix } from "#db";
import { rangeOf } from "./reach.ts";
import type { Found, Parts, Reach } from "./types.ts";

/** Where an id of one kind lies, whose it is, and what it belongs to: an id again, or its own. */
type Place = {
  kind: string;
  from: string;
  /** In a bucket, and of which order where the order leads its key. */
  key: "id" | "bucket" | "order";
  marketplace?: string;
  store?: string;
  leads?: string;
  /** What has a store is found by that store's people alone, whoever else may see more. */
  storesAlone?: true;
};

const place = (
  kind: string,
  from: string,
  key: Place["key"],
  more: Omit<Place, "kind" | "from" | "key"> = {},
): Place => ({
  ...{ kind, from, key },
  ...more,
});

const ofStore = { store: "t.store" };
const ofOrder = { store: "t.store", leads: "t.order_id" };
const ofPayment = { store: "t.store", leads: "t.payment" };
const ofHouse = { marketplace: "null" };
/** Decision 48: a marketplace sees nothing of its stores' own endpoints. */
const ofStoreAlone = { ...ofStore, storesAlone: true } as const;
const places: Readonly<Partial<Record<Prefix, Place>>> = {
  ord: place("order", "orders t", "bucket", ofStore),
  pay: place("payment", "payments t", "bucket", ofOrder),
  ref: place("refund", "refunds t", "bucket", ofOrder),
  rfp: place("refund_proposal", "refund_proposals t", "bucket", ofOrder),
  rlc: place("refund_limit_change", "refund_limit_changes t", "id"),
  chk: place("checkout", "checkouts t", "bucket", {
    leads: "case when cardinality(t.order_ids) = 1 then t.order_ids[1] end",
  }),
  frl: place("friend_link", "friend_links t join checkouts c on c.bucket = t.bucket and c.id = t.checkout", "bucket", {
    ...{ marketplace: "c.marketplace", leads: "t.checkout" },
  }),
  tra: place("transfer", "transfers t join stores s on s.id = t.book", "bucket", {
    ...{ marketplace: "s.marketplace", store: "t.book", leads: "t.subject" },
  }),
  evt: place("event", "events t", "bucket", { leads: "t.subject" }),
  shp: place("shipment", "shipment_events t", "order", ofOrder),
  mom: place("moment", "order_moments t", "order", ofOrder),
  cpl: place("complaint", "complaints t", "bucket", ofPayment),
  acp: place("acceptance", "acceptances t", "bucket", ofPayment),
  dsp: place("dispute", "disputes t", "bucket", ofStore),
  // Before it is shown in a dispute it is nobody's but the party's that brought it.
  evd: place("evidence", "(select * from evidence_files where dispute is not null) t", "bucket", {
    ...{ ...ofStore, leads: "t.dispute" },
  }),
  cas: place("case", "cases t", "bucket", ofOrder),
  shr: place("share", "shares t", "bucket", ofOrder),
  srt: place("share_return", "share_returns t", "bucket", ofPayment),
  adv: place("advance", "advances t", "bucket", ofPayment),
  wdr: place("withdrawal", "withdrawals t", "bucket", ofStore),
  apl: place("application", "applications t", "bucket", ofStore),
  brk: place("break", "bill_breaks t", "bucket"),
  rec: place("run", "bill_runs t", "id"),
  blf: place("bill_file", "bill_files t", "id"),
  opn: place("opening", "openings t", "id"),
  agr: place("agreement", "agreements t", "id"),
  vch: place("voucher", "vouchers t", "bucket", ofStore),
  lap: place("screen_appeal", "screen_appeals t", "bucket", ofStore),
  lnk: place("link", "links t", "bucket", ofStore),
  cod: place("merchant_code", "merchant_codes t", "bucket", ofStore),
  cmp: place("campaign", "campaigns t", "id"),
  plc: place("placement", "placements t", "id", { leads: "t.campaign" }),
  bil: place("campaign_bill", "campaign_bills t", "bucket", { leads: "t.campaign" }),
  mpo: place("media_payout", "media_payouts t", "bucket"),
  clk: place("click", "clicks t", "bucket", { leads: "t.campaign" }),
  lic: place("licence", "licences t", "id"),
  ent: place("entry", "host_entries t", "id"),
  drl: place("drill", "drills t", "id", ofStore),
  sto: place("store", "stores t", "id", { store: "t.id" }),
  act: place("activation", "activations t", "id", { store: "t.store", leads: "t.store" }),
  mer: place("merchant", "merchants t", "id"),
  mkt: place("marketplace", "marketplaces t", "id", { marketplace: "t.id" }),
  wac: place("wallet_account", "wallet_accounts t", "id"),
  key: place("api_key", "api_keys t", "id", ofStore),
  whe: place("webhook_endpoint", "webhook_endpoints t", "id", ofStoreAlone),
  pfm: place("platform_funds", "platform_funds t", "bucket"),
  lbk: place("link_block", "link_blocks t", "id"),
  igr: place("interface_grant", "interface_grants t", "id"),
  use: place("licence_use", "licence_uses t", "bucket", { leads: "t.licence" }),
  ntf: place("notification", "notifications t", "bucket", { ...ofStore, leads: "t.subject" }),
  alc: place("alliance_contract", "alliance_contracts t", "bucket"),
  ald: place("alliance_dataset", "alliance_datasets t", "bucket"),
  alr: place("alliance_run", "alliance_runs t", "bucket", { leads: "t.contract" }),
  efr: place("effect_report", "effect_reports t", "bucket"),
  cls: place("acceptance_settlement", "acceptance_settlements t", "id", ofHouse),
  stl: place("hub_settlement", "hub_settlements t", "id", ofHouse),
  alm: place("alarm", "alarms t", "bucket"),
  ach: place("acceptance_change", "acceptance_changes t", "id", ofHouse),
  hch: place("hub_change", "hub_changes t", "id", ofHouse),
  whd: place("delivery", "webhook_deliveries t", "bucket", { ...ofStoreAlone, leads: "t.endpoint" }),
};

/** Kinds of id that nobody looks for by it, each with why. A kind that is new stands here or among the places. */
export const unfindable: Readonly<Partial<Record<Prefix, string>>> = {
  ...{ per: "people are met in their team", mem: "people are met in their team" },
  ...{ ses: "a way in", inv: "a way in", sgn: "a way in", psk: "a way in", sbj: "a way in", idn: "a way in" },
  ctc: "somebody's name and number: met at the partner",
  wcl: "a call to a wallet, under its payment or refund",
  ...{ tok: "a way in", viw: "its person's alone", exp: "its person's alone" },
  ...{
    req: "a request, kept nowhere",
    rls: "a try at a wallet, under its payment",
    cmb: "told by each of its payments",
  },
  ...{ clb: "a book's number, under its pair", alg: "a line of a contract's log" },
  ...{ hpk: "a key, under its participant", hok: "a key of the hub", hac: "an act, in the chain" },
  ...{ hfo: "an instruction, under its change", lfo: "a look after a link, under it" },
};

/** The beginnings of every id that can be looked for. */
export const findable = Object.keys(places) as readonly Prefix[];
const isFindable = (prefix: string): prefix is Prefix => Object.hasOwn(places, prefix);

/** What has a page of its own, or a list that can be narrowed to it: following stops there. */
const stops = new Set(["ord", "opn", "dsp", "apl", "brk", "rec", "sto", "wdr", "cmp", "agr", "alc", "efr"]);
const stepsMax = 4;
const numbersMax = 20;

const bare = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * Whatever a text names within a reach: an id of the house's, an order's own number, a wallet's transaction number, or
 * our number as a wallet's bill tells it. `leads_to` is what it belongs to: for a payment, its order. Empty: nothing
 * there, or not the caller's to see.
 */
export async function find(parts: Parts, reach: Reach, text: string): Promise<readonly Found[]> {
  const asked = text.trim();
  if (asked === "") return [];
  const ids = bare.test(asked) ? [`pay_${asked}`, `ref_${asked}`, `ord_${asked}`] : [asked];
  const named = (await Promise.all(ids.map((id) => findId(parts, reach, id)))).filter((one) => one !== null);
  // An id of ours names its bucket. What a shop or a wallet called something may lie in any, and is asked of each.
  if (named.length > 0 || (isId(asked) && isFindable(asked.slice(0, 3)) && !bare.test(asked))) return named;
  return await findNumber(parts, reach, asked);
}

async function findId(parts: Parts, reach: Reach, id: string): Promise<Found | null> {
  const first = await read(parts, reach, id);
  if (!first) return null;
  let at = first;
  for (let step = 0; step < stepsMax && !stops.has(at.id.slice(0, 3)) && at.leads !== null; step++) {
    const next = await read(parts, reach, at.leads);
    if (!next) break;
    at = next;
  }
  const { kind, marketplace, store } = first;
  // A cart is shown to a store by its own order in it, and by nothing else.
  if (reach.store !== null && kind === "checkout" && !at.id.startsWith("ord_")) return null;
  return { kind, id, marketplace, store, leads_to: at.id };
}

type Row = { kind: string; id: string; marketplace: string | null; store: string | null; leads: string | null };

async function read({ db }: Parts, reach: Reach, id: string): Promise<Row | null> {
  const prefix = id.slice(0, 3);
  const where = isFindable(prefix) ? places[prefix] : undefined;
  if (!where || !isId(id)) return null;
  const { kind, from, key, marketplace = "t.marketplace", store = "null", leads = "null" } = where;
  const inBucket = key === "id" ? "" : "and t.bucket = $2";
  const ofOrder = key === "order" ? "and t.order_id between $3 and $4" : "";
  const given = [id, ...(key === "id" ? [] : [bucketOf(id)]), ...(key === "order" ? rangeOf("ord", id) : [])];
  const [row] = await db.read<Omit<Row, "kind">>(
    `select t.id, ${marketplace} as marketplace, ${store} as store, ${leads} as leads
     from ${from} where t.id = $1 ${inBucket} ${ofOrder}`,
    given,
  );
  if (!row || (reach.marketplace !== null && row.marketplace !== reach.marketplace)) return null;
  // A store's people see what is their store's, and the openings that say what it may offer.
  if (reach.store !== null && row.store !== reach.store && kind !== "opening" && kind !== "checkout") return null;
  if (where.storesAlone && row.store !== null && row.store !== reach.store) return null;
  return { kind, ...row };
}

/** An order's number as the shop gave it, or a wallet's number of a payment. */
async function findNumber({ db }: Parts, reach: Reach, text: string): Promise<readonly Found[]> {
  const given = [bucketValues, text, reach.marketplace, reach.store];
  const mine = "($3::text is null or t.marketplace = $3) and ($4::text is null or t.store = $4)";
  const [orders, payments] = await Promise.all([
    db.read<Found>(
      `select 'order' as kind, t.id, t.marketplace, t.store, t.id as leads_to from orders t
       where t.bucket = any($1) and t.number = $2 and ${mine} order by t.id desc limit ${numbersMax}`,
      given,
    ),
    db.read<Found>(
      `select 'payment' as kind, t.id, t.marketplace, t.store, t.order_id as leads_to
       from unnest($1::int[]) as b (bucket) cross join wallet_accounts a
       join wallet_refs w on w.bucket = b.bucket and w.wallet_account = a.id and w.wallet_ref = $2
       join payments t on t.bucket = w.bucket and t.id = w.payment where ${mine} limit ${numbersMax}`,
      given,
    ),
  ]);
  return [...orders, ...payments];
}
