import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketValues, type Db, derivedId, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { type Account, checkBooks, type LedgerMove, ledgerChecks, makeAccountOpener, post, readBook } from "./index.ts";

let database: TestDatabase;
let db: Db;
let owner: Db;
const clock = { now: () => new Date("2026-11-22T08:00:00Z") };
const ids = makeIds(clock, randomBytes);

beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, { poolSize: 4, applicationName: "ledger test" });
  owner = openDatabase(database.ownerUrl, { poolSize: 1, applicationName: "ledger test owner" });
});
afterAll(async () => {
  await db.close();
  await owner.close();
  await database.drop();
});

function account(book: string, code: string, side: "debit" | "credit", guarded: boolean): Account {
  return { book, code, heldAt: "wac_test", currency: "CNY", side, guarded };
}

function chart(book: string) {
  return {
    receivable: account(book, "receivable", "debit", false),
    escrow: account(book, "escrow", "credit", true),
    balance: account(book, "balance", "credit", true),
  };
}

function move(debit: Account, credit: Account, amount: number, id = ids.next("tra")): LedgerMove {
  return [{ id, debit, credit, amount: fen(amount), kind: "test", subject: id, at: clock.now() }];
}

async function newBook() {
  const accounts = chart(ids.next("sto"));
  await makeAccountOpener(db).ensure(Object.values(accounts));
  return accounts;
}

const postOne = (...moves: LedgerMove[]) => db.tx((tx) => post(tx, moves));

describe("post", () => {
  test("moves money inside a book and answers a result per move", async () => {
    const a = await newBook();
    const results = await postOne(move(a.receivable, a.escrow, 1230), move(a.receivable, a.escrow, 70));
    expect(results).toEqual(["posted", "posted"]);
    const book = await readBook(db, a.escrow.book);
    expect(book.map((one) => [one.code, one.balance.minor])).toEqual([
      ["balance", 0n],
      ["escrow", 1300n],
      ["receivable", 1300n],
    ]);
  });

  test("admits spends by running sum: what stands, stands; what would overdraw is refused", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 100));
    const spends = [60, 30, 20, 10].map((amount) => move(a.escrow, a.balance, amount));
    expect(await postOne(...spends)).toEqual(["posted", "posted", "refused", "refused"]);
    expect(await postOne(spends[3] as LedgerMove)).toEqual(["posted"]);
  });

  test("a move stands whole or not at all", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 100));
    const both: LedgerMove = [...move(a.escrow, a.balance, 40), ...move(a.escrow, a.balance, 70)];
    expect(await postOne(both)).toEqual(["refused"]);
    const book = await readBook(db, a.escrow.book);
    expect(book.find((one) => one.code === "balance")?.balance.minor).toBe(0n);
  });

  test("refuses an account that was never opened", async () => {
    const a = await newBook();
    const never = account(a.escrow.book, "never", "credit", false);
    expect(await postOne(move(a.receivable, never, 5), move(a.receivable, a.escrow, 5))).toEqual(["refused", "posted"]);
  });

  test("the primary key refuses a second posting of the same effect", async () => {
    const a = await newBook();
    const once = move(a.receivable, a.escrow, 5, derivedId("tra", a.escrow.book, "paid", 0));
    await postOne(once);
    await expect(postOne(once)).rejects.toMatchObject({ code: "23505" });
  });

  test("a hundred spends at once on two connections never overdraw", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 50));
    const results = await Promise.all(Array.from({ length: 100 }, () => postOne(move(a.escrow, a.balance, 1))));
    expect(results.flat().filter((one) => one === "posted")).toHaveLength(50);
  });

  test("additions and spends of the same accounts, from two connections in any order, meet without a deadlock", async () => {
    const books = await Promise.all([newBook(), newBook(), newBook()]);
    await postOne(...books.map((a) => move(a.receivable, a.escrow, 1000)));
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const turned = n % 2 === 0 ? books : books.toReversed();
        return postOne(
          ...turned.map((a) => (n % 3 === 0 ? move(a.escrow, a.balance, 100) : move(a.receivable, a.escrow, 10))),
        );
      }),
    );
    const spent = results.filter((_, n) => n % 3 === 0).flat();
    expect(results.filter((_, n) => n % 3 !== 0).flat()).toEqual(Array.from({ length: 120 }, () => "posted"));
    for (const a of books) {
      const book = new Map((await readBook(db, a.escrow.book)).map((one) => [one.code, one.balance.minor]));
      expect((book.get("escrow") ?? 0n) + (book.get("balance") ?? 0n)).toBe(book.get("receivable"));
      expect(book.get("receivable")).toBe(1400n);
    }
    const posted = spent.filter((result) => result === "posted").length;
    expect(posted).toBeGreaterThanOrEqual(30);
    expect(posted).toBeLessThanOrEqual(42);
  });

  test("a transfer never leaves its book, nor mixes currencies", async () => {
    const a = await newBook();
    const b = await newBook();
    await expect(postOne(move(a.receivable, b.escrow, 5))).rejects.toThrow("leave the book");
    const yen = { ...a.escrow, currency: "JPY" as const };
    await expect(postOne(move(a.receivable, yen, 5))).rejects.toThrow("mixes currencies");
  });
});

describe("the database's own guards", () => {
  test("the server's role can neither change nor delete a transfer, nor write one around post()", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 5));
    for (const sql of [
      "update transfers set amount = amount + 1",
      "delete from transfers",
      "truncate transfers",
      "insert into transfers select * from transfers",
      "update accounts set credits = credits + 1",
      "delete from accounts",
    ])
      await expect(db.read(sql), sql).rejects.toMatchObject({ code: "42501" });
  });

  test("an overdraft is refused by a CHECK even for the owner", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 5));
    const spend = `update accounts set debits = credits + 1 where book = '${a.escrow.book}' and code = 'escrow'`;
    await expect(owner.read(spend)).rejects.toMatchObject({ code: "23514", constraint: "no_overdraft" });
  });
});

describe("books check", () => {
  test("is silent on books that stand, and names a total that was tampered with", async () => {
    const a = await newBook();
    await postOne(move(a.receivable, a.escrow, 500));
    expect(await checkBooks(db, ledgerChecks)).toEqual([]);
    const raise = (by: number) =>
      owner.read(`update accounts set credits = credits + ${by} where book = '${a.escrow.book}' and code = 'escrow'`);
    await raise(7);
    const faults = await checkBooks(db, ledgerChecks);
    expect(faults.map((fault) => fault.check).sort()).toEqual(["double entry", "totals"]);
    expect(faults.find((fault) => fault.check === "totals")?.about).toBe(`${a.escrow.book} escrow`);
    await raise(-7);
    expect(await checkBooks(db, ledgerChecks)).toEqual([]);
  });
});

describe("buckets", () => {
  test("PostgreSQL's hashint4 sends each value into a 64th of its range of its own", async () => {
    const rows = await db.read<{ slice: number }>(
      "select ((hashint4(v)::bigint + 2147483648) / 67108864)::int as slice from unnest($1::int[]) as v",
      [[...bucketValues]],
    );
    expect(rows.map((row) => row.slice)).toEqual(bucketValues.map((_, index) => index));
  });
});

test("against a model: any batches of any moves leave the balances that the model has", async () => {
  const step = fc.record({
    from: fc.constantFrom("receivable", "escrow", "balance"),
    to: fc.constantFrom("receivable", "escrow", "balance"),
    amount: fc.integer({ min: 1, max: 60 }),
  });
  let posted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { maxLength: 6 }), async (batches) => {
      const a: Record<string, Account> = await newBook();
      const model: Record<string, number> = { receivable: 0, escrow: 0, balance: 0 };
      for (const batch of batches) {
        const steps = batch.filter((one) => one.from !== one.to);
        const at = (name: string) => a[name] as Account;
        const results = await postOne(...steps.map((one) => move(at(one.from), at(one.to), one.amount)));
        steps.forEach((one, index) => {
          if (results[index] !== "posted") return;
          posted++;
          model[one.from] = (model[one.from] as number) + (one.from === "receivable" ? one.amount : -one.amount);
          model[one.to] = (model[one.to] as number) + (one.to === "receivable" ? -one.amount : one.amount);
        });
      }
      const book = await readBook(db, (a["escrow"] as Account).book);
      for (const one of book) expect(Number(one.balance.minor)).toBe(model[one.code]);
      expect(model["escrow"]).toBeGreaterThanOrEqual(0);
      expect(model["balance"]).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 40, seed: createHash("sha256").update("ledger").digest().readInt32BE() },
  );
  expect(posted).toBeGreaterThan(50);
});
