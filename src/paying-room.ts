import { availableParallelism } from "node:os";
import type { Calls } from "#calls";
import { openPayerRules } from "#codes";
import type { Clock, Db, Ids } from "#db";
import type { Directory } from "#directory";
import type { Metrics } from "#http";
import type { CapsDoor, Openings } from "#openings";
import { makePayments, type PaymentsNeeds } from "#payments";
import type { Settlement } from "#settlement";
import type { WalletKind } from "#wallets/protocol";
import { openAcceptance } from "./acceptance-room.ts";
import { openCodes } from "./codes-room.ts";
import type { Decisions } from "./decisions.ts";
import { openOnboarding } from "./onboarding-room.ts";
import { paymentsNeeds } from "./payments-room.ts";
import { withVouchers } from "./voucher-money.ts";
import type { WalletConnections } from "./wallet-connections.ts";

type PayingParts = {
  db: Db;
  clock: Clock;
  ids: Ids;
  kinds: readonly WalletKind[];
  mode: "test" | "live";
  publicUrl: string;
  hmac(text: string): Buffer;
  metrics: Metrics;
  directory: Directory;
  openings: Openings;
  caps: CapsDoor;
  decisions: Decisions;
  connections: WalletConnections;
  settlement: Settlement;
  sealing: Pick<PaymentsNeeds, "seal" | "open" | "alarm">;
  calls: Pick<Calls, "takeNotice">;
  refresh(): Promise<void>;
};

/** What a buyer pays through, and what lets a store take the money: payments, codes, other wallets' users, joining. */
export function openPaying(parts: PayingParts) {
  const { metrics, caps, decisions, connections, settlement, sealing, mode, refresh, calls, ...shared } = parts;
  const { db, clock, ids, kinds, publicUrl, hmac, directory, openings } = shared;
  const onboarding = openOnboarding({ ...shared, connections, metrics, ...sealing });
  const { acceptance, permit, through } = openAcceptance({
    ...{ db, clock, ids, publicUrl, kinds, directory, openings, decisions, refresh, caps },
    ...{ wallet: connections.connect, alarm: sealing.alarm },
  });
  const memory = paymentsNeeds({ directory, openings, decisions, permit });
  const made = makePayments({
    onboardingTold: onboarding.hearNotice,
    afterTold: settlement.hearTold,
    ...{ db, clock, ids, kinds, mode, publicUrl, caps, hmac, refresh },
    ...memory,
    ...sealing,
    released: withVouchers(settlement.refunds),
    acceptance,
    lanes: lanesFor(availableParallelism()),
    wallet: connections.connect,
    told: { outcome: metrics.paymentMoved },
  });
  const payments = { ...made, takeNotice: calls.takeNotice(made.takeNotice) };
  const { decide } = memory;
  const payerRules = openPayerRules({ db, clock, wallets: kinds });
  const codes = openCodes({
    ...{ db, clock, ids, publicUrl, kinds, payerRules, directory, payments, hmac, decide, through },
    connect: connections.connect,
  });
  return { acceptance, onboarding, payments, codes, payerRules };
}

/** Half of the cores write; a lane keeps one PostgreSQL backend busy. */
function lanesFor(cores: number): number {
  return Math.min(4, Math.max(1, Math.trunc(cores / 2)));
}
