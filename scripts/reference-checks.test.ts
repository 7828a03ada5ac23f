import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { bucketValues, openDatabase } from "#db";
import { checkBooks } from "#ledger";
import { freshDatabase } from "../tests/database.ts";
import { referenceChecks } from "./reference-checks.ts";

const [, , , linkBucket, , numberBucket] = bucketValues;
const dangling = `
  insert into friend_links (bucket, id, checkout, created_at)
    values (${linkBucket}, 'frl_1', 'chk_gone', '2026-01-01');
  insert into wallet_refs (bucket, wallet_account, wallet_ref, payment)
    values (${numberBucket}, 'wac_1', '42', 'pay_gone')`;

/** A number that no start may use any more names no payment, and need not. */
const voided = `
  insert into cap_uses (bucket, id, payment, opening, store, day, amount, in_store, in_total, state, look_at)
    values (${linkBucket}, 'use_1', '', 'opn_1', 'sto_1', '2026-01-01', 0, false, false, 'void', '2026-01-01')`;

test("whatever names a row that is not there is found; an empty house has none", async () => {
  const database = await freshDatabase();
  const db = openDatabase(database.appUrl, { poolSize: 2, applicationName: "test" });
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  expect(await checkBooks(db, referenceChecks)).toEqual([]);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(voided);
  expect(await checkBooks(db, referenceChecks)).toEqual([]);
  await owner.query(dangling);
  await owner.end();
  const faults = await checkBooks(db, referenceChecks);
  expect(faults.map(({ check, bucket, about }) => [check, bucket, about])).toEqual([
    ["friend_links have their checkout", linkBucket, "chk_gone"],
    ["wallet_refs have their payment", numberBucket, "pay_gone"],
  ]);
}, 60_000);
