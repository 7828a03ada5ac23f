import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appHandOver, jsapiHandOver } from "./hand-over.ts";
import {
  answerMessage,
  decryptSensitive,
  encryptSensitive,
  openSealed,
  provenBy,
  requestMessage,
  seal,
  signMessage,
} from "./sign.ts";

type Vectors = {
  sign: { name: string; message: string; signature: string; pkcs8Base64: string }[];
  verify: { name: string; message: string; signature: string; spkiBase64: string }[];
  aesGcm: { name: string; key: string; nonce: string; aad: string; ciphertextAndTag: string; plaintext: string }[];
};

const vectors = JSON.parse(readFileSync(new URL("fixtures/vectors.json", import.meta.url), "utf8")) as Vectors;
const privateKey = (base64: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(base64, "base64"), format: "der", type: "pkcs8" });
const publicKey = (base64: string): KeyObject =>
  createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });

function vector<K extends keyof Vectors>(list: K, name: string): Vectors[K][number] {
  const found = (vectors[list] as Vectors[K][number][]).find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no vector ${name}`);
  return found;
}

describe("published vectors", () => {
  it.each(vectors.sign.map((one) => [one.name, one] as const))(
    "signs: %s",
    async (_name, { message, signature, pkcs8Base64 }) => {
      const key = privateKey(pkcs8Base64);
      expect(await signMessage(key, message)).toBe(signature);
      expect(provenBy(createPublicKey(key), Buffer.from(message), signature)).toBe(true);
      expect(provenBy(createPublicKey(key), Buffer.from(`${message} `), signature)).toBe(false);
    },
  );

  it.each(vectors.verify.map((one) => [one.name, one] as const))(
    "verifies: %s",
    (_name, { message, signature, spkiBase64 }) => {
      const key = publicKey(spkiBase64);
      expect(provenBy(key, Buffer.from(message), signature)).toBe(true);
      expect(provenBy(key, Buffer.from(message.replace("\n", "\r\n")), signature)).toBe(false);
    },
  );

  it.each(vectors.aesGcm.map((one) => [one.name, one] as const))("opens and seals: %s", (_name, one) => {
    const key = createSecretKey(Buffer.from(one.key));
    const sealed = { ciphertext: one.ciphertextAndTag, nonce: one.nonce, associated_data: one.aad };
    expect(openSealed(key, sealed).toString("utf8")).toBe(one.plaintext);
    expect(seal(key, one.plaintext, one.nonce, one.aad)).toEqual(sealed);
    expect(() => openSealed(key, { ...sealed, associated_data: "other" })).toThrow();
    expect(() => openSealed(key, { ...sealed, ciphertext: sealed.ciphertext.slice(0, 8) })).toThrow();
  });

  it("builds the documented request message from its parts", () => {
    const { message } = vector("sign", "WeChat Pay v3 request") as Vectors["sign"][number];
    const [method, path, timestamp, nonce, ...body] = message.split("\n");
    const stamp = { timestamp: timestamp ?? "", nonce: nonce ?? "" };
    const text = body.slice(0, -1).join("\n");
    expect(requestMessage(method ?? "", path ?? "", stamp, text).toString("utf8")).toBe(message);
  });

  it("builds the documented answer message from its parts", () => {
    const { message } = vector("verify", "WeChat Pay answer") as Vectors["verify"][number];
    const [timestamp, nonce, body] = message.split("\n");
    const built = answerMessage({ timestamp: timestamp ?? "", nonce: nonce ?? "" }, Buffer.from(body ?? ""));
    expect(built.toString("utf8")).toBe(message);
  });

  const handOver = { timestamp: "1554208460", nonce: "593BEC0C930BF1AFEB40B4A08C8FB242" };

  it("hands over to WeChat's page and SDK with the documented signatures", async () => {
    const jsapi = vector("sign", "WeChat Pay JSAPI") as Vectors["sign"][number];
    const app = vector("sign", "WeChat Pay App") as Vectors["sign"][number];
    const merchant = { appid: "wx2421b1c4370ec43b", privateKey: privateKey(jsapi.pkcs8Base64) };
    const prepayId = (app.message.split("\n")[3] ?? "").trim();
    const page = await jsapiHandOver(merchant, prepayId, handOver);
    expect(page).toMatchObject({ package: `prepay_id=${prepayId}`, signType: "RSA", paySign: jsapi.signature });
    const sdk = await appHandOver(merchant, "1900007291", prepayId, handOver);
    expect(sdk).toMatchObject({ packageValue: "Sign=WXPay", prepayId, partnerId: "1900007291", sign: app.signature });
  });
});

describe("our own strictness", () => {
  it("takes only the one canonical text of a signature", () => {
    const { message, signature, spkiBase64 } = vector("verify", "WeChat Pay answer") as Vectors["verify"][number];
    const key = publicKey(spkiBase64);
    for (const other of [` ${signature}`, `${signature}\n`, signature.replace("==", ""), `!${signature}`, ""])
      expect(provenBy(key, Buffer.from(message), other), other.slice(0, 5)).toBe(false);
  });

  it("encrypts sensitive fields so that only the holder of the key reads them", () => {
    const { publicKey: walletKey, privateKey: secret } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const cipherText = encryptSensitive(walletKey, "张三 6217000010000000000");
    expect(decryptSensitive(secret, cipherText)).toBe("张三 6217000010000000000");
    expect(encryptSensitive(walletKey, "张三")).not.toBe(encryptSensitive(walletKey, "张三"));
    expect(() => encryptSensitive(walletKey, "a".repeat(215))).toThrow();
  });
});
