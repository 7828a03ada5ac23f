import { createCases, createOversight } from "#oversight";
import { escrow, receivable } from "#payments";
import { createSettlement } from "#settlement";
import { openDisputes } from "../../src/disputes-room.ts";
import { openOpenings } from "../../src/openings-room.ts";
import { openReconciliation } from "../../src/reconciliation-room.ts";
import { marketplaceOf, subMerchantOf } from "../../src/settlement-room.ts";
import type { YearRooms } from "./rooms.ts";
import type { YearBills } from "./year-bills.ts";

export type TroubleRooms = ReturnType<typeof openTroubleRooms>;

/** The rooms in which a year's troubles end up, over the same clock and the same stand-in. */
export function openTroubleRooms(rooms: YearRooms, bills: YearBills) {
  const { db, clock, ids, directory, payments, sealer } = rooms;
  const parts = { db, clock, ids };
  const sealing = { seal: sealer.seal, open: sealer.open };
  const alarm = () => {};
  const connect = async (account: string) => ({ ...rooms.wallet, bill: (day: string) => bills.of(account, day) });
  const settlement = createSettlement({
    ...{ ...parts, escrow, receivable, wallet: connect, ...sealing, alarm },
    ...{ subMerchant: subMerchantOf(directory), marketplaceOf: marketplaceOf(directory) },
    whyNotTwo: directory.whyNotTwo,
  });
  const connections = { connect, refresh: async () => {} };
  const noAlarms = { raise: alarm, listen: () => {} };
  return {
    disputes: openDisputes({ ...parts, ...sealing, directory, payments, settlement, alarm }),
    reconciliation: openReconciliation({ ...parts, directory, payments, connections, alarms: noAlarms }),
    oversight: createOversight(parts),
    cases: createCases(parts),
    ...openOpenings({
      ...{ ...parts, random: rooms.random, directory, kinds: rooms.kinds, live: false, alarm },
      wait: async () => {},
    }),
  };
}
