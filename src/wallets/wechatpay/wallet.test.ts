import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { fen } from "#money";
import { conformance, subjectOf } from "../conformance.ts";
import { countingRandom, makeRig, phoneCode, type Rig, sampleStart, wireId } from "../conformance-rig.ts";
import { WalletSettingsFault } from "../protocol.ts";
import { readSettings } from "./config.ts";
import { accountSettings, makeCredentials, makeWeChatPayFake, type WeChatPayCredentials } from "./fake.ts";
import { appHandOver, jsapiHandOver } from "./hand-over.ts";
import { connectWeChatPay, type WeChatPay, wechatpay } from "./index.ts";
import { answerMessage, decryptSensitive, encryptSensitive, openSealed, provenBy, requestMessage, seal, signMessage } from "./sign.ts";

const startAt = new Date("2024-09-12T01:00:00.000Z");
const origin = "https://wallet.test";
const credentials: WeChatPayCredentials = await makeCredentials({ now: startAt, random: countingRandom() });

type Change = Record<string, string>;
type Mode = "direct" | "partner";
type WeChatRig = Rig & { wallet: WeChatPay; fake: ReturnType<typeof makeWeChatPayFake>; asked: string[] };

function parts(mode: Mode = "direct", change: Change = {}) {
  return {
    kind: wechatpay,
    startAt,
    origin,
    makeFake: (outside: Parameters<typeof makeWeChatPayFake>[1]) => makeWeChatPayFake(credentials, outside),
    connect: (outside: Parameters<typeof connectWeChatPay>[1]) =>
      connectWeChatPay(readSettings({ ...accountSettings(credentials, origin, mode), ...change }), outside),
  };
}

const rigOf = (mode: Mode = "direct", change: Change = {}): WeChatRig => makeRig(parts(mode, change)) as WeChatRig;

conformance(parts());
describe("as a service provider", () => conformance({ ...parts("partner"), subMerchant: credentials.sub_mchid }));
