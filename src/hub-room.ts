import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock, Db, Ids } from "#db";
import type { Sealer } from "#directory";
import { type Fspiop, type FspiopNeeds, makeFspiop } from "#fspiop";
import type { Money } from "#money";
import { capPlanOf, type Decision, decide, type Openings } from "#openings";
import { makeTransfers, type Take, type Transfers } from "#transfers";
import { makeHubCall } from "./hub-call.ts";
import { hubName } from "./hub-door.ts";
import { makeHubKeys } from "./hub-key.ts";

/**
 * Whether transfers from one wallet to another are open: an opening on the payer's side, with the payee as partner. Its
 * limits of a day come along; they are counted when a transfer is reserved.
 */
export function makePermit(openings: Pick<Openings, "programmesFor">, clock: Clock): FspiopNeeds["permit"] {
  return ({ payer, payee, amount, person }) => {
    const buyer = person === null ? {} : { reference: person };
    const facts = {
      ...{ marketplace: payer, store: payer, capability: "transfer", partner: payee, method: "send", amount },
      ...({ buyer, standing: "ready", health: "well" } as const),
    };
    const decision = decide(facts, openings.programmesFor(payer), clock.now());
    // Who looks a name up is known to the hub only when a quote is asked for: until then that shuts nothing.
    const unknownYet = amount === null && decision.reasons.every((one) => one.code === "buyer_not_known");
    const open = decision.open || (unknownYet && decision.openingId !== null);
    const why = open ? "" : decision.reasons.map((one) => one.en).join(" ");
    return { open, why, takes: open ? takesOf(decision, payer, buyer, clock.now()) : [] };
  };
}

/** Days of the hub are those of Asia/Shanghai. */
const timeZone = "Asia/Shanghai";

function takesOf(decision: Decision, payer: string, buyer: { reference?: string }, now: Date): Take[] {
  const plan = capPlanOf(decision, buyer, timeZone, now);
  if (plan === null) return [];
  const { opening, day } = plan;
  const take = (counter: string, limit: Money | null, refusal: Take["refusal"]): Take[] =>
    limit === null ? [] : [{ counter: `opening/${opening}/${counter}`, day, limit: limit.minor, refusal }];
  return [
    ...take(`buyer/${plan.buyer?.name}`, plan.buyer?.limit ?? null, "over_buyer_day"),
    ...take(`store/${payer}`, plan.store, "over_store_day"),
    ...take("total", plan.total, "over_total_day"),
  ];
}

type HubNeeds = {
  db: Db;
  clock: Clock;
  ids: Ids;
  openings: Openings;
  sealer: Sealer;
  /** Production: every wallet proves what it sends, and there is no admin API but our own. */
  production: boolean;
  hashKey: Buffer;
  transfers: Transfers;
  alarm(what: string, about: Readonly<Record<string, unknown>>): void;
};

export type Hub = {
  fspiop: Fspiop;
  /** Where it listens; the admin API only in sandbox mode. */
  urls(): { fspiop: string; admin: string | null } | null;
  listen(at: { host: string; port: number }): Promise<void>;
  close(): Promise<void>;
};

export async function openHub(given: HubNeeds): Promise<Hub> {
  const { db, clock, ids, openings, transfers, production, alarm } = given;
  const call = makeHubCall(production);
  const keys = makeHubKeys(given);
  // Made at the first start, not at the first word.
  await keys.signing();
  const fspiop = makeFspiop({
    ...{ db, clock, ids, transfers, name: hubName, strict: production, keys, alarm },
    http: call.http,
    permit: makePermit(openings, clock),
    hashPerson: (text) => createHmac("sha256", given.hashKey).update(text).digest(),
  });
  const [face, admin] = [fspiop.fspiop(), production ? null : fspiop.admin()];
  let urls: { fspiop: string; admin: string | null } | null = null;
  return {
    fspiop,
    urls: () => urls,
    async listen({ host, port }) {
      const own = await listenNear(face, host, port, production);
      const beside = admin === null ? null : await listenNear(admin, host, port === 0 ? 0 : port + 1, production);
      const at = (where: number): string => `http://${host}:${where}`;
      urls = { fspiop: at(own), admin: beside === null ? null : at(beside) };
    },
    async close() {
      await face.close();
      await admin?.close();
      await fspiop.quiet();
      await call.close();
    },
  };
}

/** In the sandbox, on any free port where another program has the one that is named. */
async function listenNear(
  app: ReturnType<Fspiop["fspiop"]>,
  host: string,
  port: number,
  strict: boolean,
): Promise<number> {
  await app.ready();
  const server: Server = app.server;
  const listen = (at: number) =>
    new Promise<number>((done, failed) => {
      server.once("error", failed);
      server.listen({ host, port: at }, () => {
        server.off("error", failed);
        done((server.address() as AddressInfo).port);
      });
    });
  try {
    return await listen(port);
  } catch (fault) {
    if (strict || port === 0) throw fault;
    return await listen(0);
  }
}

export function openTransfers(needs: { db: Db; clock: Clock; ids: Ids; lanes: number }): Transfers {
  return makeTransfers(needs);
}

type Chore = { name: string; everyMs: number; run: () => Promise<number> };
type ChoreNeeds = { transfers: Pick<Transfers, "listOverdue">; alarms: { raise: HubNeeds["alarm"] } };

/** What is due, what is to be said, and who has not paid in time. */
export function hubChores(hub: Hub | null, { transfers, alarms }: ChoreNeeds): Chore[] {
  if (hub === null) return [];
  const told = new Set<string>();
  const unpaid = async (): Promise<number> => {
    const late = (await transfers.listOverdue()).filter((one) => !told.has(`${one.settlement} ${one.participant}`));
    for (const { settlement, participant, due, pay_by } of late) {
      told.add(`${settlement} ${participant}`);
      const owed = `${due.minor} ${due.currency}`;
      alarms.raise("hub_settlement_late", { settlement, participant, owed, pay_by });
    }
    return late.length;
  };
  return [
    { name: "hub", everyMs: 1000, run: hub.fspiop.tick },
    { name: "hub's unpaid", everyMs: 60_000, run: unpaid },
  ];
}
