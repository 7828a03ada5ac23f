import { expect, test } from "vitest";
import { deviceOf, hostApps } from "./host-apps.ts";

const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const android = "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/116.0.0.0 Mobile Safari/537.36";

/** Whole lines as such browsers send them; all but WeChat's and Alipay's are remembered, not verified. */
const agents: readonly (readonly [app: string | null, phone: boolean, agent: string])[] = [
  ["wechat", true, `${iphone} Mobile/15E148 MicroMessenger/8.0.50(0x18003234) NetType/WIFI Language/zh_CN`],
  ["wechat", true, `${android} XWEB/1160117 MMWEBSDK/20240501 MicroMessenger/8.0.50.2701(0x28003255) WeChat/arm64`],
  ["wechat", false, "Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/116.0.0.0 MicroMessenger/7.0.20 WindowsWechat"],
  ["alipay", true, `${android} UWS/5.12 UCBS/3.22 NebulaSDK/1.8 Nebula AlipayDefined(nt:WIFI) AlipayClient/10.6.0`],
  ["taobao", true, `${iphone} Mobile/15E148 AliApp(TB/10.36.0) WindVane/8.7.2 1179x2556`],
  ["taobao", true, `${android} AliApp(LT/8.0.0) WindVane/8.7.2`],
  ["douyin", true, `${iphone} Mobile/15E148 aweme_30.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store`],
  ["douyin", true, `${android} BytedanceWebview/d8a21c6 JsSdk/1.0`],
  ["kuaishou", true, `${iphone} Mobile/15E148 Kwai/12.4.10 ISLP/0`],
  ["kuaishou", true, `${android} KSWebView/1.8.90`],
  ["dingtalk", true, `${iphone} Mobile/15E148 AliApp(DingTalk/7.5.20) com.laiwang.DingTalk/33902`],
  ["qq", true, `${android} V1_AND_SQ_9.0.60 QQ/9.0.60.17095 NetType/WIFI WebP/0.4.1`],
  ["weibo", true, `${iphone} Mobile/15E148 Weibo (iPhone15,2__weibo__14.5.0__iphone__os17.5)`],
  ["jd", true, "jdapp;iPhone;12.6.0;;;M/5.0;appBuild/169000;Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile/15E148"],
  ["meituan", true, `${iphone} Mobile/15E148 TitansX/20.0.1 KNB/1.0 iOS/17.5 meituangroup/com.meituan.imeituan/12.20`],
  ["baidu", true, `${android} T7/13.55 SP-engine/2.93.0 baiduboxapp/13.56.0.10 (Baidu; P1 14)`],
  ["xiaohongshu", true, `${iphone} Mobile/15E148 discover/8.35 NetType/WiFi`],
  [null, true, `${iphone} Version/17.5 Mobile/15E148 Safari/604.1`],
  [null, true, "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537.36"],
  [null, true, `${android} MQQBrowser/14.9`],
  [null, true, "Mozilla/5.0 (Phone; OpenHarmony 5.0; HarmonyOS 5.0) ArkWeb/4.1.6.1"],
  [null, false, "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"],
  [null, false, ""],
];

test.each(agents)("%s, on a phone: %s: %s", (app, phone, agent) => {
  const device = deviceOf(agent);
  expect([device.app?.id ?? null, device.phone]).toEqual([app, phone]);
});

test("every app that is listed is among them", () => {
  const known = new Set(agents.map(([app]) => app));
  expect(hostApps.map((one) => one.id).filter((id) => !known.has(id))).toEqual([]);
});
