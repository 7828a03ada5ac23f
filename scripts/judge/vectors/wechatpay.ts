import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { makeCertificateStore } from "../../../src/wallets/wechatpay/certificates.ts";
import { readCertificates, readSettings, type WeChatPaySettings } from "../../../src/wallets/wechatpay/config.ts";
import { readNotice } from "../../../src/wallets/wechatpay/notice.ts";
import {
  decryptSensitive,
  encryptSensitive,
  openSealed,
  provenBy,
  seal,
  signMessage,
} from "../../../src/wallets/wechatpay/sign.ts";
import { makeTrust } from "../../../src/wallets/wechatpay/trust.ts";
import type { Read, Vector } from "./judge.ts";
import { type Literal, membersAfter, textAfter } from "./literals.ts";

const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ownKey = own.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** A merchant's settings as the house reads them, with what a vector is about put in. */
function settingsWith(change: Readonly<Record<string, string>>): WeChatPaySettings {
  const base = { appid: "wx0000000000000000", mchid: "1234567890", serial_no: "0123456789ABCDEF", private_key: ownKey };
  return readSettings({ ...base, apiv3_key: "0123456789abcdef0123456789abcdef", ...change });
}

const vector = (name: string, check: Vector["check"]): Vector => ({ wallet: "wechatpay", name, check });

const go = "wechatpay-go";
const goSigner = `${go}/core/auth/signers/sha256withrsa_signer_test.go`;
const goVerifier = `${go}/core/auth/verifiers/sha256withrsa_pubkey_verifier_test.go`;
const goDecryptor = `${go}/core/cipher/decryptors/wechat_pay_decryptor_test.go`;
const goNotice = `${go}/core/notify/notify_test.go`;

/** Its authors write TESTING KEY, so that no scanner mistakes it for a secret. */
const goKey = (text: string): KeyObject => createPrivateKey(text.replaceAll("TESTING KEY", "PRIVATE KEY"));

/** A decrypted field, and that a damaged one is refused. */
function opens(key: KeyObject, cipherText: string, plain: string): void {
  assert.equal(decryptSensitive(key, cipherText), plain);
  assert.equal(decryptSensitive(key, encryptSensitive(createPublicKey(key), plain)), plain);
  assert.throws(() => decryptSensitive(key, "MTIzNA=="));
}

function goNoticeOf(read: Read) {
  const text = read(goNotice);
  const headers = membersAfter(text, "TestHandler_ParseNotifyRequest(", "headers := map[string]string");
  const lower = ([name, value]: [string, Literal]): [string, string] => [name.toLowerCase(), String(value)];
  return {
    headers: Object.fromEntries(Object.entries(headers).map(lower)),
    body: textAfter(text, "TestHandler_ParseNotifyRequest(", "body :="),
    certificate: textAfter(text, "TestHandler_ParseNotifyRequest(", "wechatPayCertificate ="),
    apiKey: textAfter(text, "TestHandler_ParseNotifyRequest(", "mchAPIv3Key          ="),
  };
}

const fromGo: readonly Vector[] = [
  vector("wechatpay-go: signature of a message", async (read) => {
    const text = read(goSigner);
    const key = goKey(textAfter(text, "testPrivateKeyStr ="));
    const [message, signature] = [textAfter(text, "testMessage ="), textAfter(text, "testExpectedSignature =")];
    assert.equal(await signMessage(key, message), signature);
    const published = createPublicKey(textAfter(read(goVerifier), "testPubKey   ="));
    assert.equal(provenBy(published, Buffer.from(message), signature), true);
    assert.equal(provenBy(published, Buffer.from(`wrong ${message}`), signature), false);
  }),
  vector("wechatpay-go: sensitive field (OAEP)", (read) => {
    const text = read(goDecryptor);
    const key = goKey(textAfter(text, "testPrivateKey ="));
    opens(key, textAfter(text, "testCipherText ="), textAfter(text, "testPlainText ="));
  }),
  vector("wechatpay-go: notice under a certificate", async (read) => {
    const { headers, body, certificate } = goNoticeOf(read);
    const settings = settingsWith({ platform_certificate: certificate });
    const at = (seconds: number) => () => new Date((Number(headers["wechatpay-timestamp"]) + seconds) * 1000);
    const trust = makeTrust(settings, at(0));
    assert.equal(trust.doubt(headers, Buffer.from(body)), null);
    assert.equal(trust.doubt(headers, Buffer.from(body.replace("payscore", "payscorf"))), "wrong_signature");
    assert.equal(makeTrust(settings, at(301)).doubt(headers, Buffer.from(body)), "stale");
    const raw = { method: "POST", path: "/", headers, body: Buffer.from(body) };
    const told = await readNotice(settings, trust, async () => false, raw);
    assert.deepEqual(told, { kind: "not_genuine", why: "the resource cannot be opened with our APIv3 key" });
  }),
  vector("wechatpay-go: its keys of 16 bytes are no APIv3 keys, and are refused", (read) => {
    const keys = [goNoticeOf(read).apiKey, textAfter(read(`${go}/utils/aes_test.go`), "testAESUtilAPIV3Key       =")];
    for (const key of keys) assert.throws(() => settingsWith({ apiv3_key: key }), /exactly 32 characters/);
  }),
];

const java = "wechatpay-java/core/src/test";
const javaTest = (name: string): string => `${java}/java/com/wechat/pay/java/core/${name}.java`;
const javaPem = (name: string): string => `${java}/resources/${name}.pem`;
const config = javaTest("model/TestConfig");

const fromJava: readonly Vector[] = [
  vector("wechatpay-java: signature proven by the certificate, and by no other key", (read) => {
    const signature = textAfter(read(javaTest("cipher/RSAVerifierTest")), "new SignatureResult(");
    const message = Buffer.from(textAfter(read(javaTest("cipher/RSAVerifierTest")), "MESSAGE ="));
    const [certificate] = readCertificates(read(javaPem("merchant_certificate")));
    assert.ok(certificate, "no certificate");
    assert.equal(certificate.serial, textAfter(read(config), "MERCHANT_CERTIFICATE_SERIAL_NUMBER ="));
    assert.equal(provenBy(certificate.key, message, signature), true);
    assert.equal(provenBy(createPublicKey(read(javaPem("wechat_pay_public_key"))), message, signature), false);
  }),
  vector("wechatpay-java: signature of a message", async (read) => {
    const message = textAfter(read(javaTest("cipher/RSASignerTest")), "String message =");
    const signature = textAfter(read(javaTest("cipher/RSAVerifierTest")), "new SignatureResult(");
    assert.equal(await signMessage(createPrivateKey(read(javaPem("merchant_private_key"))), message), signature);
  }),
  vector("wechatpay-java: AES-256-GCM, both ways", (read) => {
    const text = read(javaTest("cipher/AeadAesCipherTest"));
    const key = createSecretKey(Buffer.from(textAfter(read(config), "API_V3_KEY =")));
    const [plain, nonce] = [textAfter(text, "MESSAGE ="), textAfter(text, "NONCE =")];
    const sealed = {
      ...{ ciphertext: textAfter(text, "CIPHERTEXT ="), nonce },
      associated_data: textAfter(text, "ASSOCIATED_DATA ="),
    };
    assert.deepEqual(seal(key, plain, nonce, sealed.associated_data), sealed);
    assert.equal(openSealed(key, sealed).toString(), plain);
    assert.throws(() => openSealed(key, { ...sealed, associated_data: `bad-${sealed.associated_data}` }));
    assert.throws(() => openSealed(key, { ...sealed, nonce: "bad-4a9R25RW" }));
    assert.throws(() => openSealed(key, { ...sealed, ciphertext: Buffer.alloc(128).toString("base64") }));
  }),
  vector("wechatpay-java: sensitive field (OAEP)", (read) => {
    const text = read(javaTest("cipher/RSAPrivacyDecryptorTest"));
    const key = createPrivateKey(read(javaPem("merchant_private_key")));
    opens(key, textAfter(text, "CIPHERTEXT ="), textAfter(text, "PLAINTEXT ="));
  }),
  vector("wechatpay-java: a downloaded platform certificate", async (read) => {
    const text = read(config);
    const settings = settingsWith({ apiv3_key: textAfter(text, "API_V3_KEY =") });
    const now = (): Date => new Date("2024-01-01T00:00:00Z");
    const trust = makeTrust(settings, now);
    const body = JSON.parse(textAfter(text, "DOWNLOAD_CERTIFICATE_RESPONSE =")) as Record<string, unknown>;
    const wire = { get: async () => ({ kind: "proven" as const, status: 200, body }) };
    await makeCertificateStore(settings, trust, now, wire).refresh();
    assert.equal(trust.preferred()?.serial, textAfter(text, "DOWNLOAD_CERTIFICATE_SERIAL_NUMBER ="));
  }),
];

export const wechatpayVectors: readonly Vector[] = [...fromGo, ...fromJava];
