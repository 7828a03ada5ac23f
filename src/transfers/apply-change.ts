import type { Tx } from "#db";
import type { Money } from "#money";
import type { ChangeView } from "./changes.ts";
import type { TransfersNeeds } from "./context.ts";
import { undo } from "./effect.ts";
import { endpointType } from "./endpoint-types.ts";
import { endFundsOutIn, reserveFundsOutIn } from "./funds-out.ts";
import { signWithIn } from "./own-keys.ts";
import { moveFundsIn } from "./participants.ts";
import { settleLineIn } from "./settle.ts";

/** What an approved change does, in the commit of its approval; undoes it all where it cannot be done now. */
export async function applyChange(tx: Tx, needs: TransfersNeeds, change: ChangeView, by: string, at: Date) {
  const { kind, participant, detail } = change;
  if (kind === "resume")
    return await tx.query("update hub_participants set state = 'active' where name = $1", [participant]);
  if (kind === "endpoint") return await setEndpoint(tx, change);
  if (kind === "key") return await addKey(tx, needs, change, at);
  if (kind === "signing") return await tx.query(signing, [participant, detail.signing?.verify, detail.signing?.sign]);
  if (kind === "own_key") return await signWithIn(tx, detail.own_key?.id ?? "", at);
  if (kind === "settle") {
    const { settlement = "", how = "paid" } = detail.settle ?? {};
    const line = { settlement, participant, how, proposer: change.proposer, by };
    const result = await settleLineIn(tx, line, at);
    if (result !== "done") undo("hub_line_refused", { why: result });
    return;
  }
  if (kind === "withdrawal") return await endFundsOut(tx, needs, change, at);
  const { amount } = change;
  if (amount === null) throw new Error(`Change ${change.id} has no amount.`);
  if (kind === "funds_in" || kind === "funds_out") return await moveFunds(tx, needs, change, amount, at);
  const values = [amount.currency, amount.minor];
  await tx.query(upserts[kind], kind === "fee" ? [...values, change.rate ?? 0] : [participant, ...values]);
}

async function moveFunds(tx: Tx, { ids }: TransfersNeeds, change: ChangeView, amount: Money, at: Date): Promise<void> {
  const { id, kind, participant } = change;
  const why = `${id}: ${change.why}`;
  if (kind === "funds_out") {
    const asked = { id: ids.next("hfo"), participant, amount, why: change.why };
    return void (await reserveFundsOutIn(tx, { ids }, asked, at));
  }
  const moved = await moveFundsIn(tx, { participant, by: amount, why, id: ids.next("ntf"), at });
  if (moved === null) undo("hub_no_account");
}

async function endFundsOut(tx: Tx, needs: TransfersNeeds, change: ChangeView, at: Date): Promise<void> {
  const { participant, detail } = change;
  const { id = "", how = "returned" } = detail.withdrawal ?? {};
  const ended = await endFundsOutIn(tx, needs, { id, participant, how, why: `${change.id}: ${change.why}` }, at);
  if (ended !== "done") undo("hub_withdrawal_ended", { state: ended });
}

async function setEndpoint(tx: Tx, { participant, detail: { endpoint } }: ChangeView): Promise<void> {
  if (!endpoint) throw new Error("A change of an endpoint names one.");
  const type = endpointType(endpoint.resource);
  if (endpoint.url === null)
    await tx.query("delete from hub_endpoints where participant = $1 and type = $2", [participant, type]);
  else await tx.query(endpointSql, [participant, type, endpoint.url]);
}

async function addKey(tx: Tx, { ids }: TransfersNeeds, change: ChangeView, at: Date): Promise<void> {
  const { participant, detail } = change;
  const made = await tx.query(
    `insert into hub_participant_keys (id, participant, public_key, fingerprint, added_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning id`,
    [ids.next("hpk"), participant, detail.key?.public_key, detail.key?.fingerprint, at],
  );
  if (made.length === 0) undo("hub_key_known");
}

const endpointSql = `insert into hub_endpoints (participant, type, value) values ($1, $2, $3)
  on conflict (participant, type) do update set value = excluded.value`;

const signing = `insert into hub_signing (participant, verify, sign) values ($1, $2, $3)
  on conflict (participant) do update set verify = excluded.verify, sign = excluded.sign`;

const upserts = {
  cap: `insert into hub_accounts (participant, currency, cap, funds, position) values ($1, $2, $3, 0, 0)
    on conflict (participant, currency) do update set cap = excluded.cap`,
  person_limit: `insert into hub_person_limits (participant, currency, amount) values ($1, $2, $3)
    on conflict (participant, currency) do update set amount = excluded.amount`,
  fee: `insert into hub_fee_rates (currency, fixed, rate) values ($1, $2, $3)
    on conflict (currency) do update set fixed = excluded.fixed, rate = excluded.rate`,
} as const;
