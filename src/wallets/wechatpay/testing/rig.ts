import { countingRandom, makeRig, type Rig } from "../../conformance-rig.ts";
import type { Outside } from "../../protocol.ts";
import { accountSettings, makeCredentials, makeWeChatPayFake, type WeChatPayFake } from "../fake.ts";
import { type WeChatPay, wechatpay } from "../index.ts";

export const startAt = new Date("2024-09-12T01:00:00.000Z");
export const origin = "https://wallet.test";
export const credentials = await makeCredentials({ now: startAt, random: countingRandom() });

export type Mode = "direct" | "partner";

/** A rig whose wallet and fake show what only WeChat Pay has. */
export type WeChatRig = Omit<Rig, "wallet" | "fake"> & { wallet: WeChatPay; fake: WeChatPayFake };

/** Settings are the sandbox account's, with some of them changed; "" leaves one out. */
export function rigParts(mode: Mode = "direct", change: Record<string, string> = {}) {
  return {
    kind: wechatpay,
    startAt,
    origin,
    makeFake: (outside: Parameters<typeof makeWeChatPayFake>[1]) => makeWeChatPayFake(credentials, outside),
    connect: (outside: Outside) =>
      wechatpay.connect(
        wechatpay.readSettings({ ...accountSettings(credentials, origin, mode), ...change }),
        outside,
      ) as WeChatPay,
  };
}

export function rigOf(mode: Mode = "direct", change: Record<string, string> = {}): WeChatRig {
  return makeRig(rigParts(mode, change)) as WeChatRig;
}

/** Leaves only platform certificates in the settings. */
export const certificateMode = { public_key_id: "", public_key: "" };
export const publicKeyMode = { platform_certificate: "" };
