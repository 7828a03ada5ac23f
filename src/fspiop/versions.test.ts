import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fen } from "#money";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { makeRig, type Rig } from "./testing/rig.ts";
import { conditionOf, fulfilmentOf, type Heard, type TestWallet } from "./testing/wallet.ts";

let database: TestDatabase;
let rig: Rig;
let payer: TestWallet;
let payee: TestWallet;
let phone: string;

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
  [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  phone = `139${n}`;
});

const type = (path: string, version: string) =>
  `application/vnd.interoperability.${path.split("/")[1]}+json;version=${version}`;

/** A ULID, which 2.0 has beside UUIDs. */
const ulid = (): string => `01JC${randomUUID().replaceAll("-", "").toUpperCase().slice(0, 22)}`;

/** Says it in a version, as who speaks that one does: a callback accepts anything. */
async function says(who: TestWallet, version: string, method: string, path: string, body?: object, to?: TestWallet) {
  const asks = method === "GET" || method === "POST";
  const headers = { "content-type": type(path, version), ...(asks ? { accept: type(path, version) } : {}) };
  const named = to === undefined ? {} : { "fspiop-destination": to.name };
  const answer = await who.say(method, path, body, { accept: "application/json, */*", ...headers, ...named });
  expect([method, path, answer.statusCode, answer.statusMessage, answer.body]).toEqual([
    method,
    path,
    202,
    "Accepted",
    "",
  ]);
  await rig.settle();
}

/** What a wallet heard last, and in which version. */
function lastOf(who: TestWallet, path: RegExp): [string | undefined, string | undefined, Heard["body"] | undefined] {
  const heard = who.last(path);
  return [heard?.method, /version=([\d.]+)/.exec(heard?.headers["content-type"] ?? "")?.[1], heard?.body];
}

/** From the look-up to the commit; the payer speaks one version, the payee another. */
async function whole(
  asks: string,
  answers: string,
  id: () => string,
  state: "COMMITTED" | "RESERVED",
): Promise<string> {
  await says(payee, answers, "POST", `/participants/MSISDN/${phone}`, { fspId: payee.name });
  expect(lastOf(payee, /participants/)).toEqual(["PUT", answers, { fspId: payee.name }]);
  const path = `/parties/MSISDN/${phone}`;
  await says(payer, asks, "GET", path);
  expect(payee.last(/parties/)).toMatchObject({ method: "GET", headers: { accept: type(path, asks) } });
  const partyIdInfo = { partyIdType: "MSISDN", partyIdentifier: phone, fspId: payee.name };
  const party = { partyIdInfo, name: "李雷", personalInfo: { complexName: { firstName: "雷", lastName: "李" } } };
  // Whoever serves the person answers a look-up in the version that it accepts.
  await says(payee, asks, "PUT", path, { party }, payer);
  expect(lastOf(payer, /parties/)).toEqual(["PUT", asks, { party }]);
  const quote = payer.quote(payee.name, "10", { quoteId: id(), transactionId: id() });
  await says(payer, asks, "POST", "/quotes", quote, payee);
  expect(lastOf(payee, /quotes/)).toEqual(["POST", asks, quote]);
  const packet = randomUUID();
  const terms = { transferAmount: quote.amount, ilpPacket: packet, condition: conditionOf(packet) };
  await says(payee, answers, "PUT", `/quotes/${quote.quoteId}`, terms, payer);
  expect(lastOf(payer, /quotes/)).toEqual(["PUT", asks, terms]);
  const transfer = payer.transfer(payee.name, "10", packet, { transferId: id() });
  await says(payer, asks, "POST", "/transfers", transfer, payee);
  expect(lastOf(payee, /transfers/)).toEqual(["POST", asks, transfer]);
  const at = `/transfers/${transfer.transferId}`;
  const fulfilment = fulfilmentOf(packet).toString("base64url");
  await says(payee, answers, "PUT", at, { transferState: state, fulfilment }, payer);
  expect(lastOf(payer, /transfers/)).toMatchObject(["PUT", asks, { transferState: "COMMITTED", fulfilment }]);
  if (state === "RESERVED")
    expect(lastOf(payee, /transfers/)).toMatchObject(["PATCH", answers, { transferState: "COMMITTED" }]);
  const minor = async (name: string) => (await rig.second.transfers.positions(name))[0]?.position.minor;
  expect([await minor(payer.name), await minor(payee.name)]).toEqual([1000n, -1000n]);
  return transfer.transferId;
}

describe("a whole transfer from the look-up to the commit", () => {
  test.each([
    ["2.0", "2.0", "RESERVED"],
    ["2.0", "2.0", "COMMITTED"],
    ["1.1", "2.0", "RESERVED"],
    ["1.1", "2.0", "COMMITTED"],
    ["2.0", "1.1", "RESERVED"],
    ["1.0", "2.0", "RESERVED"],
  ] as const)("payer %s, payee %s, who says %s: each hears its own version", async (asks, answers, state) => {
    const id = await whole(asks, answers, asks === "2.0" ? ulid : randomUUID, state);
    await says(payee, answers, "GET", `/transfers/${id}`);
    expect(lastOf(payee, /transfers/)).toMatchObject(["PUT", answers, { transferState: "COMMITTED" }]);
    expect(await rig.second.transfers.check()).toEqual([]);
  });

  test("2.0 over a fee: the hub's own word, and the payer's version", async () => {
    await rig.change("", "fee", { amount: fen(5) });
    const quote = payer.quote(payee.name, "10", { quoteId: ulid(), transactionId: ulid() });
    await says(payer, "2.0", "POST", "/quotes", quote, payee);
    const packet = randomUUID();
    const terms = { transferAmount: quote.amount, ilpPacket: packet, condition: conditionOf(packet) };
    await says(payee, "1.1", "PUT", `/quotes/${quote.quoteId}`, terms, payer);
    expect(lastOf(payer, /quotes/)).toMatchObject(["PUT", "2.0", terms]);
    expect(payer.last(/quotes/)?.headers["fspiop-source"]).toBe("hutong");
    await rig.change("", "fee", { amount: fen(0) });
  });
});

describe("errors, each in the version of who hears it", () => {
  const information = { errorInformation: { errorCode: "5103", errorDescription: "not now" } };

  test("of a look-up, of a quote, of a transfer, and of the hub itself", async () => {
    await says(payer, "2.0", "GET", `/parties/MSISDN/none${phone}`);
    expect(lastOf(payer, /parties/)).toMatchObject(["PUT", "2.0", { errorInformation: { errorCode: "3204" } }]);
    const quote = payer.quote(payee.name, "10", { quoteId: ulid(), transactionId: ulid() });
    await says(payer, "2.0", "POST", "/quotes", quote, payee);
    await says(payee, "1.1", "PUT", `/quotes/${quote.quoteId}/error`, information, payer);
    expect([payer.last(/quotes/)?.path, lastOf(payer, /quotes/)]).toEqual([
      `/quotes/${quote.quoteId}/error`,
      ["PUT", "2.0", information],
    ]);
    const [refused, late] = [ulid(), ulid()];
    const ask = (transferId: string) => payer.transfer(payee.name, "1", randomUUID(), { transferId });
    await says(payer, "1.1", "POST", "/transfers", ask(refused), payee);
    await says(payee, "2.0", "PUT", `/transfers/${refused}/error`, information, payer);
    expect([payer.last(/transfers/)?.path, lastOf(payer, /transfers/)]).toEqual([
      `/transfers/${refused}/error`,
      ["PUT", "1.1", information],
    ]);
    await says(payer, "2.0", "POST", "/transfers", ask(late), payee);
    rig.advance(61);
    await rig.settle();
    expect(lastOf(payer, /transfers/)).toMatchObject(["PUT", "2.0", { errorInformation: { errorCode: "3303" } }]);
  });

  test("a payee of 2.0 that reserved in vain hears so in 2.0", async () => {
    const body = payer.transfer(payee.name, "1", randomUUID(), { transferId: ulid() });
    await says(payer, "1.1", "POST", "/transfers", body, payee);
    const fulfilment = Buffer.alloc(32, 9).toString("base64url");
    await says(payee, "2.0", "PUT", `/transfers/${body.transferId}`, { transferState: "RESERVED", fulfilment }, payer);
    const patch = payee.heard.find((one) => one.method === "PATCH");
    expect(patch?.headers["content-type"]).toBe(type("/transfers", "2.0"));
    expect(patch?.body).toMatchObject({ transferState: "ABORTED" });
  });

  test("a version that the hub does not speak is refused in its own answer, with those that it does", async () => {
    const at = { "content-type": type("/transfers", "3.0"), accept: type("/transfers", "3.0") };
    const answer = await payer.say("POST", "/transfers", payer.transfer(payee.name, "1", randomUUID()), at);
    expect([answer.statusCode, answer.json().errorInformation.errorCode]).toEqual([406, "3001"]);
    expect(answer.json().errorInformation.errorDescription).toContain("1.0, 1.1, 2.0");
  });
});

describe("what a caller accepts", () => {
  const party = "/parties/ALIAS/nobody-of-that-name";
  const accepts = (version: string) => type(party, version);

  test("the first that is accepted and spoken is the answer's; one of several is enough", async () => {
    for (const [accept, answered] of [
      [`${accepts("3.0")}, ${accepts("2.0")}`, "2.0"],
      [accepts("1"), "1.1"],
      [accepts("1.0"), "1.0"],
      ["*/*", "1.1"],
    ] as const) {
      expect((await payer.say("GET", party, undefined, { accept })).statusCode).toBe(202);
      await rig.settle();
      expect([accept, payer.heard.at(-1)?.headers["content-type"]]).toEqual([accept, accepts(answered)]);
    }
    const none = await payer.say("GET", party, undefined, { accept: `${accepts("3.0")}, ${accepts("4")}` });
    expect([none.statusCode, none.json().errorInformation.errorCode]).toEqual([406, "3001"]);
    const other = await payer.say("GET", party, undefined, { accept: accepts("1.1").replace("parties", "quotes") });
    expect(other.statusCode).toBe(400);
  });
});
