import type { FastifyInstance } from "fastify";
import { buildAdminServer } from "./admin.ts";
import type { FspiopNeeds } from "./context.ts";
import { makeDeliveries } from "./deliver.ts";
import { workDue } from "./due.ts";
import { type Endpoint, setEndpoint } from "./endpoints.ts";
import { buildFspiopServer } from "./server.ts";

export type { Call, FspiopNeeds, HubKeys, Permission, PermissionAsked } from "./context.ts";
export { signCall, stableText, whyUnproven } from "./jws.ts";

export type Fspiop = ReturnType<typeof makeFspiop>;

/** What wallets say to the hub and hear from it: FSPIOP API 1.1 and 2.0, and an admin API in Mojaloop's form. */
export function makeFspiop(given: Omit<FspiopNeeds, "kick">) {
  let underWay: Promise<void> | null = null;
  let again = false;
  const turn = async (): Promise<number> => {
    const worked = await workDue(needs);
    return worked + (await deliveries.start());
  };
  /** One at a time: what is kicked while a turn is under way is done by the next one. */
  const run = async (): Promise<void> => {
    do {
      again = false;
      while ((await turn()) > 0);
    } while (again);
  };
  const kick = (): void => {
    again = true;
    underWay ??= run()
      .catch((fault: unknown) => needs.alarm("hub_work_failed", { fault: String(fault) }))
      .finally(() => {
        underWay = null;
      });
  };
  const needs: FspiopNeeds = { ...given, kick };
  const deliveries = makeDeliveries(needs);
  return {
    /** Not ready yet: the caller listens, or injects. */
    fspiop: (): FastifyInstance => buildFspiopServer(needs),
    /** Mojaloop's central-ledger, for sandbox and tests: it asks nobody's second opinion, so production has none. */
    admin: (): FastifyInstance => buildAdminServer(needs),
    /** What the worker calls; answers how much was begun. It waits for no participant. */
    tick: turn,
    /** Until nothing is under way that a kick or a tick began. */
    async quiet(): Promise<void> {
      while (underWay !== null || deliveries.busy()) {
        await underWay;
        await deliveries.quiet();
      }
    },
    setEndpoint: (participant: string, endpoint: Endpoint) => setEndpoint(needs.db, participant, endpoint),
  };
}
