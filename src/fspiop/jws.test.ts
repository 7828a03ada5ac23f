import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPublicKey } from "#transfers";
import { freshDatabase, type TestDatabase } from "../../tests/database.ts";
import { signCall, stableText, whyUnproven } from "./jws.ts";
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
  expect(whyUnproven([pem], call)).toBeNull();
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
  expect(whyUnproven([other.toString()], call)).toMatch(/fit the body/);
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
    expect(whyUnproven([pem], { ...call, ...change })).not.toBeNull();
});

const sdk = JSON.parse(readFileSync(new URL("./testing/sdk-signed.json", import.meta.url), "utf8")) as {
  publicKey: string;
  calls: { method: string; path: string; headers: Record<string, string>; body: string }[];
};

test("what Mojaloop's own SDK signed is proven; with a changed byte of body, path or header it is not", () => {
  expect(sdk.calls.length).toBe(3);
  for (const call of sdk.calls) {
    expect(whyUnproven([sdk.publicKey], call)).toBeNull();
    expect(whyUnproven([pem], call)).toMatch(/fit the body/);
    const at = call.body.length >> 1;
    const body = `${call.body.slice(0, at)}${call.body[at] === "1" ? "2" : "1"}${call.body.slice(at + 1)}`;
    expect(whyUnproven([sdk.publicKey], { ...call, body })).toMatch(/fit the body/);
    expect(whyUnproven([sdk.publicKey], { ...call, path: `${call.path}1` })).toMatch(/URI/);
    const headers = { ...call.headers, "fspiop-source": "green" };
    expect(whyUnproven([sdk.publicKey], { ...call, headers })).toMatch(/Source/);
    // The SDK reads a body and writes it again in the order of names before it looks: so must whoever signs for it.
    expect(stableText(JSON.parse(call.body))).toBe(call.body);
  }
});

/** `alg: none`, as somebody would try it. */
function unsignedProof(): string {
  const named = { alg: "none", "FSPIOP-URI": "/transfers", "FSPIOP-HTTP-Method": "POST" };
  const protectedHeader = Buffer.from(JSON.stringify(named)).toString("base64url");
  return JSON.stringify({ signature: "", protectedHeader });
}

function keyOf(text: string): { public_key: string; fingerprint: string } {
  const read = readPublicKey(text);
  if (!read.ok) throw new Error(read.why);
  return { public_key: read.public_key, fingerprint: read.fingerprint };
}

/** As two people set it up. */
async function mustProve(name: string, key: string): Promise<void> {
  await rig.change(name, "key", { detail: { key: keyOf(key) } });
  await rig.change(name, "signing", { detail: { signing: { verify: true, sign: true } } });
}

async function retire(participant: string, n: number): Promise<void> {
  const { keys } = (await rig.second.transfers.setUps())(participant);
  const retired = await rig.second.transfers.retireKey({ participant, id: keys[n]?.id ?? "", by: "per_a" }, null);
  expect(retired.ok).toBe(true);
}

test("a key is changed without a stop: both prove while there are two, a retired one nothing, and never again", async () => {
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  const next = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const nextPem = next.publicKey.export({ type: "spki", format: "pem" }).toString();
  const status = async (key: KeyObject): Promise<number> => {
    const body = payer.transfer(payee.name, "1", randomUUID());
    const own = { "fspiop-source": payer.name, date: rig.clock.now().toUTCString() };
    const proof = signCall(key, own, "POST", "/transfers", JSON.stringify(body));
    return (await payer.say("POST", "/transfers", body, proof)).statusCode;
  };
  await mustProve(payer.name, pem);
  expect([await status(privateKey), await status(next.privateKey)]).toEqual([202, 400]);
  rig.advance(1);
  await rig.change(payer.name, "key", { detail: { key: keyOf(nextPem) } });
  expect([await status(privateKey), await status(next.privateKey)]).toEqual([202, 202]);
  await retire(payer.name, 0);
  expect([await status(privateKey), await status(next.privateKey)]).toEqual([400, 202]);
  await expect(rig.change(payer.name, "key", { detail: { key: keyOf(pem) } })).rejects.toThrow("hub_key_known");
  await rig.settle();
});

test("a private key, a short one, another kind and no key at all are not let in", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const curve = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const text = (key: KeyObject, type: "spki" | "pkcs8") => key.export({ type, format: "pem" }).toString();
  const whys = [text(privateKey, "pkcs8"), text(rsa.publicKey, "spki"), text(curve.publicKey, "spki"), "key"].map(
    (wrong) => readPublicKey(wrong),
  );
  const refused = (["private", "too_weak", "too_weak", "not_a_key"] as const).map((why) => ({ ok: false, why }));
  expect(whys).toEqual(refused);
});

test("a wallet that must prove itself does, its signature goes on unchanged; what the hub says is signed by the hub", async () => {
  const n = randomUUID().slice(0, 6);
  const [payer, payee] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  await mustProve(payer.name, pem);
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
  expect(whyUnproven([hub], { ...heard, body: JSON.stringify(told?.body) })).toBeNull();
  await retire(payer.name, 0);
  expect((await payer.say("POST", "/transfers", body, proof)).json().errorInformation.errorCode).toBe("3105");
});

test("whoever ever told a key is held to it, also where nobody has to; all its keys retired, nothing is taken", async () => {
  const n = randomUUID().slice(0, 6);
  const [wallet, other] = [await rig.join(`red${n}`), await rig.join(`blue${n}`)];
  const path = `/participants/MSISDN/136${n}`;
  expect(await rig.second.transfers.putKey(wallet.name, pem)).toBeNull();
  expect((await wallet.say("POST", path, { fspId: wallet.name })).json().errorInformation.errorCode).toBe("3105");
  const own = { "fspiop-source": wallet.name, date: rig.clock.now().toUTCString() };
  const proof = signCall(privateKey, own, "POST", path, JSON.stringify({ fspId: wallet.name }));
  expect((await wallet.say("POST", path, { fspId: wallet.name }, proof)).statusCode).toBe(202);
  await rig.settle();
  expect(wallet.last(/participants/)?.headers["fspiop-signature"]).toBeDefined();
  // One that never told a key goes on as before, unsigned.
  const free = `/participants/MSISDN/135${n}`;
  expect((await other.say("POST", free, { fspId: other.name })).statusCode).toBe(202);
  await rig.settle();
  expect(other.last(/participants/)?.headers["fspiop-signature"]).toBeUndefined();
  await retire(wallet.name, 0);
  expect((await wallet.say("POST", path, { fspId: wallet.name }, proof)).statusCode).toBe(400);
  expect(await rig.second.transfers.putKey(wallet.name, pem)).toMatch(/never comes back/);
});

test("nobody takes a person away from a wallet that must prove itself", async () => {
  const n = randomUUID().slice(0, 6);
  const wallet = await rig.join(`red${n}`);
  const path = `/participants/MSISDN/137${n}`;
  expect((await wallet.say("POST", path, { fspId: wallet.name })).statusCode).toBe(202);
  await mustProve(wallet.name, pem);
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
