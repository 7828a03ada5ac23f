import { dayOfBills } from "./bills.ts";
import { walls } from "./chapter-000.ts";
import { announcement } from "./chapter-001.ts";
import { deepWater } from "./chapter-002.ts";
import { keepingHouse } from "./chapter-003.ts";
import { longRoad } from "./chapter-004.ts";
import { sharedCodes } from "./shared-codes.ts";
import type { Chapter } from "./tell.ts";
import { walletTransfers } from "./wallet-transfers.ts";

/** A chapter for each article, in the articles' order, and what comes after the payment. */
export const chapters: readonly Chapter[] = [
  walls,
  announcement,
  deepWater,
  sharedCodes,
  walletTransfers,
  keepingHouse,
  longRoad,
  dayOfBills,
];
