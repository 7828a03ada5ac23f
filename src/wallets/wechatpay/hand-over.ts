import type { KeyObject } from "node:crypto";
import { type Stamp, signMessage } from "./sign.ts";

type Merchant = { appid: string; privateKey: KeyObject };

/** What the page gives to WeixinJSBridge or a mini program to wx.requestPayment. */
export type JsapiHandOver = {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: "RSA";
  paySign: string;
};

/** What a native app gives to WeChat's SDK. */
export type AppHandOver = {
  appId: string;
  partnerId: string;
  prepayId: string;
  packageValue: "Sign=WXPay";
  nonceStr: string;
  timeStamp: string;
  sign: string;
};

export async function jsapiHandOver(merchant: Merchant, prepayId: string, stamp: Stamp): Promise<JsapiHandOver> {
  const lines = [merchant.appid, stamp.timestamp, stamp.nonce, `prepay_id=${prepayId}`, ""];
  return {
    appId: merchant.appid,
    timeStamp: stamp.timestamp,
    nonceStr: stamp.nonce,
    package: `prepay_id=${prepayId}`,
    signType: "RSA",
    paySign: await signMessage(merchant.privateKey, lines.join("\n")),
  };
}

/** `partnerId` is the merchant who is paid: with a service provider the sub-merchant (as v2's partner pages say). */
export async function appHandOver(
  merchant: Merchant,
  partnerId: string,
  prepayId: string,
  stamp: Stamp,
): Promise<AppHandOver> {
  const lines = [merchant.appid, stamp.timestamp, stamp.nonce, prepayId, ""];
  return {
    appId: merchant.appid,
    partnerId,
    prepayId,
    packageValue: "Sign=WXPay",
    nonceStr: stamp.nonce,
    timeStamp: stamp.timestamp,
    sign: await signMessage(merchant.privateKey, lines.join("\n")),
  };
}
