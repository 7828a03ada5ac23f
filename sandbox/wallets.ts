import { randomBytes } from "node:crypto";
import { wallets } from "#wallets";
import * as alipay from "#wallets/alipay/fake";
import * as jdpay from "#wallets/jdpay/fake";
import * as unionpay from "#wallets/unionpay/fake";
import * as wechatpay from "#wallets/wechatpay/fake";
import { type SandboxWallet, sandboxWallet } from "./wallet-kinds.ts";

const titleOf = (id: string) => wallets[id]?.title ?? { zh: id, en: id };
const colourOf = (id: string) => wallets[id]?.mark.colour ?? "#444444";

/** Every wallet whose fake the sandbox mounts, in the order of their ports. */
export const sandboxWallets: readonly SandboxWallet[] = [
  sandboxWallet({
    id: "wechatpay",
    title: titleOf("wechatpay"),
    colour: colourOf("wechatpay"),
    makeCredentials: (now) => wechatpay.makeCredentials({ now, random: randomBytes }),
    makeFake: wechatpay.makeWeChatPayFake,
    published: wechatpay.published,
    accountSettings: (credentials, origin) => wechatpay.accountSettings(credentials, origin),
    ownsCode: (code) => /^(weixin|wxp):\/\/|^prepay_id=|^wx\d{14,}|checkmweb\?/.test(code),
    // H5: what the phone's browser opens leads to the app.
    userAgent: "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0 (sandbox)",
    browserCode: (request, origin) =>
      request.method === "GET" && request.path.startsWith("/cgi-bin/mmpayweb-bin/checkmweb")
        ? `${origin}${request.path}`
        : null,
  }),
  sandboxWallet({
    id: "alipay",
    title: titleOf("alipay"),
    colour: colourOf("alipay"),
    makeCredentials: alipay.makeCredentials,
    makeFake: alipay.makeAlipayFake,
    published: alipay.published,
    accountSettings: (credentials, origin) => alipay.accountSettings(credentials as alipay.AlipayCredentials, origin),
    ownsCode: (code) => /^https:\/\/qr\.alipay\.com\/|\/gateway\.do\?|(^|&)method=alipay\./.test(code),
    userAgent: "Mozilla/5.0 (Linux; Android 14) AlipayClient/10.6 (sandbox)",
    browserCode: alipay.browserCode,
  }),
  sandboxWallet({
    id: "unionpay",
    title: titleOf("unionpay"),
    colour: colourOf("unionpay"),
    makeCredentials: unionpay.makeCredentials,
    makeFake: unionpay.makeUnionPayFake,
    published: unionpay.published,
    accountSettings: unionpay.accountSettings,
    ownsCode: (code) => /^https:\/\/qr\.95516\.com\/|\/gateway\/api\/frontTransReq\.do\?|^\d{21}$/.test(code),
    userAgent: "Mozilla/5.0 (Linux; Android 14) UnionPay/10.0 CloudPay (sandbox)",
    readsEmv: true,
    browserCode: unionpay.browserCode,
    codesIn: (answer) => [...answer.matchAll(/(?:^|&)(?:qrCode|tn)=([^&]+)/g)].map(([, code = ""]) => code),
  }),
  sandboxWallet({
    id: "jdpay",
    title: titleOf("jdpay"),
    colour: colourOf("jdpay"),
    makeCredentials: jdpay.makeCredentials,
    makeFake: jdpay.makeJdPayFake,
    published: jdpay.accountSettings,
    accountSettings: jdpay.accountSettings,
    ownsCode: (code) => /\/jdpay\/saveOrder\?|^\d{20}$|^\{.*"orderId":"\d{20}"/.test(code),
    userAgent: "Mozilla/5.0 (Linux; Android 14) jdapp;android;13.2 (sandbox)",
    browserCode: jdpay.browserCode,
  }),
];
