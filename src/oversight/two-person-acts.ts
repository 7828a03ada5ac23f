/**
 * One thing that a single person cannot do: where it waits, and what is asked of the database about it. Every act of
 * two people is here; a test holds the list against the database's own columns.
 */
export type TwoPersonAct = {
  kind: string;
  table: string;
  /** Columns of that table: who proposed, and who decided where it is kept there. */
  people: readonly string[];
  /**
   * What waits, as `select` of the columns in `names` below; $1 marketplace, $2 store (each or null), $3 buckets, $4
   * now.
   */
  sql: string;
};

type Column =
  | "id"
  | "n"
  | "marketplace"
  | "store"
  | "act"
  | "why"
  | "about"
  | "amount"
  | "currency"
  | "proposer"
  | "also"
  | "at";
type Columns = Partial<Record<Column, string>> & { id: string; act: string; proposer: string; at: string };

/** At most so many of each kind are shown, the oldest first; one more is asked for, to tell that there are more. */
export const mostOfKind = 200;

const types: Readonly<Partial<Record<Column, string>>> = { n: "int", amount: "bigint", at: "timestamptz" };
const names: readonly Column[] = [
  ...([
    "id",
    "n",
    "marketplace",
    "store",
    "act",
    "why",
    "about",
    "amount",
    "currency",
    "proposer",
    "also",
    "at",
  ] as const),
];

function waits<const Kind extends string>(
  kind: Kind,
  [table, ...people]: readonly [string, ...string[]],
  columns: Columns,
  from: string,
) {
  const list = names.map((name) => `(${columns[name] ?? "null"})::${types[name] ?? "text"} as ${name}`);
  const sql = `select '${kind}'::text as kind, ${list.join(", ")} from ${from}
    order by ${columns.at} limit ${mostOfKind + 1}`;
  return { kind, table, people, sql } satisfies TwoPersonAct;
}

const inBuckets = (row: string): string => `${row}.bucket = any($3)`;
const inMarket = (row: string): string => `($1::text is null or ${row}.marketplace = $1)`;
const ofHouse = "$2::text is null";
const ofStore = (row: string): string => `($2::text is null or ${row}.store = $2)`;
const when = (...conditions: readonly string[]): string => `where ${conditions.join(" and ")}`;

export const twoPersonActs = [
  waits(
    "opening",
    ["opening_proposals", "proposer", "decided_by"],
    {
      ...{ id: "p.opening", n: "p.n", marketplace: "o.marketplace", act: "p.act", why: "p.why" },
      ...{ proposer: "p.proposer", at: "p.at" },
    },
    `opening_proposals p join openings o on o.id = p.opening ${when("p.state = 'pending'", inMarket("o"), ofHouse)}`,
  ),
  waits(
    "standing",
    ["opening_standings", "by_whom", "confirmed_by"],
    {
      ...{ id: "s.id", marketplace: "s.marketplace", act: "s.kind", why: "s.why", about: "nullif(s.opening, '')" },
      ...{ proposer: "s.by_whom", at: "s.at" },
    },
    `opening_standings s ${when("s.waiting", inMarket("s"), ofHouse)}`,
  ),
  waits(
    "agreement",
    ["agreements", "proposed_by", "confirmed_by", "renewed_by", "renewal_confirmed_by"],
    {
      ...{ id: "a.id", marketplace: "a.marketplace" },
      act: "case when a.confirmed_at is null then 'agree' else 'renew' end",
      why: `(select s.why from agreement_steps s where s.agreement = a.id
        and s.event in ('proposed', 'renewal_proposed') order by s.n desc limit 1)`,
      ...{ proposer: "coalesce(a.renewed_by, a.proposed_by)", at: "coalesce(a.renewed_at, a.made_at)" },
    },
    `agreements a ${when(
      // A renewal whose own end has passed can be confirmed by nobody: it expired.
      "(a.confirmed_at is null or (a.renewed_at is not null and a.renewal_confirmed_by is null",
      "(a.renew_to is null or a.renew_to > $4::timestamptz)))",
      ...[inMarket("a"), ofHouse],
    )}`,
  ),
  waits(
    "withdrawal",
    ["withdrawals", "asked_by", "confirmed_by"],
    {
      ...{ id: "w.id", marketplace: "w.marketplace", store: "w.store", act: "'confirm'", why: "''" },
      ...{ amount: "w.amount", currency: "w.currency", proposer: "w.asked_by", at: "w.asked_at" },
    },
    `withdrawals w ${when(inBuckets("w"), "w.state = 'asked'", inMarket("w"), ofStore("w"))}`,
  ),
  waits(
    "break",
    ["bill_breaks", "proposer", "decided_by"],
    {
      ...{ id: "b.id", marketplace: "b.marketplace", act: "b.proposed_act", why: "coalesce(b.proposed_why, '')" },
      ...{ amount: "coalesce(b.theirs, b.ours)", currency: "b.currency", proposer: "b.proposer", at: "b.proposed_at" },
    },
    `bill_breaks b ${when(inBuckets("b"), "b.state = 'proposed'", inMarket("b"), ofHouse)}`,
  ),
  waits(
    "bill_file",
    ["bill_files", "uploaded_by", "proposer", "decided_by"],
    {
      ...{ id: "f.id", marketplace: "f.marketplace", act: "'read_file'", why: "coalesce(f.proposed_why, '')" },
      ...{ about: "f.wallet || ' · ' || f.day", amount: "(f.totals ->> 'payments')::bigint", currency: "'CNY'" },
      ...{ proposer: "f.proposer", also: "f.uploaded_by", at: "f.proposed_at" },
    },
    `bill_files f ${when("f.state = 'proposed'", inMarket("f"), ofHouse)}`,
  ),
  waits(
    "dispute",
    ["disputes", "proposer"],
    {
      ...{ id: "d.id", marketplace: "d.marketplace", store: "d.store", act: "d.proposed", about: "d.order_id" },
      ...{ why: "coalesce(d.proposed_why, '')", amount: "d.amount", currency: "d.currency" },
      ...{ proposer: "d.proposer", at: "d.changed_at" },
    },
    `disputes d ${when(inBuckets("d"), "d.proposed is not null", inMarket("d"), ofHouse)}`,
  ),
  waits(
    "funds",
    ["platform_funds", "proposer", "decided_by"],
    {
      ...{
        id: "f.id",
        marketplace: "f.marketplace",
        act: "'funds_' || f.act",
        why: "f.why",
        about: "f.wallet_account",
      },
      ...{ amount: "f.amount", currency: "f.currency", proposer: "f.proposer", at: "f.proposed_at" },
    },
    `platform_funds f ${when(inBuckets("f"), "f.state = 'proposed'", inMarket("f"), ofHouse)}`,
  ),
  waits(
    "campaign_bill",
    ["campaign_bills", "asked_by", "decided_by"],
    {
      ...{ id: "b.id", marketplace: "b.marketplace", act: "'bill'", why: "b.host || ' #' || b.n", about: "b.campaign" },
      ...{ amount: "b.amount", currency: "b.currency", proposer: "b.asked_by", at: "b.at" },
    },
    `campaign_bills b ${when(inBuckets("b"), "b.state = 'proposed'", inMarket("b"), ofHouse)}`,
  ),
  waits(
    "media_payout",
    ["media_payouts", "asked_by", "confirmed_by"],
    {
      ...{ id: "p.id", marketplace: "p.marketplace", act: "'pay'", why: "p.host || ' …' || e.last4" },
      ...{ amount: "p.amount", currency: "p.currency", proposer: "p.asked_by", at: "p.asked_at" },
    },
    `media_payouts p join media_payees e
       on e.bucket = p.bucket and e.wallet_account = p.wallet_account and e.host = p.host and e.n = p.payee
     ${when(inBuckets("p"), "p.state = 'asked'", inMarket("p"), ofHouse)}`,
  ),
  waits(
    "media_payout_told",
    ["media_payouts", "told_by"],
    {
      ...{ id: "p.id", marketplace: "p.marketplace", why: "p.host || ' · ' || p.told_reference" },
      ...{ act: "case when p.told_paid then 'told_paid' else 'told_refused' end", about: "p.told_reference" },
      ...{ amount: "p.amount", currency: "p.currency", proposer: "p.told_by", at: "p.told_at" },
    },
    // The word stays when it has come true; a payout that arrived may be told to have come back.
    `media_payouts p ${when(inBuckets("p"), "p.told_by is not null", inMarket("p"), ofHouse)}
       and p.state not in ('refused', 'returned', 'cancelled') and not (p.told_paid and p.state = 'paid')`,
  ),
  waits(
    "screen_appeal",
    ["screen_appeals", "appealed_by", "decided_by"],
    {
      ...{ id: "a.id", marketplace: "a.marketplace", store: "a.store", act: "'decide'" },
      ...{ why: "a.subject || ': ' || a.why", about: "a.block", proposer: "a.appealed_by", at: "a.appealed_at" },
      also: "(select k.blocked_by from link_blocks k where k.id = a.block)",
    },
    `screen_appeals a ${when(inBuckets("a"), "a.state = 'open'", inMarket("a"), ofHouse)}`,
  ),
  waits(
    "link_block",
    ["link_blocks", "blocked_by"],
    {
      ...{ id: "k.id", marketplace: "k.marketplace", act: "'lift'", why: "k.host || ': ' || k.why_zh" },
      ...{ about: "k.host", proposer: "k.blocked_by", at: "k.changed_at" },
    },
    // Where a store appealed against it, the store's appeal waits instead: deciding one decides both.
    `link_blocks k ${when("k.state = 'appealed'", inMarket("k"), ofHouse)}
       and not exists (select from screen_appeals a where ${inBuckets("a")} and a.block = k.id and a.state = 'open')`,
  ),
  waits(
    "hub_change",
    ["hub_changes", "proposer", "decided_by"],
    {
      ...{ id: "h.id", act: "'hub_' || h.kind", why: "h.why", about: "nullif(h.participant, '')" },
      ...{ amount: "h.amount", currency: "h.currency", proposer: "h.proposer", at: "h.at" },
    },
    // The hub is the whole house's: no marketplace's people see it.
    `hub_changes h ${when("h.state = 'pending'", "$1::text is null", ofHouse)}`,
  ),
  waits(
    "acceptance_change",
    ["acceptance_changes", "proposer", "decided_by"],
    {
      ...{ id: "c.id", act: "'acceptance_' || c.kind", why: "c.why", about: "c.issuer || ' → ' || c.acquirer" },
      ...{ amount: "c.amount", currency: "c.currency", proposer: "c.proposer", at: "c.at" },
    },
    // Between two wallets, so of the whole house.
    `acceptance_changes c ${when("c.state = 'pending'", "$1::text is null", ofHouse)}`,
  ),
  waits(
    "refund",
    ["refund_proposals", "proposer", "decided_by"],
    {
      ...{ id: "r.id", marketplace: "r.marketplace", store: "r.store", why: "r.reason", about: "r.order_id" },
      ...{ act: "case when r.by_store then 'refund_of_store' else 'refund' end", proposer: "r.proposer" },
      ...{ amount: "r.amount", currency: "r.currency", at: "r.proposed_at" },
    },
    `refund_proposals r ${when(inBuckets("r"), "r.state = 'waiting'", inMarket("r"), ofStore("r"))}`,
  ),
  waits(
    "refund_limit",
    ["refund_limit_changes", "proposer", "decided_by"],
    {
      ...{ id: "l.id", marketplace: "l.marketplace", act: "'refund_limit'", why: "l.why", about: "l.role" },
      ...{ proposer: "l.proposer", at: "l.at" },
    },
    `refund_limit_changes l ${when("l.state = 'pending'", inMarket("l"), ofHouse)}`,
  ),
] as const;

export type TwoPersonKind = (typeof twoPersonActs)[number]["kind"];
export const twoPersonKinds = twoPersonActs.map(({ kind }) => kind) as readonly TwoPersonKind[];

/** Everything that waits, of every kind, in one question. */
export const pendingSql = twoPersonActs.map(({ sql }) => `(${sql})`).join("\nunion all\n");
