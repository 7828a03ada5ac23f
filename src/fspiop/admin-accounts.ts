import { createHash } from "node:crypto";
import { type Money, toDecimalText } from "#money";
import type { Position } from "#transfers";
import type { FspiopNeeds } from "./context.ts";
import { CallRefused, type ErrorCode } from "./faults.ts";

/** The admin API writes amounts as JSON numbers: for reading only, nothing is ever reckoned with them. */
export function numberOf(amount: Money): number {
  return Number(toDecimalText(amount));
}

/** Our accounts have no numbers; Mojaloop's have: one that follows from what the account is. */
export function accountIdOf({ participant, cap }: Position, type: string): number {
  return createHash("sha256").update(`${participant} ${cap.currency} ${type}`).digest().readUInt32BE(0) % 2_000_000_000;
}

/** POSITION is what a participant owes; SETTLEMENT what it has put down, which Mojaloop writes as a negative number. */
export async function accountsOf({ transfers }: FspiopNeeds, name: string) {
  const positions = await transfers.positions(name);
  return positions.flatMap((one) => {
    const view = (type: string, value: number) => ({
      ...{ id: accountIdOf(one, type), ledgerAccountType: type, currency: one.cap.currency, isActive: 1 },
      ...{ value, reservedValue: 0, changedDate: null },
    });
    return [view("POSITION", numberOf(one.position)), view("SETTLEMENT", 0 - numberOf(one.funds))];
  });
}

export const refuse = (status: number, code: ErrorCode, more: string): never => {
  throw new CallRefused(status, code, more);
};

export async function mustFind(needs: FspiopNeeds, name: string) {
  const found = (await needs.transfers.listParticipants()).find((one) => one.name === name);
  return found ?? refuse(404, "3201", `there is no participant ${name}`);
}
