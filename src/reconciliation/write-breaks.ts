import { bucketFromText, bucketIndex, bucketValue, derivedId } from "#db";
import type { Currency } from "#money";
import { giveBreak } from "./assign.ts";
import { entriesFor } from "./entries.ts";
import type { Found } from "./find-breaks.ts";
import { type ToldBreak, tellBreaks, toldColumns } from "./tell-breaks.ts";
import type { AccountFacts, BreakClass, BreakView, ReconciliationNeeds, RunView } from "./types.ts";

export type Judged = {
  found: Found;
  class: BreakClass;
  resolution: BreakView["resolution"];
};

/** Kept under ids that follow from the run and what it is about: a run that is repeated writes nothing twice. */
export async function writeBreaks(
  needs: ReconciliationNeeds,
  run: Pick<RunView, "id" | "day">,
  account: AccountFacts,
  breaks: readonly Judged[],
): Promise<void> {
  if (breaks.length === 0) return;
  const { db, clock } = needs;
  const rows = breaks.map((one) => ({
    ...placeOf(run.id, one),
    class: one.class,
    kind: one.found.kind,
    subject: one.found.subject,
    wallet_ref: one.found.wallet_ref,
    currency: one.found.currency,
    ours: textOf(one.class === "fee" ? one.found.fee_expected : one.found.ours),
    theirs: textOf(one.class === "fee" ? one.found.fee : one.found.theirs),
    says: says(one),
    owner: owners[one.class],
    advice: adviceOf(one, run.id),
    fee: textOf(one.found.line?.fee ?? null),
    their_state: one.found.their_state,
    movement: one.found.movement ?? null,
    state: one.resolution === null ? "open" : "closed",
    resolution: one.resolution,
  }));
  // What was named before any bill told it is the bill's from here on; it lies where its wallet's number leads, if
  // the notice that told it named nothing of ours.
  const known = rows.flatMap((row) =>
    row.wallet_ref === null ? [] : [row, { ...row, bucket: bucketValue(bucketFromText(row.wallet_ref)) }],
  );
  await db.tx(async (tx) => {
    const made = await tx.query<ToldBreak>(
      `insert into bill_breaks as b (bucket, id, run, marketplace, wallet_account, day, class, kind, subject,
         wallet_ref, currency, ours, theirs, fee, their_state, movement, says, owner, advice, state, resolution,
         opened_at, closed_at)
       select x.bucket, x.id, $2, $3, $4, $5, x.class, x.kind, x.subject, x.wallet_ref, x.currency, x.ours::bigint,
         x.theirs::bigint, x.fee::bigint, x.their_state, x.movement, x.says, x.owner, x.advice, x.state,
         x.resolution, $6::timestamptz, case when x.state = 'closed' then $6::timestamptz end
       from jsonb_to_recordset($1::jsonb) as x (bucket int, id text, class text, kind text, subject text,
         wallet_ref text, currency text, ours text, theirs text, fee text, their_state text, movement text, says text,
         owner text, advice text, state text, resolution text)
       where x.movement is null or not exists (${namedBefore})
       on conflict do nothing returning ${toldColumns}`,
      [JSON.stringify(rows), run.id, account.marketplace, account.id, run.day, clock.now()],
    );
    const taken = await tx.query<ToldBreak>(
      `update bill_breaks b set state = 'closed', resolution = 'late', closed_at = $4
       from unnest($1::int[], $2::text[], $3::text[], $6::text[]) as w (bucket, wallet_ref, class, kind)
       where b.bucket = w.bucket and b.wallet_ref = w.wallet_ref and b.class = w.class and b.kind = w.kind
         and b.run is null and b.wallet_account = $5 and b.state <> 'closed' returning ${toldColumns}`,
      [
        ...[known.map((row) => row.bucket), known.map((row) => row.wallet_ref), known.map((row) => row.class)],
        ...[clock.now(), account.id, known.map((row) => row.kind)],
      ],
    );
    const isOpen = (row: ToldBreak): boolean => row.state !== "closed";
    await tellBreaks(tx, needs, "opened", made.filter(isOpen));
    await tellBreaks(tx, needs, "closed", [...made.filter((row) => !isOpen(row)), ...taken]);
    // Whoever looked after what was named before goes on with what the bill tells of it.
    for (const one of made.filter(isOpen)) {
      const before = taken.find((row) => row.assignee !== null && isSame(row, one));
      if (before) await giveBreak(tx, needs, { id: one.id, assignee: before.assignee, by: "house" });
    }
  });
}

const isSame = (a: ToldBreak, b: ToldBreak): boolean =>
  a.wallet_ref === b.wallet_ref && a.class === b.class && a.kind === b.kind;

/** A run that was begun before movements were told apart has named the first of each; $2 is the run. */
const namedBefore = `
  select from bill_breaks o where o.bucket = x.bucket and o.run = $2 and o.movement is null and o.kind = x.kind
    and o.class = x.class and o.subject is null and o.wallet_ref = x.wallet_ref and o.theirs = x.theirs::bigint
    and o.their_state = x.their_state and x.movement like '% 1'`;

/** Nothing of where a line stands in a bill of the account: whoever reads another one of the day names the same. */
function placeOf(run: string, { class: name, found }: Judged): { bucket: number; id: string } {
  const { subject, line, movement, theirs, their_state: word } = found;
  const bucket = subject === null ? bucketFromText(found.wallet_ref ?? run) : bucketIndex(subject);
  const under = `${name} ${subject ?? (line === null ? found.wallet_ref : null)}`;
  const about = movement === undefined ? under : `${under} ${theirs} ${word} ${movement}`;
  return { bucket: bucketValue(bucket), id: derivedId("brk", run, about, line?.n ?? -1, bucket) };
}

const textOf = (minor: bigint | null): string | null => (minor === null ? null : minor.toString());

/** What is wrong with money goes to those who keep the books; what is wrong with a state to those who keep the code. */
const owners: Readonly<Record<BreakClass, BreakView["owner"]>> = {
  ours_only: "finance",
  theirs_only: "finance",
  amount: "finance",
  fee: "finance",
  state: "engineering",
  day_boundary: "finance",
};

function adviceOf({ class: name, found }: Judged, run: string): BreakView["advice"] {
  if (name === "day_boundary" && found.line === null) return "wait";
  const unheard = found.their_state === "done" && found.classes.includes("state");
  if (unheard && (name === "state" || name === "amount")) return "hear";
  const { kind, subject, their_state, our_state } = found;
  const isFee = name === "fee";
  const [ours, theirs] = isFee ? [found.fee_expected, found.fee] : [found.ours, found.theirs];
  const facts = { class: name, kind, subject, run, ours, theirs, fee: found.fee, their_state, our_state };
  return entriesFor({ ...facts, currency: found.currency as Currency }).length > 0 ? "enter" : "accept";
}

function says({ class: name, found, resolution }: Judged): string {
  const ours = found.our_state ?? "nothing";
  if (found.kind === "fund") return saysOfFund(name, found);
  switch (name) {
    case "ours_only":
      return `We have this ${found.kind} as ${ours}; no bill of this account has it.`;
    case "theirs_only":
      if (found.our_state !== null) return `The bill has another ${found.kind} under this number, a second time.`;
      return `The bill has this ${found.kind}; we know of none on this account.`;
    case "amount":
      return `The bill has ${found.theirs} ${found.currency}, we have ${found.ours}, in minor units.`;
    case "fee":
      return `The wallet kept ${found.fee}; by its rate it is ${found.fee_expected}, in minor units.`;
    case "state":
      if (resolution === "heard") return `The bill has it as done, we had it as ${ours}: heard, and applied.`;
      return `The bill has it as ${found.their_state}, we have it as ${ours}.`;
    case "day_boundary":
      if (found.line === null) return "Ours lies beside midnight; it is expected in the neighbouring day's bill.";
      return "The bill has it on this day, we have it on another.";
  }
}

function saysOfFund(name: BreakClass, found: Found): string {
  if (found.subject !== null) return saysOfCommission(name, found);
  if (name === "theirs_only")
    return `The account moved by ${found.theirs} (${found.their_state}); we know of no cause.`;
  return `The account moved by ${found.theirs}, its trades make ${found.ours}, in minor units.`;
}

/** A share of the marketplace's at the wallet, or what it gave back of one there. */
function saysOfCommission(name: BreakClass, { subject, ours, theirs }: Found): string {
  const what = subject?.startsWith("srt") ? "returned commission" : "commission taken at the wallet";
  if (name === "ours_only") return `We have this ${what}; the marketplace's account at the wallet did not move by it.`;
  return `The marketplace's account at the wallet moved by ${theirs} for ${what} of ${ours}, in minor units.`;
}
