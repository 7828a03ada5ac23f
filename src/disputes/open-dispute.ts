import { bucketOf, claimRepeat, derivedId, findRepeat, isId, type RepeatKey, type Tx, writeEvent } from "#db";
import { type Currency, money, toJson } from "#money";
import { keepCount } from "./counts.ts";
import { notTheirs, showFiles } from "./evidence-files.ts";
import { type DisputeRow, disputeView, findDispute, setDue, writeStep } from "./rows.ts";
import { firstWay, rulesAt, type Way } from "./rules.ts";
import { holdingStates } from "./states.ts";
import { type Caller, type DisputesNeeds, type DisputeView, type NewDispute, type Result, refuse } from "./types.ts";

type Paid = {
  bucket: number;
  order_id: string;
  payment: string;
  checkout: string;
  marketplace: string;
  store: string;
  currency: Currency;
  left: bigint;
  rating: number | null;
};

/**
 * Opens a dispute over a paid order, and holds its release from the same commit on. A refund-only request goes where
 * the marketplace's rules send it; any other dispute to a person. One at a time an order, under the order's lock.
 */
export async function openDispute(
  needs: DisputesNeeds,
  caller: Caller,
  input: NewDispute,
  repeat: RepeatKey | null,
): Promise<Result<DisputeView>> {
  if (!isId(input.order, "ord")) return refuse("not_found");
  if (input.amount.minor <= 0n) return refuse("amount_invalid");
  return await needs.db.tx((tx) => open(needs, tx, caller, input, repeat));
}

async function open(
  needs: DisputesNeeds,
  tx: Tx,
  caller: Caller,
  input: NewDispute,
  repeat: RepeatKey | null,
): Promise<Result<DisputeView>> {
  const bucket = bucketOf(input.order);
  await tx.query("select 1 from orders where bucket = $1 and id = $2 for no key update", [bucket, input.order]);
  const known = await tx.query<{ id: string; state: string }>(
    "select id, state from disputes where bucket = $1 and order_id = $2",
    [bucket, input.order],
  );
  const id = derivedId("dsp", input.order, "dispute", known.length + 1);
  // Before anything is decided: a key that was used answers what it made, whatever the order is by now.
  const before = repeat && (await findRepeat(tx.query, bucket, repeat));
  if (before) {
    if (!before.same) return refuse("idempotency_key_reused");
    const row = await findDispute(tx.query, before.subject);
    if (row) return { ok: true, value: disputeView(row), repeated: true };
  }
  const paid = await paidOrder(tx, input.order);
  if (!paid) return refuse("order_not_paid");
  const open = known.find((one) => (holdingStates as readonly string[]).includes(one.state));
  if (open) return refuse("dispute_open", { dispute: open.id });
  if (input.amount.currency !== paid.currency) return refuse("currency_unsupported");
  if (input.amount.minor > paid.left)
    return refuse("refund_exceeds", { left: toJson(money(paid.left, paid.currency)) });
  const evidence = await showFiles(tx, { order: input.order, dispute: id, by: caller, evidence: input.evidence });
  if (!evidence) return refuse("evidence_invalid", notTheirs);
  const at = needs.clock.now();
  if (repeat) await claimRepeat(tx, bucket, repeat, id, at);
  return {
    ok: true,
    value: disputeView(await write(needs, tx, caller, { id, input: { ...input, evidence }, paid, at })),
  };
}

async function paidOrder(tx: Tx, order: string): Promise<Paid | null> {
  const [row] = await tx.query<Paid>(
    `select o.bucket, o.id as order_id, o.checkout, p.id as payment, p.marketplace, p.store, p.currency,
       p.amount - p.refunded - p.refunding as left, r.rating
     from orders o join payments p on p.bucket = o.bucket and p.id = o.paid_payment and p.state = 'paid'
     left join store_ratings r on r.store = p.store
     where o.bucket = $1 and o.id = $2`,
    [bucketOf(order), order],
  );
  return row ?? null;
}

type Opened = { id: string; input: NewDispute; paid: Paid; at: Date };

async function write(needs: DisputesNeeds, tx: Tx, caller: Caller, opened: Opened): Promise<DisputeRow> {
  const { id, input, paid, at } = opened;
  const rules = await rulesAt(tx.query, paid.marketplace, at);
  const facts = { amount: input.amount, evidence: input.evidence.length, rating: paid.rating };
  const person: Way = { way: "with_person", rule: "person_decides" };
  const first = input.kind === "refund_only" ? firstWay(facts, rules) : person;
  const alone =
    first.way === "granted"
      ? await needs.mayGrant(tx, caller, { marketplace: paid.marketplace, amount: input.amount })
      : null;
  // Opened and granted at once by one person of the marketplace, or by a key: within what they may send back alone.
  const { way, rule }: Way =
    first.way === "granted" && !alone ? { way: "with_person", rule: "opener_not_alone" } : first;
  const dueAt = way === "with_store" ? new Date(at.getTime() + rules.store_hours * 3_600_000) : null;
  const [row] = await tx.query<DisputeRow>(
    `insert into disputes (bucket, id, marketplace, store, checkout, order_id, payment, kind, state, amount, currency,
       reason, rule, opened_by, due_at, opened_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16) returning *`,
    [
      ...[paid.bucket, id, paid.marketplace, paid.store, paid.checkout, paid.order_id, paid.payment, input.kind, way],
      ...[input.amount.minor, paid.currency, input.reason, rule, caller.id, dueAt, at],
    ],
  );
  const step = { event: "opened", from: null, to: way, by: caller, why: input.reason, evidence: input.evidence, at };
  await writeStep(tx, id, step);
  if (alone) await keepCount(tx, row as DisputeRow, alone);
  await needs.hold(tx, paid.order_id, id, at);
  await setDue(tx, id, way === "granted" ? at : dueAt);
  const data = { dispute: id, order: paid.order_id, store: paid.store, kind: input.kind, state: way, rule };
  const amount = toJson(input.amount);
  const about = { type: "dispute.opened", version: 1, marketplace: paid.marketplace, subject: id };
  await writeEvent(tx, needs.ids, { ...about, data: { ...data, amount } }, at);
  return row as DisputeRow;
}
