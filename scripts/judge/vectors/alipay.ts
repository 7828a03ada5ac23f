import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import {
  certificateKey,
  certificateNumberOf,
  rootCertificateNumber,
} from "../../../src/wallets/alipay/certificates.ts";
import type { AlipaySettings } from "../../../src/wallets/alipay/config.ts";
import { readNotice } from "../../../src/wallets/alipay/notice.ts";
import { readPublicKey } from "../../../src/wallets/alipay/sign.ts";
import { fromShanghaiText } from "../../../src/wallets/alipay/time.ts";
import { proveAnswer } from "../../../src/wallets/alipay/wire.ts";
import type { Read, Vector } from "./judge.ts";
import { type Literal, membersAfter, textAfter } from "./literals.ts";

const home = "alipay-sdk-nodejs-all/test";
const tests = `${home}/alipay.test.ts`;
const fixtures = `${home}/fixtures`;

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

function settingsFor(alipayKey: string, form: Readonly<Record<string, string>>): AlipaySettings {
  return {
    ...{ gateway: "https://gateway.test/gateway.do", appId: form["app_id"] ?? "", sellerId: form["seller_id"] ?? "" },
    ...{ privateKey, alipayKey: readPublicKey(alipayKey), settlePeriod: null, bankTransfers: false },
  };
}

/** A notice as it would be posted: what is no text in the test's object is JSON on the wire. */
function formOf(members: Readonly<Record<string, Literal>>): Record<string, string> {
  const text = (value: Literal): string => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, text(value)]));
}

function reading(alipayKey: string, form: Record<string, string>) {
  const sentAt = fromShanghaiText(form["notify_time"] ?? "");
  assert.ok(sentAt, "the notice names no time");
  const body = Buffer.from(new URLSearchParams(form).toString());
  return readNotice({ method: "POST", path: "/", headers: {}, body }, settingsFor(alipayKey, form), sentAt);
}

/** Every single field, changed, has to break the proof. */
function onlyAsItIs(alipayKey: string, form: Record<string, string>): void {
  for (const name of Object.keys(form).filter((one) => !["sign", "sign_type"].includes(one))) {
    if (name === "notify_time") continue;
    const other = reading(alipayKey, { ...form, [name]: `${form[name]}1` });
    assert.equal(other.kind, "not_genuine", `believed with another ${name}`);
  }
}

const withoutSignType = (form: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([name]) => name !== "sign_type"));

const trade = "verify sign should delete sign_type";
const tradeKey = (read: Read): string => textAfter(read(tests), trade, "notifyAlipayPublicKeyV1 =");
const market = "verify sign should not delete sign_type";
const marketKey = (read: Read): string => read(`${fixtures}/alipay-notify-sign-public-key-v2.pem`).trim();

function notice(read: Read, part: string, title: string): Record<string, string> {
  return formOf(membersAfter(read(tests), part, title, "const postData ="));
}

const notices: readonly Vector[] = [
  ...(["with sign_type", "without sign_type"] as const).map((title) => ({
    wallet: "alipay" as const,
    name: `alipay-sdk-nodejs-all: trade notice ${title}`,
    check: (read: Read): void => {
      const [key, form] = [tradeKey(read), notice(read, trade, title)];
      const told = reading(key, form);
      assert.equal(told.kind, "payment");
      assert.ok(told.kind === "payment" && told.outcome.kind === "paid" && told.outcome.amount.minor === 10n);
      assert.equal(told.paymentId, form["out_trade_no"]);
      onlyAsItIs(key, form);
    },
  })),
  ...(["with sign_type", "without sign_type"] as const).map((title) => ({
    wallet: "alipay" as const,
    name: `alipay-sdk-nodejs-all: servicemarket notice ${title}`,
    check: (read: Read): void => {
      const [key, form] = [marketKey(read), notice(read, market, title)];
      const wanted = { kind: "ignored", noticeId: form["notify_id"], type: "servicemarket_order_notify" };
      assert.deepEqual(reading(key, form), wanted);
      if (title === "with sign_type") assert.deepEqual(reading(key, withoutSignType(form)), wanted);
      onlyAsItIs(key, form);
    },
  })),
  ...([trade, market] as const).map((part) => ({
    wallet: "alipay" as const,
    name: `alipay-sdk-nodejs-all: ${part === trade ? "trade" : "servicemarket"} notice that must fail`,
    check: (read: Read): void => {
      const key = part === trade ? tradeKey(read) : marketKey(read);
      assert.equal(reading(key, notice(read, part, "verify fail")).kind, "not_genuine");
    },
  })),
];

const answer: Vector = {
  wallet: "alipay",
  name: "alipay-sdk-nodejs-all: signed part of an answer",
  check(read) {
    const text = textAfter(read(tests), "checkResponseSign'", "should work", "const responseDataRaw =");
    const settings = settingsFor(read(`${fixtures}/alipay-public-key.pem`).trim(), {});
    const method = "alipay.open.file.upload";
    assert.equal(proveAnswer(method, text, settings).kind, "proven");
    for (const other of [text.replace('"10000"', '"10001"'), text.replace('","msg', '", "msg')]) {
      assert.notEqual(other, text, "nothing to change in it");
      assert.equal(proveAnswer(method, other, settings).kind, "unproven");
    }
  },
};

const numbers = `${home}/antcertutil.test.ts`;
const certificates: readonly Vector[] = (
  [
    ["app", "appCertPath = getFixturesFile(", "appCertSnVal =", certificateNumberOf],
    ["Alipay", "alipayPublicCertPath = getFixturesFile(", "alipayPublicCertSnVal =", certificateNumberOf],
    ["root", "rootCertPath = getFixturesFile(", "rootCertSnVal =", rootCertificateNumber],
  ] as const
).map(([what, file, value, numberOf]) => ({
  wallet: "alipay" as const,
  name: `alipay-sdk-nodejs-all: number of the ${what} certificate`,
  check: (read: Read): void => {
    const test = read(numbers);
    assert.equal(numberOf(read(`${fixtures}/${textAfter(test, file)}`)), textAfter(test, value));
  },
}));

const certifiedKey: Vector = {
  wallet: "alipay",
  name: "alipay-sdk-nodejs-all: public key out of Alipay's certificate",
  check(read) {
    const test = read(numbers);
    const file = textAfter(test, "alipayPublicCertPath = getFixturesFile(");
    const key = certificateKey(read(`${fixtures}/${file}`));
    const published = {
      key: Buffer.from(textAfter(test, "publicKeyVal ="), "base64"),
      format: "der",
      type: "spki",
    } as const;
    assert.ok(createPublicKey(published).equals(key), "another key");
  },
};

export const alipayVectors: readonly Vector[] = [...notices, answer, ...certificates, certifiedKey];
