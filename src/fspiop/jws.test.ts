import { generateKeyPairSync, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { signCall, whyUnproven } from "./jws.ts";
import { hubKeys, makeRig, type Rig } from "./testing/rig.ts";

let database: TestDatabase;
let rig: Rig;
beforeAll(async () => {
  database = await freshDatabase();
  rig = await makeRig(database.appUrl);
});
afterAll(async () => {
  await rig.close();
  await database.drop();
});

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
const headers = { "fspiop-source": "red", "fspiop-destination": "blue", date: "Thu, 31 Oct 2024 02:00:00 GMT" };

test("a signature fits this very call, and no other body, path, verb, source, destination, key or algorithm", () => {
  const body = '{"a":1}';
  const signed = signCall(privateKey, headers, "POST", "/transfers", body);
  const call = { headers: signed, method: "POST", path: "/transfers", body };
  expect(whyUnproven(pem, call)).toBeNull();
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
  expect(whyUnproven(other.toString(), call)).toMatch(/fit the body/);
  for (const change of [
    { body: '{"a":2}' },
    { path: "/quotes" },
    { method: "PUT" },
    { headers: { ...signed, "fspiop-source": "green" } },
    { headers: { ...signed, "fspiop-destination": "green" } },
    { headers: { ...signed, date: "Thu, 31 Oct 2024 02:00:01 GMT" } },
    { headers: { ...headers } },
    { headers: { ...signed, "fspiop-signature": "{}" } },
    { headers: { ...signed, "fspiop-signature": unsignedProof() } },
  ])
    expect(whyUnproven(pem, { ...call, ...change })).not.toBeNull();
});

/** `alg: none`, as somebody would try it. */
function unsignedProof(): string {
  const named = { alg: "none", "FSPIOP-URI": "/transfers", "FSPIOP-HTTP-Method": "POST" };
  const protectedHeader = Buffer.from(JSON.stringify(named)).toString("base64url");
  return JSON.stringify({ signature: "", protectedHeader });
}

test("a wallet that must prove itself does, its signature goes on unchanged; what the hub says is signed by the hub", async () => {
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  await rig.second.hub.setSigning(payer.name, { public_key: pem, verify: true, sign: true });
  const body = payer.transfer(payee.name, "10", randomUUID());
  const refused = await payer.say("POST", "/transfers", body);
  expect([refused.statusCode, refused.json().errorInformation.errorCode]).toEqual([400, "3105"]);
  const own = { "fspiop-source": payer.name, date: rig.clock.now().toUTCString() };
  const proof = signCall(privateKey, own, "POST", "/transfers", JSON.stringify(body));
  const forged = await payer.say("POST", "/transfers", { ...body, payeeFsp: "another" }, proof);
  expect(forged.statusCode).toBe(400);
  const taken = await payer.say("POST", "/transfers", body, proof);
  expect(taken.statusCode).toBe(202);
  await rig.settle();
  expect(payee.heard.at(-1)?.headers).toMatchObject({ "fspiop-signature": proof["fspiop-signature"] });
  rig.advance(61);
  await rig.settle();
  const told = payer.heard.at(-1);
  const hub = hubKeys.publicKey.export({ type: "spki", format: "pem" }).toString();
  const heard = { headers: told?.headers ?? {}, method: "PUT", path: `/transfers/${body.transferId}/error` };
  expect(whyUnproven(hub, { ...heard, body: JSON.stringify(told?.body) })).toBeNull();
  await rig.second.hub.setSigning(payer.name, { public_key: null, verify: true, sign: false });
  expect((await payer.say("POST", "/transfers", body, proof)).json().errorInformation.errorCode).toBe("3105");
});

test("nobody takes a person away from a wallet that must prove itself", async () => {
  const n = randomUUID().slice(0, 6);
  const wallet = await rig.join(`red${n}`);
  const path = `/participants/MSISDN/137${n}`;
  expect((await wallet.say("POST", path, { fspId: wallet.name })).statusCode).toBe(202);
  await rig.second.hub.setSigning(wallet.name, { public_key: pem, verify: true, sign: true });
  const forged = await wallet.say("DELETE", path);
  expect([forged.statusCode, forged.json().errorInformation.errorCode]).toEqual([400, "3105"]);
  const serves = async () => {
    expect((await wallet.say("GET", path)).statusCode).toBe(202);
    await rig.settle();
    return wallet.heard.at(-1)?.path;
  };
  expect(await serves()).toBe(path);
  const own = { "fspiop-source": wallet.name, date: rig.clock.now().toUTCString() };
  const taken = await wallet.say("DELETE", path, undefined, signCall(privateKey, own, "DELETE", path, ""));
  expect(taken.statusCode).toBe(202);
  expect(await serves()).toBe(`${path}/error`);
});

test("two processes at once: what is due is done once, what is said is said once", async () => {
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  const bodies = Array.from({ length: 12 }, () => payer.transfer(payee.name, "1", randomUUID()));
  rig.through(payer.name, rig.first);
  const halves = bodies.map((body) => payer.say("POST", "/transfers", body));
  await Promise.all([...halves, rig.first.hub.tick(), rig.second.hub.tick()]);
  await Promise.all([rig.first.hub.tick(), rig.second.hub.tick(), rig.first.hub.tick(), rig.second.hub.tick()]);
  await rig.settle();
  const heard = payee.heard.map((one) => one.body["transferId"]);
  expect(heard.sort()).toEqual(bodies.map((one) => one.transferId).sort());
});
