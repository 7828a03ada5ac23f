export { bucketCount, bucketValue, bucketValues } from "./buckets.ts";
export type { Clock, Random } from "./clock.ts";
export { type DatabaseOptions, type Db, openDatabase, type Tx } from "./database.ts";
export {
  type HouseEvent,
  moveCursors,
  type NewEvent,
  readCursors,
  readEvents,
  readHeads,
  relayEvents,
  writeEvent,
  writeEvents,
} from "./events.ts";
export { isTransient, isUniqueViolation, sqlState } from "./faults.ts";
export {
  bare,
  bucketFromText,
  bucketIndex,
  bucketOf,
  derivedId,
  firstIdAt,
  type Ids,
  idAlphabet,
  isId,
  makeIds,
  type Prefix,
  prefixes,
  timeOf,
  withPrefix,
} from "./ids.ts";
export { type LaneOptions, type Lanes, makeLanes } from "./lane.ts";
export { type Claim, claimRepeat, findRepeat, type RepeatKey, repeatScope } from "./repeat.ts";
export { type RetryRules, retry } from "./retry.ts";
