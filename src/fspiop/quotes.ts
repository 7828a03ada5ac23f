import { createHash } from "node:crypto";
import { bucketFromText, bucketValue } from "#db";
import { add, fromJson, type Money, money } from "#money";
import type { Call, FspiopNeeds } from "./context.ts";
import { amountText, bytes32Of, correlationOf, moneyOf, partyOf } from "./elements.ts";
import { CallRefused } from "./faults.ts";
import { feeOf } from "./fees.ts";
import { carriedOn, keepMessages, type Message, saidByHub, say, sayError } from "./outbox.ts";
import { knownParticipant } from "./participants.ts";

const placeOf = (text: string): number => bucketValue(bucketFromText(text));

type Quote = Record<"id" | "payer" | "payee", string> & {
  person: Buffer;
  request_hash: Buffer;
  /** Null: of a quote from before it was kept. */
  version: string | null;
};

async function findQuote({ db }: FspiopNeeds, id: string): Promise<Quote | null> {
  const [row] = await db.read<Quote>("select * from hub_quotes where bucket = $1 and id = $2", [placeOf(id), id]);
  return row ?? null;
}

/** POST /quotes: the payee's wallet is asked for its terms; who pays is kept, for the limits of a day. */
export async function askQuote(needs: FspiopNeeds, call: Call): Promise<void> {
  const id = correlationOf(call.body, "quoteId");
  correlationOf(call.body, "transactionId");
  const amount = moneyOf(call.body, "amount");
  const [payer, payee] = [partyOf(call.body, "payer"), partyOf(call.body, "payee")];
  if (payer.fsp !== null && payer.fsp !== call.source)
    throw new CallRefused(400, "3100", "the quote's payer is another participant's customer");
  const to = call.destination ?? payee.fsp;
  const known = to === null ? null : await knownParticipant(needs, to);
  if (to === null || known === null)
    return await say(needs, [await sayError(needs, call, "3203", to ?? "no payee fspId")]);
  if (known.paused) return await say(needs, [await sayError(needs, call, "2003", `${to} is paused`)]);
  const person = needs.hashPerson(`${call.source} ${payer.type} ${payer.value} ${payer.sub}`);
  const permission = needs.permit({ payer: call.source, payee: to, amount, person: person.toString("hex") });
  if (!permission.open) return await say(needs, [await sayError(needs, call, "4300", permission.why)]);
  const hash = createHash("sha256").update(call.text).digest();
  await needs.db.tx(async (tx) => {
    const made = await tx.query(
      `insert into hub_quotes (bucket, id, payer, payee, person, request_hash, at, version)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
      [placeOf(id), id, call.source, to, person, hash, needs.clock.now(), call.version],
    );
    const [known] = made.length > 0 ? [] : await tx.query<Quote>(sameQuote, [placeOf(id), id]);
    const changed = known !== undefined && !hash.equals(known.request_hash);
    const next = changed ? await sayError(needs, call, "3106", "") : carriedOn(needs, call, to, "POST");
    await keepMessages(tx, needs, [next]);
  });
}

const sameQuote = "select * from hub_quotes where bucket = $1 and id = $2";

/** PUT /quotes/{ID}: the payee's terms are kept by their condition and carried to the payer, with the hub's fee. */
export async function giveTerms(needs: FspiopNeeds, call: Call, id: string): Promise<void> {
  const quote = await findQuote(needs, id);
  if (quote === null || quote.payee !== call.source) return await say(needs, [await sayError(needs, call, "3205", "")]);
  const condition = bytes32Of(call.body, "condition");
  const amount = moneyOf(call.body, "transferAmount");
  const fee = await feeOf(needs.db, amount);
  await needs.db.tx(async (tx) => {
    await tx.query(
      `insert into hub_terms (bucket, condition, quote, payer, payee, person, amount, fee, currency, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [
        ...[placeOf(condition.toString("hex")), condition, id, quote.payer, quote.payee, quote.person, amount.minor],
        ...[fee.minor, amount.currency, needs.clock.now()],
      ],
    );
    await keepMessages(tx, needs, [await termsFor(needs, call, quote, amount, fee)]);
  });
}

/** Without a fee the payee's word goes on as it is; with one the hub says it, under its own name. */
async function termsFor(needs: FspiopNeeds, call: Call, quote: Quote, amount: Money, fee: Money): Promise<Message> {
  const { payer: to, version } = quote;
  if (fee.minor === 0n) return carriedOn(needs, call, to, "PUT", { version });
  const { path, resource } = call;
  const given = call.body["extensionList"] as { extension?: unknown[] } | undefined;
  const extension = [
    ...(given?.extension ?? []),
    { key: "hubFee", value: `${amountText(fee)} ${fee.currency}` },
    { key: "payerPays", value: `${amountText(add(amount, fee))} ${fee.currency}` },
  ];
  const body = { ...call.body, extensionList: { extension } };
  return await saidByHub(needs, { to, method: "PUT", path, resource, version: version ?? call.version, body });
}

/** PUT /quotes/{ID}/error of the payee, and GET /quotes/{ID} of the payer, are carried on. */
export async function carryQuote(needs: FspiopNeeds, call: Call, id: string, method: "GET" | "PUT"): Promise<void> {
  const quote = await findQuote(needs, id);
  const [from, to] = method === "PUT" ? [quote?.payee, quote?.payer] : [quote?.payer, quote?.payee];
  if (to === undefined || from !== call.source) return await say(needs, [await sayError(needs, call, "3205", "")]);
  const version = method === "PUT" ? (quote?.version ?? null) : null;
  await say(needs, [carriedOn(needs, call, to, method, { version })]);
}

export type Terms = { payer: string; payee: string; person: Buffer | null; amount: Money; fee: Money; at: Date };

/** What was quoted under a condition; null when the hub carried no such quote. */
export async function termsOf({ db }: FspiopNeeds, condition: Buffer): Promise<Terms | null> {
  const [row] = await db.read<
    Record<"payer" | "payee" | "currency", string> & { person: Buffer; at: Date } & Record<"amount" | "fee", bigint>
  >("select payer, payee, person, amount, fee, currency, at from hub_terms where bucket = $1 and condition = $2", [
    placeOf(condition.toString("hex")),
    condition,
  ]);
  if (!row) return null;
  const { payer, payee, person, currency, at } = row;
  const amount = fromJson({ currency, minor: `${row.amount}` });
  return { payer, payee, person, amount, fee: money(row.fee, amount.currency), at };
}
