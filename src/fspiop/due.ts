import type { Tx } from "#db";
import { bucketOfTransfer, type Due, type Transfer } from "#transfers";
import type { Call, CallHeaders, FspiopNeeds } from "./context.ts";
import { bookFee } from "./fees.ts";
import { answerVersion } from "./headers.ts";
import { stableText } from "./jws.ts";
import { carriedOn, keepMessages, type Message, saidByHub } from "./outbox.ts";
import { termsOf } from "./quotes.ts";
import { stateOf } from "./transfers.ts";

type Kept = { headers: CallHeaders; body: string };

/** Does what is due about transfers; whoever dies with one leaves it to the next. Answers how many. */
export async function workDue(needs: FspiopNeeds): Promise<number> {
  const due = await needs.transfers.takeDue();
  await Promise.all(
    due.map(async (one) => {
      try {
        await workOne(needs, one);
      } catch (fault) {
        // It comes again in half a minute; what is due about others goes on.
        needs.alarm("hub_due_failed", { ...one, fault: String(fault) });
      }
    }),
  );
  return due.length;
}

async function workOne(needs: FspiopNeeds, { transfer: id, what }: Due): Promise<void> {
  const transfer = await needs.transfers.getTransfer(id);
  if (transfer === null) throw new Error(`Transfer ${id} is due and not there.`);
  if (what === "tell") return await tell(needs, transfer);
  const over = transfer.expires_at <= needs.clock.now();
  if (over) {
    const error = { code: "3303", says: "Transfer expired" };
    await needs.transfers.end({ id, source: "", fulfilment: null, error });
    return;
  }
  if (what === "forward") await forward(needs, transfer);
}

/** The payer's request goes to the payee as it came; what is due then is the end of its time. */
async function forward(needs: FspiopNeeds, transfer: Transfer): Promise<void> {
  const { id, payee, expires_at } = transfer;
  const kept = await keptCall(needs, id, "prepare");
  if (kept === null) throw new Error(`The request of transfer ${id} must be kept.`);
  const call = callOf(kept, "/transfers", transfer.payer);
  const message = { ...carriedOn(needs, call, payee, "POST", { until: expires_at }), sorry: null };
  await needs.db.tx(async (tx) => {
    if (await needs.transfers.forwardedIn(tx, id, expires_at)) await keepMessages(tx, needs, [message]);
  });
}

/** Both wallets hear how it ended; the fee follows in the same commit. */
async function tell(needs: FspiopNeeds, transfer: Transfer): Promise<void> {
  const { id } = transfer;
  const version = await versionOfRequest(needs, id);
  const messages =
    transfer.state === "committed" ? await good(needs, transfer, version) : await bad(needs, transfer, version);
  const terms = transfer.state === "committed" ? await termsOf(needs, transfer.condition) : null;
  await needs.db.tx(async (tx: Tx) => {
    if (!(await needs.transfers.toldIn(tx, id))) return;
    if (terms !== null) await bookFee(tx, transfer, terms.fee, needs.clock.now());
    await keepMessages(tx, needs, messages);
  });
}

async function good(needs: FspiopNeeds, transfer: Transfer, version: string): Promise<Message[]> {
  const { id, payer, payee } = transfer;
  const path = `/transfers/${id}`;
  const kept = await keptCall(needs, id, "fulfil");
  const said = { resource: "transfers", version, path } as const;
  if (kept === null) return [await saidByHub(needs, { ...said, to: payer, method: "PUT", body: stateOf(transfer) })];
  const call = callOf(kept, path, payee);
  if (call.body["transferState"] !== "RESERVED") return [carriedOn(needs, call, payer, "PUT", { version })];
  // The payee only reserved: the payer hears that it is committed, and so does the payee.
  const body = { ...call.body, ...stateOf(transfer) };
  const unsigned = call.headers["fspiop-signature"] === undefined;
  const toPayer = unsigned
    ? carriedOn(needs, { ...call, text: stableText(body) }, payer, "PUT", { version })
    : await saidByHub(needs, { ...said, to: payer, method: "PUT", body });
  const { fulfilment: _, ...notification } = stateOf(transfer) as Record<string, unknown>;
  const heard = { ...said, version: call.version };
  return [toPayer, await saidByHub(needs, { ...heard, to: payee, method: "PATCH", body: notification })];
}

/** The payee's own refusal goes on as it came; what the hub ends, it tells both. */
async function bad(needs: FspiopNeeds, transfer: Transfer, version: string): Promise<Message[]> {
  const { id, payer, payee, error } = transfer;
  const path = `/transfers/${id}/error`;
  const kept = await keptCall(needs, id, "refusal");
  const own = kept !== null && error?.code !== "3303" && error?.code !== "3100";
  if (own) {
    const call = callOf(kept, path, payee);
    // A payee may also say ABORTED where it would say RESERVED: that was no error, and goes where it was said.
    const said = call.body["errorInformation"] === undefined ? { ...call, path: `/transfers/${id}` } : call;
    return [carriedOn(needs, said, payer, "PUT", { version })];
  }
  const body = { errorInformation: { errorCode: error?.code ?? "2001", errorDescription: error?.says ?? "" } };
  const said = { resource: "transfers", version, path, method: "PUT", body } as const;
  return [await saidByHub(needs, { ...said, to: payer }), await saidByHub(needs, { ...said, to: payee })];
}

async function versionOfRequest(needs: FspiopNeeds, id: string): Promise<string> {
  const { headers = {} } = (await keptCall(needs, id, "prepare")) ?? {};
  return answerVersion(headers);
}

/** Of the requests under one id, the one that was reserved. */
async function keptCall({ db }: FspiopNeeds, id: string, kind: "prepare" | "fulfil" | "refusal"): Promise<Kept | null> {
  const [row] = await db.read<Kept>(
    `select c.headers, c.body from hub_calls c join hub_transfers t on t.bucket = c.bucket and t.id = c.transfer
     where c.bucket = $1 and c.transfer = $2 and c.kind = $3 and (c.kind <> 'prepare' or c.hash = t.request_hash)
     order by c.at limit 1`,
    [bucketOfTransfer(id), id, kind],
  );
  return row ?? null;
}

function callOf({ headers, body }: Kept, path: string, source: string): Call {
  const version = answerVersion(headers);
  const read = JSON.parse(body) as Record<string, unknown>;
  const destination = headers["fspiop-destination"] ?? null;
  return { source, destination, resource: "transfers", version, path, headers, text: body, body: read };
}
