import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Db, makeIds, openDatabase } from "#db";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeTransfers, type NewTransfer, type Take, type Transfers } from "./index.ts";

let database: TestDatabase;
let dbs: Db[];
/** Two processes over one database. */
let hub: Transfers;
let other: Transfers;
let now = new Date("2024-09-12T00:00:00Z");
const clock = { now: () => now };
const ids = makeIds(clock, randomBytes);

beforeAll(async () => {
  database = await freshDatabase();
  dbs = [1, 2].map(() => openDatabase(database.appUrl, { poolSize: 4, applicationName: "hub" }));
  [hub, other] = dbs.map((db) => makeTransfers({ db, clock, ids, lanes: 2 })) as [Transfers, Transfers];
});
afterAll(async () => {
  await Promise.all(dbs.map((db) => db.close()));
  await database.drop();
});

let names: { payer: string; payee: string };
beforeEach(async () => {
  const n = randomBytes(4).toString("hex");
  names = { payer: `red-${n}`, payee: `blue-${n}` };
  for (const name of Object.values(names)) {
    await hub.putParticipant({ name, title: { zh: name, en: name } });
    await hub.setCap(name, fen(1000));
    await hub.moveFunds(name, fen(1500));
  }
});

const fulfilment = Buffer.alloc(32, 7);
const condition = createHash("sha256").update(fulfilment).digest();

function transfer(minor: number, change: Partial<NewTransfer> = {}): NewTransfer {
  const id = crypto.randomUUID();
  const asked = {
    id,
    ...names,
    amount: fen(minor),
    condition,
    packet: "AYI",
    expires_at: new Date(now.getTime() + 60_000),
  };
  const given = { ...asked, ...change };
  const requestHash = createHash("sha256").update(`${given.id}${given.amount.minor}`).digest();
  return { ...given, requestHash };
}

const fulfil = (id: string, by = names.payee, proof = fulfilment) => ({
  id,
  source: by,
  fulfilment: proof,
  error: null,
});
const abort = (id: string, source = "") => ({ id, source, fulfilment: null, error: { code: "3303", says: "over" } });

async function position(name: string): Promise<bigint | undefined> {
  return (await hub.positions(name))[0]?.position.minor;
}

describe("a transfer", () => {
  test("is reserved, fulfilled, committed: the payer owes, the payee is owed, both sides balance", async () => {
    const one = transfer(300);
    expect(await hub.prepare(one)).toBe("reserved");
    expect([await position(names.payer), await position(names.payee)]).toEqual([300n, 0n]);
    expect(await hub.end(fulfil(one.id))).toBe("ended");
    expect([await position(names.payer), await position(names.payee)]).toEqual([300n, -300n]);
    expect(await hub.getTransfer(one.id)).toMatchObject({ state: "committed", fulfilment, amount: fen(300) });
    expect(await hub.check()).toEqual([]);
  });

  test("that is aborted or too late gives the payer's position back", async () => {
    const [one, two] = [transfer(300), transfer(400)];
    for (const each of [one, two]) await hub.prepare(each);
    expect(await hub.end(abort(one.id, names.payee))).toBe("ended");
    expect(await position(names.payer)).toBe(400n);
    now = new Date(now.getTime() + 60_000);
    expect(await hub.end(fulfil(two.id))).toBe("expired");
    expect(await hub.end(abort(two.id))).toBe("ended");
    expect(await position(names.payer)).toBe(0n);
    expect(await hub.getTransfer(two.id)).toMatchObject({ state: "aborted", error: { code: "3303", says: "over" } });
    expect(await hub.prepare(transfer(1, { expires_at: now }))).toBe("expired");
  });

  test("the same again changes nothing; another under its id, or another end, is refused", async () => {
    const one = transfer(300);
    const all = await Promise.all([hub.prepare(one), other.prepare(one), hub.prepare(one)]);
    expect(all.sort()).toEqual(["repeat", "repeat", "reserved"]);
    expect(await other.prepare({ ...transfer(301), id: one.id })).toBe("modified");
    const ends = await Promise.all([hub.end(fulfil(one.id)), other.end(fulfil(one.id)), other.end(abort(one.id))]);
    expect(ends.filter((end) => end === "ended")).toHaveLength(1);
    const ended = (await hub.getTransfer(one.id))?.state;
    const wanted =
      ended === "committed" ? ["contradiction", "ended", "repeat"] : ["contradiction", "contradiction", "ended"];
    expect(ends.sort()).toEqual(wanted);
    expect(await hub.check()).toEqual([]);
  });

  test("ends only by the payee's wallet and with what fits the condition", async () => {
    const one = transfer(300);
    await hub.prepare(one);
    expect(await hub.end(fulfil(one.id, names.payer))).toBe("not_yours");
    expect(await hub.end(fulfil(one.id, names.payee, Buffer.alloc(32, 8)))).toBe("wrong_fulfilment");
    expect(await hub.end(fulfil(crypto.randomUUID()))).toBe("unknown");
    expect((await hub.getTransfer(one.id))?.state).toBe("reserved");
  });

  test("needs participants that are there and not paused; what is under way ends all the same", async () => {
    expect(await hub.prepare(transfer(1, { payer: "nobody" }))).toBe("payer_unknown");
    expect(await hub.prepare(transfer(1, { payee: "nobody" }))).toBe("payee_unknown");
    const one = transfer(300);
    await hub.prepare(one);
    await hub.setParticipantState(names.payee, "paused");
    expect(await hub.prepare(transfer(1))).toBe("paused");
    expect(await hub.end(fulfil(one.id))).toBe("ended");
  });
});

describe("caps and funds", () => {
  test("hold under two processes at once, to the fen; what is refused among others is tried alone", async () => {
    const many = Array.from({ length: 40 }, (_, i) => transfer(i % 2 ? 90 : 10));
    const results = await Promise.all(many.map((one, i) => (i % 3 ? hub : other).prepare(one)));
    const reserved = many.filter((_, i) => results[i] === "reserved").reduce((sum, one) => sum + one.amount.minor, 0n);
    expect(await position(names.payer)).toBe(reserved);
    // Nothing that would still have fitted was refused.
    expect(reserved > 1000n - 10n && reserved <= 1000n).toBe(true);
    expect(new Set(results)).toEqual(new Set(["reserved", "over_cap"]));
    expect(await hub.check()).toEqual([]);
  });

  test("funds that cover a position cannot be taken, and no position grows above them", async () => {
    await hub.prepare(transfer(900));
    expect(await hub.moveFunds(names.payer, fen(-601))).toBeNull();
    expect((await hub.moveFunds(names.payer, fen(-600)))?.funds).toEqual(fen(900));
    await hub.setCap(names.payer, fen(5000));
    expect(await hub.prepare(transfer(1))).toBe("over_funds");
    const db = dbs[0] as Db;
    const direct = db.read("update hub_accounts set position = 901 where participant = $1", [names.payer]);
    await expect(direct).rejects.toThrow(/position_is_covered/);
    const forged = db.read("update hub_transfers set state = 'committed'");
    await expect(forged).rejects.toThrow(/permission denied/);
  });
});

describe("limits of a day", () => {
  const total = (limit: bigint): Take => {
    return { counter: `total ${names.payer}`, day: "2024-09-12", limit, refusal: "over_total_day" };
  };
  const person = (who: string, limit: bigint): Take => {
    return { counter: `${who} ${names.payer}`, day: "2024-09-12", limit, refusal: "over_person_day" };
  };
  const used = async (): Promise<Record<string, bigint>> => {
    const sql = "select counter, used from hub_cap_days where counter like $1";
    const rows = await (dbs[0] as Db).read<{ counter: string; used: bigint }>(sql, [`% ${names.payer}`]);
    return Object.fromEntries(rows.map((one) => [one.counter.split(" ")[0], one.used]));
  };
  const takes = () => (dbs[0] as Db).read("select transfer from hub_cap_takes");

  test("are never exceeded by two processes at once, from several wallets, and what still fits is let in", async () => {
    const third = `green-${names.payer}`;
    await hub.putParticipant({ name: third, title: { zh: third, en: third } });
    await hub.setCap(third, fen(1000));
    await hub.moveFunds(third, fen(1000));
    const many = Array.from({ length: 48 }, (_, i) => {
      const who = [person(`p${i % 4}`, 120n), total(390n)];
      return transfer(i % 2 ? 30 : 10, { takes: who, payer: i % 3 ? names.payer : third });
    });
    const results = await Promise.all(many.map((one, i) => (i % 5 ? hub : other).prepare(one)));
    const sent = many.filter((_, i) => results[i] === "reserved").reduce((sum, one) => sum + one.amount.minor, 0n);
    const { total: all = 0n, ...people } = await used();
    expect(sent).toBe(all);
    expect(Object.values(people).reduce((sum, one) => sum + one, 0n)).toBe(all);
    for (const one of Object.values(people)) expect(one <= 120n).toBe(true);
    // Persons 0 and 2 send tens, twelve each: all of it fits. The other two send thirties.
    expect(all > 390n - 30n && all <= 390n).toBe(true);
    expect(new Set(results)).toContain("over_total_day");
    expect(await hub.check()).toEqual([]);
  });

  test("what is aborted or over goes back, what is committed stays; the same again counts once", async () => {
    const [one, two, three] = [1, 2, 3].map(() => transfer(100, { takes: [person("p", 300n), total(300n)] }));
    if (!one || !two || !three) throw new Error("three");
    for (const each of [one, two, three]) expect(await hub.prepare(each)).toBe("reserved");
    expect(await Promise.all([hub.prepare(one), other.prepare(one)])).toEqual(["repeat", "repeat"]);
    expect(await hub.prepare(transfer(1, { takes: [total(300n)] }))).toBe("over_total_day");
    expect(await used()).toEqual({ p: 300n, total: 300n });
    await Promise.all([hub.end(fulfil(one.id)), hub.end(abort(two.id, names.payee)), other.end(abort(two.id))]);
    expect(await used()).toEqual({ p: 200n, total: 200n });
    now = three.expires_at;
    await hub.end(abort(three.id));
    await hub.end(abort(three.id));
    expect(await used()).toEqual({ p: 100n, total: 100n });
    expect(await takes()).not.toContainEqual({ transfer: three.id });
    expect(await hub.prepare(transfer(200, { takes: [person("p", 300n), total(300n)] }))).toBe("reserved");
    // One limit refuses: nothing of the others is taken.
    expect(await hub.prepare(transfer(1, { takes: [person("q", 10n), total(300n)] }))).toBe("over_total_day");
    expect(await used()).toEqual({ p: 300n, q: 0n, total: 300n });
  });
});

describe("what is due", () => {
  test("is taken by one, left to the next when that one dies, and gone when it is done", async () => {
    for (let left = await hub.takeDue(); left.length > 0; left = await hub.takeDue());
    const one = transfer(300);
    await hub.prepare(one);
    const taken = (await Promise.all([hub.takeDue(), other.takeDue()])).flat();
    expect(taken).toEqual([{ transfer: one.id, what: "forward", tries: 1 }]);
    now = new Date(now.getTime() + 31_000);
    const again = (await other.takeDue()).filter((due) => due.transfer === one.id);
    expect(again).toEqual([{ transfer: one.id, what: "forward", tries: 2 }]);
    await other.forwarded(one.id, one.expires_at);
    now = one.expires_at;
    expect((await hub.takeDue()).filter((due) => due.transfer === one.id)).toMatchObject([{ what: "expire" }]);
    await hub.end(abort(one.id));
    expect((await hub.takeDue()).filter((due) => due.transfer === one.id)).toMatchObject([{ what: "tell" }]);
    await hub.toldAll(one.id);
    now = new Date(now.getTime() + 3_600_000);
    expect((await hub.takeDue()).filter((due) => due.transfer === one.id)).toEqual([]);
  });
});
