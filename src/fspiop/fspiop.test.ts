import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Rig } from "./testing/rig.ts";
import { conditionOf, fulfilmentOf, type TestWallet } from "./testing/wallet.ts";

let database: TestDatabase;
let rig: Rig;
let payer: TestWallet;
let payee: TestWallet;

beforeAll(async () => {
  database = await freshDatabase();
  rig = await makeRig(database.appUrl);
});
afterAll(async () => {
  await rig.close();
  await database.drop();
});
beforeEach(async () => {
  const n = randomUUID().slice(0, 6);
  payer = await rig.join(`red${n}`);
  payee = await rig.join(`blue${n}`);
  rig.permit({ open: true, why: "", takes: [] });
  rig.down.clear();
});

const position = async (name: string) => (await rig.second.transfers.positions(name))[0]?.position.minor;
const committed = (packet: string, state = "COMMITTED") => ({
  transferState: state,
  fulfilment: fulfilmentOf(packet).toString("base64url"),
  completedTimestamp: rig.clock.now().toISOString(),
});
const errorOf = (errorCode: string) => ({ errorInformation: { errorCode, errorDescription: "no" } });
const to = (wallet: TestWallet) => ({ "fspiop-destination": wallet.name });

/** Everything is taken with 202 "Accepted" and nothing else. */
async function taken(said: ReturnType<TestWallet["say"]>): Promise<void> {
  const answer = await said;
  expect([answer.statusCode, answer.statusMessage, answer.body]).toEqual([202, "Accepted", ""]);
  await rig.settle();
}

/** A transfer of which the payee has heard. */
async function asked(amount: string, change: object = {}) {
  const packet = randomUUID();
  const body = payer.transfer(payee.name, amount, packet, change);
  await taken(payer.say("POST", "/transfers", body));
  return { id: body.transferId, packet, body };
}

describe("ten yuan from one wallet's customer to another's", () => {
  test("the name first, then the terms, then the money; both sides balance", async () => {
    const phone = `139${Math.trunc(1e7 + (rig.clock.now().getTime() % 1e7))}${payee.name.slice(-2).charCodeAt(0)}`;
    const party = `/parties/MSISDN/${phone}`;
    await taken(payee.say("POST", `/participants/MSISDN/${phone}`, { fspId: payee.name, currency: "CNY" }));
    expect(payee.last(/participants/)).toMatchObject({ method: "PUT", body: { fspId: payee.name } });
    await taken(payer.say("GET", party));
    expect(payee.last(/parties/)).toMatchObject({
      ...{ method: "GET", path: party },
      headers: { "fspiop-source": payer.name, "fspiop-destination": payee.name },
    });
    const partyIdInfo = { partyIdType: "MSISDN", partyIdentifier: phone, fspId: payee.name };
    await taken(payee.say("PUT", party, { party: { partyIdInfo, name: "王小明" } }, to(payer)));
    expect(payer.last(/parties/)).toMatchObject({
      ...{ method: "PUT", path: party, body: { party: { name: "王小明" } } },
      headers: { "content-type": "application/vnd.interoperability.parties+json;version=1.1" },
    });
    const quote = payer.quote(payee.name, "10");
    await taken(payer.say("POST", "/quotes", quote, to(payee)));
    expect(payee.last(/quotes/)?.body).toEqual(quote);
    const packet = randomUUID();
    const terms = { transferAmount: quote.amount, ilpPacket: packet, condition: conditionOf(packet) };
    await taken(payee.say("PUT", `/quotes/${quote.quoteId}`, terms, to(payer)));
    expect(payer.last(/quotes/)?.body).toEqual(terms);
    const transfer = payer.transfer(payee.name, "10", packet);
    await taken(payer.say("POST", "/transfers", transfer));
    expect(payee.last(/transfers/)).toMatchObject({ method: "POST", path: "/transfers", body: transfer });
    expect([await position(payer.name), await position(payee.name)]).toEqual([1000n, 0n]);
    await taken(payee.say("PUT", `/transfers/${transfer.transferId}`, committed(packet), to(payer)));
    expect(payer.last(/transfers/)).toMatchObject({
      ...{ method: "PUT", path: `/transfers/${transfer.transferId}`, body: { transferState: "COMMITTED" } },
      headers: { "fspiop-source": payee.name, "fspiop-destination": payer.name },
    });
    expect([await position(payer.name), await position(payee.name)]).toEqual([1000n, -1000n]);
    expect(await rig.second.transfers.check()).toEqual([]);
  });

  test("a payee that only reserves is told that it is committed (PATCH), the payer too", async () => {
    const { id, packet } = await asked("10");
    await taken(payee.say("PUT", `/transfers/${id}`, committed(packet, "RESERVED"), to(payer)));
    expect(payer.last(/transfers/)).toMatchObject({ method: "PUT", body: { transferState: "COMMITTED" } });
    expect(payee.last(/transfers/)).toMatchObject({
      ...{ method: "PATCH", path: `/transfers/${id}`, body: { transferState: "COMMITTED" } },
      headers: { "fspiop-source": "hutong" },
    });
  });

  test("sub-ids and names beyond ASCII pass unchanged; an unknown person is told as 3204", async () => {
    const path = `/participants/ALIAS/${encodeURIComponent("小王")}${payee.name}/wallet-1`;
    await taken(payee.say("POST", path, { fspId: payee.name }));
    await taken(payer.say("GET", path.replace("participants", "parties")));
    expect(payee.last(/parties/)?.path).toBe(path.replace("participants", "parties"));
    await taken(payer.say("GET", `/parties/ALIAS/${payee.name}/none`));
    expect(payer.last(/parties/)).toMatchObject({
      ...{ path: `/parties/ALIAS/${payee.name}/none/error`, body: { errorInformation: { errorCode: "3204" } } },
      headers: { "fspiop-source": "hutong", "fspiop-destination": payer.name },
    });
    const other = await payer.say("POST", path, { fspId: payer.name });
    expect(other.statusCode).toBe(202);
    await rig.settle();
    expect(payer.last(/participants/)?.body).toMatchObject({ errorInformation: { errorCode: "3003" } });
  });
});

describe("what does not go through", () => {
  const error = (wallet: TestWallet, code: string) =>
    expect(wallet.last(/\/error$/)?.body).toMatchObject({ errorInformation: { errorCode: code } });

  test("the wall: without an opening neither name, terms nor money", async () => {
    rig.permit({ open: false, why: "not opened", takes: [] });
    const { id } = await asked("10");
    error(payer, "4300");
    await taken(payer.say("POST", "/quotes", payer.quote(payee.name, "10")));
    error(payer, "4300");
    expect(payee.heard).toEqual([]);
    expect(await rig.second.transfers.getTransfer(id)).toBeNull();
  });

  test("a refusal of the payee goes on as it came, and the position falls back", async () => {
    const { id } = await asked("10");
    const body = { errorInformation: { errorCode: "5105", errorDescription: "Payee's wallet is full" } };
    await taken(payee.say("PUT", `/transfers/${id}/error`, body, to(payer)));
    expect(payer.last(/transfers/)).toMatchObject({ path: `/transfers/${id}/error`, body });
    expect(await position(payer.name)).toBe(0n);
  });

  test("time that is over: both hear it, and a late fulfilment changes nothing", async () => {
    const { id, packet } = await asked("10");
    rig.advance(61);
    await rig.settle();
    for (const wallet of [payer, payee]) error(wallet, "3303");
    await taken(payee.say("PUT", `/transfers/${id}`, committed(packet), to(payer)));
    expect(await position(payer.name)).toBe(0n);
    expect((await rig.second.transfers.getTransfer(id))?.state).toBe("aborted");
  });

  test("a fulfilment that does not fit aborts; one of somebody else is no transfer of theirs", async () => {
    const { id, packet } = await asked("10");
    const stranger = await rig.join(`green${payer.name.slice(3)}`);
    await taken(stranger.say("PUT", `/transfers/${id}`, committed(packet), to(payer)));
    error(stranger, "3208");
    await taken(payee.say("PUT", `/transfers/${id}`, committed("another"), to(payer)));
    for (const wallet of [payer, payee]) error(wallet, "3100");
    expect(await position(payer.name)).toBe(0n);
  });

  test("the same request again changes nothing; another under its id is 3106; once over, the end is told again", async () => {
    const { id, packet, body } = await asked("10");
    await taken(payer.say("POST", "/transfers", body));
    expect(payee.heard).toHaveLength(1);
    await taken(payer.say("POST", "/transfers", { ...body, amount: { currency: "CNY", amount: "11" } }));
    error(payer, "3106");
    await taken(payee.say("PUT", `/transfers/${id}`, committed(packet), to(payer)));
    await taken(payer.say("POST", "/transfers", body));
    expect(payer.heard.at(-1)).toMatchObject({ method: "PUT", body: { transferState: "COMMITTED" } });
    await taken(payer.say("GET", `/transfers/${id}`));
    expect(payer.heard.at(-1)).toMatchObject({
      headers: { "fspiop-source": "hutong" },
      body: { transferState: "COMMITTED" },
    });
    expect(await position(payer.name)).toBe(1000n);
  });

  test("funds, a paused wallet, and a wallet that nobody reaches", async () => {
    await asked("10000.01");
    error(payer, "4001");
    await rig.second.transfers.setParticipantState(payee.name, "paused");
    await asked("10");
    error(payer, "2003");
    await rig.second.transfers.setParticipantState(payee.name, "active");
    rig.down.add(payee.name);
    await taken(payer.say("POST", "/quotes", payer.quote(payee.name, "10")));
    for (const seconds of [1, 2, 4]) {
      rig.advance(seconds);
      await rig.settle();
    }
    error(payer, "1001");
  });

  test("malformed calls are refused in their answer, with what to mend", async () => {
    const bad = async (body: object, code: string, more: Record<string, string> = {}) => {
      const answer = await payer.say("POST", "/transfers", body, more);
      expect(answer.json()).toMatchObject({ errorInformation: { errorCode: code } });
      return answer.statusCode;
    };
    const good = payer.transfer(payee.name, "10", "p");
    expect(await bad({ ...good, amount: { currency: "CNY", amount: "1.50" } }, "3101")).toBe(400);
    expect(await bad({ ...good, condition: "short" }, "3101")).toBe(400);
    expect(await bad({ ...good, payerFsp: payee.name }, "3100")).toBe(400);
    expect(await bad({ ...good, ilpPacket: undefined }, "3102")).toBe(400);
    const accept = "application/vnd.interoperability.transfers+json;version=7";
    expect(await bad(good, "3001", { accept })).toBe(406);
    expect(await bad(good, "3100", { "fspiop-source": "nobody" })).toBe(400);
  });
});

describe("one wallet's trouble is not another's", () => {
  test("a wallet that does not answer holds up nobody but itself", async () => {
    const { id, packet } = await asked("10");
    const other = await rig.join(`green${payer.name.slice(3)}`);
    let answers = (): void => {};
    rig.slow.set(payee.name, new Promise((done) => (answers = done)));
    // More than may be under way to one wallet at once.
    for (let i = 0; i < 40; i += 1)
      await payer.say("POST", "/transfers", payer.transfer(payee.name, "1", randomUUID()));
    await payer.say("POST", "/transfers", payer.transfer(other.name, "2", packet));
    for (let i = 0; i < 200 && other.heard.length === 0; i += 1) await rig.second.hub.tick();
    expect(other.heard.map((one) => one.body["amount"])).toEqual([{ currency: "CNY", amount: "2" }]);
    answers();
    rig.slow.clear();
    await rig.settle();
    expect(payee.heard.filter((one) => one.method === "POST")).toHaveLength(41);
    expect((await rig.second.transfers.getTransfer(id))?.state).toBe("reserved");
  });

  test("what is due about one transfer and cannot be done leaves the others alone", async () => {
    const { id } = await asked("10");
    const { id: good } = await asked("10");
    await rig.second.db.read("delete from hub_calls where transfer = $1", [id]);
    await rig.second.db.read("update hub_due set what = 'forward', at = $2 where transfer = any($1)", [
      [id, good],
      rig.clock.now(),
    ]);
    await rig.settle();
    expect(rig.alarms.at(-1)).toContain("hub_due_failed");
    expect(payee.heard.filter((one) => one.body["transferId"] === good)).toHaveLength(2);
  });

  test("nobody's name is told by a wallet that does not serve the person", async () => {
    const party = `/parties/MSISDN/138${payee.name}`;
    await taken(payee.say("POST", party.replace("parties", "participants"), { fspId: payee.name }));
    const thief = await rig.join(`green${payer.name.slice(3)}`);
    const body = { party: { partyIdInfo: { partyIdType: "MSISDN", partyIdentifier: "138", fspId: thief.name } } };
    const forged = await thief.say("PUT", party, body, to(payer));
    expect([forged.statusCode, forged.json().errorInformation.errorCode]).toEqual([400, "3100"]);
    expect((await thief.say("PUT", `${party}/error`, errorOf("3204"), to(payer))).statusCode).toBe(400);
    await taken(payee.say("PUT", party, body, to(payer)));
    expect(payer.heard.map((one) => one.headers["fspiop-source"])).toEqual([payee.name]);
  });

  test("nothing is asked of a wallet that is paused", async () => {
    const path = `/participants/MSISDN/135${payee.name}`;
    await taken(payee.say("POST", path, { fspId: payee.name }));
    await rig.second.transfers.setParticipantState(payee.name, "paused");
    await taken(payer.say("GET", path.replace("participants", "parties")));
    await taken(payer.say("POST", "/quotes", payer.quote(payee.name, "10"), to(payee)));
    const codes = payer.heard.map((one) => one.body["errorInformation"]);
    expect(codes).toMatchObject([{ errorCode: "2003" }, { errorCode: "2003" }]);
    expect(payee.heard.filter((one) => ["GET", "POST"].includes(one.method))).toEqual([]);
  });
});

describe("a payee that reserves", () => {
  const patches = () => payee.heard.filter((one) => one.method === "PATCH").map((one) => one.body["transferState"]);

  test("hears by PATCH that it was too late, or that its fulfilment does not fit", async () => {
    const late = await asked("10");
    rig.advance(61);
    await taken(payee.say("PUT", `/transfers/${late.id}`, committed(late.packet, "RESERVED"), to(payer)));
    expect(patches()).toEqual(["ABORTED"]);
    expect((await rig.second.transfers.getTransfer(late.id))?.state).toBe("aborted");
    const wrong = await asked("10");
    await taken(payee.say("PUT", `/transfers/${wrong.id}`, committed("another", "RESERVED"), to(payer)));
    expect(patches()).toEqual(["ABORTED", "ABORTED"]);
    expect(await position(payer.name)).toBe(0n);
  });

  test.each(["COMMITTED", "RESERVED"])(
    "after %s a wrong fulfilment undoes nothing: it hears what is",
    async (first) => {
      const { id, packet } = await asked("10");
      await taken(payee.say("PUT", `/transfers/${id}`, committed(packet, first), to(payer)));
      const before = patches().length;
      const at = (await rig.second.transfers.getTransfer(id))?.ended_at?.toISOString();
      rig.advance(1);
      await taken(payee.say("PUT", `/transfers/${id}`, committed("another", "RESERVED"), to(payer)));
      expect(patches().slice(before)).toEqual(["COMMITTED"]);
      expect(payee.heard.at(-1)?.body).toEqual({ transferState: "COMMITTED", completedTimestamp: at });
      expect((await rig.second.transfers.getTransfer(id))?.state).toBe("committed");
      expect([await position(payer.name), await position(payee.name)]).toEqual([1000n, -1000n]);
    },
  );

  test("or says ABORTED: the payer hears that very word where it was said", async () => {
    const { id } = await asked("10");
    const body = { transferState: "ABORTED", completedTimestamp: rig.clock.now().toISOString() };
    await taken(payee.say("PUT", `/transfers/${id}`, body, to(payer)));
    expect(payer.last(/transfers/)).toMatchObject({ method: "PUT", path: `/transfers/${id}`, body });
    expect(await position(payer.name)).toBe(0n);
  });
});

describe("limits and fees", () => {
  async function quoted(amount: string, packet: string): Promise<void> {
    const quote = payer.quote(payee.name, amount);
    await taken(payer.say("POST", "/quotes", quote));
    const terms = { transferAmount: quote.amount, ilpPacket: packet, condition: conditionOf(packet) };
    await taken(payee.say("PUT", `/quotes/${quote.quoteId}`, terms, to(payer)));
  }

  test("a person's day: counted by the quote's payer, given back by an abort, never above", async () => {
    await rig.change(payer.name, "person_limit", { amount: fen(2500) });
    await asked("10");
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: { errorCode: "4200" } });
    const packets = ["a", "b", "c"].map((n) => n + payer.name);
    for (const packet of packets) await quoted("10", packet);
    const ids: string[] = [];
    for (const packet of packets) {
      const body = payer.transfer(payee.name, "10", packet);
      ids.push(body.transferId);
      await taken(payer.say("POST", "/transfers", body));
    }
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: { errorCode: "4200" } });
    expect(await position(payer.name)).toBe(2000n);
    const refusal = { errorInformation: { errorCode: "5100", errorDescription: "no" } };
    await taken(payee.say("PUT", `/transfers/${ids[0]}/error`, refusal, to(payer)));
    await taken(payer.say("POST", "/transfers", payer.transfer(payee.name, "10", packets[2] as string)));
    expect(await position(payer.name)).toBe(2000n);
    rig.advance(86_400);
    await quoted("25", `d${payer.name}`);
    await taken(payer.say("POST", "/transfers", payer.transfer(payee.name, "25", `d${payer.name}`)));
    // What was reserved the day before is over by now.
    expect(await position(payer.name)).toBe(2500n);
  });

  test("without a quote nothing goes where the hub takes a fee; a limit of the opening is told; time has an end", async () => {
    await rig.second.db.read(
      "insert into hub_fee_rates values ('CNY', 1, 0) on conflict (currency) do update set fixed = 1, rate = 0",
    );
    await asked("10");
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: { errorCode: "3100" } });
    await rig.second.db.read("update hub_fee_rates set fixed = 0");
    const total = {
      counter: `total ${payer.name}`,
      day: "2024-11-01",
      limit: 1500n,
      refusal: "over_total_day",
    } as const;
    rig.permit({ open: true, why: "", takes: [total] });
    const { id } = await asked("10");
    await asked("10");
    const refused = { errorCode: "4200", errorDescription: expect.stringContaining("total of the day") };
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: refused });
    await taken(payee.say("PUT", `/transfers/${id}/error`, errorOf("5100"), to(payer)));
    await asked("15");
    expect(await position(payer.name)).toBe(1500n);
    const expiration = new Date(rig.clock.now().getTime() + 8 * 86_400_000).toISOString();
    const late = await payer.say("POST", "/transfers", payer.transfer(payee.name, "1", "p", { expiration }));
    expect([late.statusCode, late.json().errorInformation.errorCode]).toEqual([400, "3100"]);
  });

  test("other terms than the quoted ones are refused; a fee is told before sending and settled by itself", async () => {
    await rig.second.db.read(
      "insert into hub_fee_rates values ('CNY', 1, 10) on conflict (currency) do update set fixed = 1, rate = 10",
    );
    const packet = `f${payer.name}`;
    await quoted("10", packet);
    await rig.second.db.read("update hub_fee_rates set fixed = 0, rate = 0");
    const told = payer.last(/quotes/)?.body["extensionList"];
    expect(told).toEqual({
      extension: [
        { key: "hubFee", value: "0.02 CNY" },
        { key: "payerPays", value: "10.02 CNY" },
      ],
    });
    await taken(payer.say("POST", "/transfers", payer.transfer(payee.name, "9", packet)));
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: { errorCode: "3100" } });
    const body = payer.transfer(payee.name, "10", packet);
    await taken(payer.say("POST", "/transfers", body));
    await taken(payee.say("PUT", `/transfers/${body.transferId}`, committed(packet), to(payer)));
    rig.advance(30 * 86_400);
    await taken(payer.say("POST", "/transfers", payer.transfer(payee.name, "10", packet)));
    expect(payer.heard.at(-1)?.body).toMatchObject({ errorInformation: { errorCode: "3302" } });
    const fees = await rig.second.db.read("select amount from hub_fees where transfer = $1", [body.transferId]);
    expect(fees).toEqual([{ amount: 2n }]);
  });
});
