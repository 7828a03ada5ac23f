import { createHash } from "node:crypto";
import { equals } from "#money";
import { bucketOfTransfer, type NewTransfer, type Prepared, type Transfer } from "#transfers";
import type { Call, FspiopNeeds } from "./context.ts";
import { bytes32Of, correlationOf, instantOf, keepable, moneyOf, textOf } from "./elements.ts";
import { CallRefused, type ErrorCode } from "./faults.ts";
import { takesOf } from "./limits.ts";
import { saidByHub, say, sayError } from "./outbox.ts";
import { termsOf } from "./quotes.ts";

const sha256 = (given: string | Buffer): Buffer => createHash("sha256").update(given).digest();

/** Keeps a call about a transfer as it came; the same again is kept once. */
async function keepCall({ db, clock }: FspiopNeeds, id: string, kind: string, call: Call): Promise<void> {
  await db.read(
    `insert into hub_calls (bucket, transfer, kind, hash, headers, body, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [bucketOfTransfer(id), id, kind, sha256(call.text), JSON.stringify(call.headers), call.text, clock.now()],
  );
}

function asked(call: Call): NewTransfer {
  const { body } = call;
  const id = correlationOf(body, "transferId");
  const [payer, payee] = [textOf(body, "payerFsp", 32), textOf(body, "payeeFsp", 32)];
  const [amount, condition] = [moneyOf(body, "amount"), bytes32Of(body, "condition")];
  const [packet, expires_at] = [textOf(body, "ilpPacket"), instantOf(body, "expiration")];
  if (payer !== call.source) throw new CallRefused(400, "3100", "payerFsp is not FSPIOP-Source");
  if (amount.minor <= 0n) throw new CallRefused(400, "3100", "amount must be above zero");
  if (payee === payer) throw new CallRefused(400, "3100", "payerFsp and payeeFsp are the same");
  return { id, payer, payee, amount, condition, packet, expires_at, requestHash: sha256(call.text) };
}

const refusals: Readonly<Record<Exclude<Prepared, "reserved" | "repeat">, readonly [ErrorCode, string]>> = {
  modified: ["3106", ""],
  payer_unknown: ["3202", ""],
  payee_unknown: ["3203", ""],
  paused: ["2003", ""],
  over_cap: ["4001", ""],
  over_funds: ["4001", ""],
  over_person_day: ["4200", "above what this person may send on a day"],
  over_buyer_day: ["4200", "above what the opening allows a person on a day"],
  over_store_day: ["4200", "above what the opening allows this wallet on a day"],
  over_total_day: ["4200", "the opening's total of the day is used up"],
  expired: ["3303", ""],
};

/** A transfer's position is held until its time is over, so that time has an end. */
const longestMs = 7 * 86_400_000;
/** Terms are kept for longer than this and a transfer's time together, so that a fee is never forgotten. */
const quoteHoldsMs = 30 * 86_400_000;

/** POST /transfers: asked of the openings, reserved and counted in one commit. Carried on by what is due then. */
export async function askTransfer(needs: FspiopNeeds, call: Call): Promise<void> {
  const transfer = asked(call);
  if (transfer.expires_at.getTime() > needs.clock.now().getTime() + longestMs)
    throw new CallRefused(400, "3100", "expiration is more than seven days away");
  const { id, payer, payee, amount } = transfer;
  const refuse = async (code: ErrorCode, why: string) => await say(needs, [await sayError(needs, call, code, why)]);
  const known = await needs.transfers.getTransfer(id);
  if (known !== null && !(known.payer === payer && (await sameRequest(needs, transfer))))
    return await refuse("3106", "");
  if (known !== null) return known.state === "reserved" ? undefined : await sayState(needs, call, known);
  const terms = await termsOf(needs, transfer.condition);
  const person = terms?.payer === payer ? (terms.person?.toString("hex") ?? null) : null;
  const permission = needs.permit({ payer, payee, amount, person });
  if (!permission.open) return await refuse("4300", permission.why);
  if (terms !== null && !(equals2(terms.amount, amount) && terms.payer === payer && terms.payee === payee))
    return await refuse("3100", "these are not the terms that were quoted");
  if (terms !== null && terms.at.getTime() + quoteHoldsMs <= needs.clock.now().getTime())
    return await refuse("3302", "it is older than thirty days");
  const limits = await takesOf(needs, transfer, terms, permission);
  if ("why" in limits) return await refuse(limits.code, limits.why);
  await keepCall(needs, id, "prepare", call);
  const result = await needs.transfers.prepare({ ...transfer, takes: limits.takes });
  if (result === "reserved" || result === "repeat") return;
  const [code, why] = refusals[result];
  await refuse(code, why);
}

const equals2 = (a: NewTransfer["amount"], b: NewTransfer["amount"]): boolean =>
  a.currency === b.currency && equals(a, b);

async function sameRequest({ db }: FspiopNeeds, { id, requestHash }: NewTransfer): Promise<boolean> {
  const rows = await db.read("select 1 from hub_transfers where bucket = $1 and id = $2 and request_hash = $3", [
    ...[bucketOfTransfer(id), id, requestHash],
  ]);
  return rows.length > 0;
}

/** PUT /transfers/{ID}: the payee's wallet proves that it will pay, or has. What does not fit the condition aborts. */
export async function fulfil(needs: FspiopNeeds, call: Call, id: string): Promise<void> {
  const transfer = await needs.transfers.getTransfer(id);
  if (transfer === null || transfer.payee !== call.source)
    return await say(needs, [await sayError(needs, call, "3208", "")]);
  if (call.body["transferState"] === "ABORTED") return await refuseTransfer(needs, call, id);
  const state = textOf(call.body, "transferState", 16);
  if (state !== "COMMITTED" && state !== "RESERVED")
    throw new CallRefused(400, "3100", "transferState must be COMMITTED, RESERVED or ABORTED");
  const fulfilment = bytes32Of(call.body, "fulfilment");
  if (!sha256(fulfilment).equals(transfer.condition)) {
    const error = { code: "3100", says: "invalid fulfilment" };
    await needs.transfers.end({ id, source: call.source, fulfilment: null, error });
    if (state === "RESERVED") await sayEnd(needs, call, id);
    return;
  }
  await keepCall(needs, id, "fulfil", call);
  const ended = await needs.transfers.end({ id, source: call.source, fulfilment, error: null });
  if (state === "RESERVED" && (ended === "expired" || ended === "contradiction")) await sayEnd(needs, call, id);
}

/**
 * A payee that reserved waits for a PATCH. Too late, or after an abort, it hears that nothing was committed; what it
 * committed before stays so whatever it sends now, and it hears that.
 */
async function sayEnd(needs: FspiopNeeds, { source: to, version }: Call, id: string): Promise<void> {
  const transfer = await needs.transfers.getTransfer(id);
  const isCommitted = transfer?.state === "committed";
  const at = (isCommitted ? transfer.ended_at : null) ?? needs.clock.now();
  const body = { transferState: isCommitted ? "COMMITTED" : "ABORTED", completedTimestamp: at.toISOString() };
  const said = { to, method: "PATCH", path: `/transfers/${id}`, resource: "transfers", version, body } as const;
  await say(needs, [await saidByHub(needs, said)]);
}

/** PUT /transfers/{ID}/error: the payee's wallet will not. */
export async function refuseTransfer(needs: FspiopNeeds, call: Call, id: string): Promise<void> {
  const information = call.body["errorInformation"] as Record<string, unknown> | undefined;
  const [code, says] = [
    information?.["errorCode"] ?? "5100",
    information?.["errorDescription"] ?? "refused by the payee",
  ];
  const transfer = await needs.transfers.getTransfer(id);
  if (transfer === null || transfer.payee !== call.source)
    return await say(needs, [await sayError(needs, call, "3208", "")]);
  if (typeof code !== "string" || !/^[1-9]\d{3}$/.test(code) || typeof says !== "string")
    throw new CallRefused(400, "3101", "errorInformation needs an errorCode of four digits and an errorDescription");
  await keepCall(needs, id, "refusal", call);
  await needs.transfers.end({ id, source: call.source, fulfilment: null, error: { code, says: keepable(says, 128) } });
}

/** GET /transfers/{ID}: its two wallets may ask how it stands. */
export async function readTransfer(needs: FspiopNeeds, call: Call, id: string): Promise<void> {
  const transfer = await needs.transfers.getTransfer(id);
  if (transfer === null || ![transfer.payer, transfer.payee].includes(call.source))
    return await say(needs, [await sayError(needs, call, "3208", "")]);
  await sayState(needs, call, transfer);
}

async function sayState(needs: FspiopNeeds, call: Call, transfer: Transfer): Promise<void> {
  const { source: to, resource, version } = call;
  const path = `/transfers/${transfer.id}`;
  const said = { to, method: "PUT", resource, version } as const;
  if (transfer.error !== null) {
    const { code, says } = transfer.error;
    const body = { errorInformation: { errorCode: code, errorDescription: says } };
    return await say(needs, [await saidByHub(needs, { ...said, path: `${path}/error`, body })]);
  }
  await say(needs, [await saidByHub(needs, { ...said, path, body: stateOf(transfer) })]);
}

/** As it stands in a body of PUT /transfers/{ID}. */
export function stateOf({ state, ended_at, fulfilment }: Transfer): object {
  return {
    transferState: { reserved: "RESERVED", committed: "COMMITTED", aborted: "ABORTED" }[state],
    ...(ended_at === null ? {} : { completedTimestamp: ended_at.toISOString() }),
    ...(fulfilment === null ? {} : { fulfilment: fulfilment.toString("base64url") }),
  };
}
