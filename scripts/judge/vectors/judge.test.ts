import { createHash, createSecretKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readPrivateKey, signContent, signRsa2 } from "../../../src/wallets/alipay/sign.ts";
import { encryptSensitive, seal, signMessage } from "../../../src/wallets/wechatpay/sign.ts";
import { alipayVectors } from "./alipay.ts";
import { isClean, type Judgement, judgeVectors, linesOf, type Vector } from "./judge.ts";
import { literalAfter, membersAfter, textAfter } from "./literals.ts";
import type { Source } from "./sources.ts";
import { wechatpayVectors } from "./wechatpay.ts";
import { wechatpayV2Vectors } from "./wechatpay-v2.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

/** Files as they lie, and as they were seen (unless told otherwise, the same). */
async function judged(vectors: readonly Vector[], files: Files, seen: Files = files): Promise<Judgement> {
  const folder = mkdtempSync(join(tmpdir(), "vectors-test-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const sources: Source[] = Object.entries(seen).map(([file, text]) => {
    const [home = "", ...path] = file.split("/");
    const sha256 = createHash("sha256").update(text).digest("hex");
    return { folder: home, address: "", tag: "", commit: "", files: { [path.join("/")]: sha256 } };
  });
  return judgeVectors(folder, vectors, sources);
}

const named = (vectors: readonly Vector[], part: string): Vector[] => vectors.filter((one) => one.name.includes(part));

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim();
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString().trim();
const goPem = pem.replaceAll("PRIVATE KEY", "TESTING KEY");

const signerFile = "wechatpay-go/core/auth/signers/sha256withrsa_signer_test.go";
const verifierFile = "wechatpay-go/core/auth/verifiers/sha256withrsa_pubkey_verifier_test.go";
const decryptorFile = "wechatpay-go/core/cipher/decryptors/wechat_pay_decryptor_test.go";

async function signerFiles(message = "source"): Promise<Files> {
  const signature = await signMessage(pair.privateKey, "source");
  const half = signature.length / 2;
  return {
    [signerFile]: `const (
      testPrivateKeyStr = \`${goPem}\`
      testExpectedSignature = "${signature.slice(0, half)}" + // in two pieces
        "${signature.slice(half)}"
      testMessage = "${message}"
    )`,
    [verifierFile]: `const testPubKey   = \`${publicPem}\``,
  };
}

describe("the judge of published vectors", () => {
  it("passes a vector that our code agrees with, and prints the count last", async () => {
    const judgement = await judged(named(wechatpayVectors, "go: signature"), await signerFiles());
    expect(isClean(judgement)).toBe(true);
    expect(linesOf(judgement)).toEqual([
      "ok   wechatpay-go: signature of a message",
      "1 of 1 published vectors; 2 of 2 files as seen",
    ]);
  });

  it("fails a wrong vector", async () => {
    const judgement = await judged(named(wechatpayVectors, "go: signature"), await signerFiles("another source"));
    expect(judgement.verdicts.map((one) => one.passed)).toEqual([false]);
    expect(isClean(judgement)).toBe(false);
    expect(linesOf(judgement).at(-1)).toBe("0 of 1 published vectors; 2 of 2 files as seen");
  });

  it("names a missing file, and one that is not the file that was seen", async () => {
    const [files, seen] = [await signerFiles(), await signerFiles("earlier")];
    const { [verifierFile]: _, ...without } = files;
    const missing = linesOf(await judged(named(wechatpayVectors, "go: signature"), without, files));
    expect(missing).toContain(`FAIL wechatpay-go: signature of a message: missing: ${verifierFile}`);
    expect(missing).toContain(`MISSING ${verifierFile}`);
    const judgement = await judged(named(wechatpayVectors, "go: signature"), files, { ...files, ...seen });
    expect(judgement.verdicts.map((one) => one.passed)).toEqual([true]);
    expect(linesOf(judgement)).toContain(`DIFFERS ${signerFile} is not the file that was seen`);
    expect(isClean(judgement)).toBe(false);
  });

  it("says where a file does not hold what it should", async () => {
    const files = { ...(await signerFiles()), [signerFile]: "package signers" };
    const [verdict] = (await judged(named(wechatpayVectors, "go: signature"), files)).verdicts;
    expect(verdict).toMatchObject({ passed: false, why: 'holds no "testPrivateKeyStr ="', files: [signerFile] });
  });

  it("decrypts sensitive fields, and tells a wrong one", async () => {
    const file = (plain: string): Files => ({
      [decryptorFile]: `testPrivateKey = \`${goPem}\`
        testCipherText = "${encryptSensitive(pair.publicKey, "hello")}"
        testPlainText = "${plain}"`,
    });
    const passed = async (plain: string): Promise<boolean> =>
      isClean(await judged(named(wechatpayVectors, "go: sensitive"), file(plain)));
    expect([await passed("hello"), await passed("hullo")]).toEqual([true, false]);
  });

  it("opens what is sealed, and tells a wrong one", async () => {
    const java = "wechatpay-java/core/src/test/java/com/wechat/pay/java/core";
    const key = "0123456789abcdef0123456789abcdef";
    const sealed = seal(createSecretKey(Buffer.from(key)), "m", "abcdefghijkl", "data");
    const files = (plain: string): Files => ({
      [`${java}/model/TestConfig.java`]: `public static final String API_V3_KEY = "${key}";`,
      [`${java}/cipher/AeadAesCipherTest.java`]: `MESSAGE = "${plain}"; NONCE = "${sealed.nonce}";
        ASSOCIATED_DATA = "data"; CIPHERTEXT = "${sealed.ciphertext}";`,
    });
    const passed = async (plain: string): Promise<boolean> =>
      isClean(await judged(named(wechatpayVectors, "AES-256-GCM"), files(plain)));
    expect([await passed("m"), await passed("n")]).toEqual([true, false]);
  });

  it("reads XML of the older protocol, and tells what should be refused but is not", async () => {
    const file = "wechatpay-php/tests/fixtures/fragment_injection.sample.xml";
    const vectors = named(wechatpayV2Vectors, "fragment_injection");
    const passed = async (xml: string): Promise<boolean> => isClean(await judged(vectors, { [file]: xml }));
    expect([await passed("<a><b>1</b></a>"), await passed("<xml><b>1</b></xml>")]).toEqual([true, false]);
  });

  it("proves Alipay's notices, signed with sign_type in, whether it is sent or not", async () => {
    const form = { app_id: "2017122801303261", notify_id: "N1", notify_time: "2019-03-08 10:20:23", name: "技术" };
    const whole = { ...form, notify_type: "servicemarket_order_notify", sign_type: "RSA2" };
    const sign = await signRsa2(signContent(whole, ["sign"]), readPrivateKey(pem));
    const written = (name: string): string =>
      Object.entries({ ...whole, name, sign }).reduce((text, [key, value]) => `${text}\n  ${key}: '${value}',`, "");
    const files = (name: string): Files => ({
      "alipay-sdk-nodejs-all/test/alipay.test.ts": `describe('verify sign should not delete sign_type', () => {
        it('with sign_type arguments verify success', () => { const postData = {${written(name)} }; })`,
      "alipay-sdk-nodejs-all/test/fixtures/alipay-notify-sign-public-key-v2.pem": publicPem,
    });
    const passed = async (name: string): Promise<boolean> =>
      isClean(await judged(named(alipayVectors, "servicemarket notice with sign_type"), files(name)));
    expect([await passed("技术"), await passed("技木")]).toEqual([true, false]);
  });
});

describe("constants in test files", () => {
  it("are read in pieces, with escapes, comments, lists and members", () => {
    expect(textAfter('a = "x" + // one\n  "\\"y\\"\\n" /* two */ + `z\\`;', "a =")).toBe('x"y"\nz\\');
    expect(literalAfter("p = { a: '1', 'b-c': [{ d: \"2\" }, '3'], };", "p =")).toEqual({
      a: "1",
      "b-c": [{ d: "2" }, "3"],
    });
    expect(membersAfter('h := map[string]string{"A": "1"}', "map[string]string")).toEqual({ A: "1" });
  });

  it.each([
    ["a = 1;", "line 1 should have a text"],
    ['a =\n"x', "line 2 should have the end of a text"],
    ["a = { b '1' }", "line 1 should have a colon after b"],
    ["a = { b: '1' c: '2' }", "line 1 should have a comma or }"],
  ])("say what they miss: %s", (text, why) => expect(() => literalAfter(text, "a =")).toThrow(why));

  it("of another kind are refused", () => {
    expect(() => textAfter("a = {}", "a =")).toThrow('has no text after "a ="');
    expect(() => membersAfter("a = ['1']", "a =")).toThrow('has no members after "a ="');
  });
});
