import { defineWallet, type Outside, type Wallet, type WalletKind } from "../protocol.ts";
import { makeAcquiring } from "./acquiring.ts";
import { makeOnboarding } from "./applyment.ts";
import { applymentForm } from "./applyment-form.ts";
import { readBill, readFundBill, readRefundBill } from "./bill.ts";
import { makeBillFiles } from "./bill-brought.ts";
import { makeCertificateStore } from "./certificates.ts";
import { makeChargeV2 } from "./charge.ts";
import { makeChargeV3 } from "./codepay.ts";
import { makeCombined } from "./combine.ts";
import { readSettings, settingFields, type WeChatPaySettings } from "./config.ts";
import { readNotice } from "./notice.ts";
import { askPayment, closePayment, startPayment } from "./pay.ts";
import { askRefund, startRefund } from "./refund.ts";
import { refundElsewhere } from "./refund-elsewhere.ts";
import { makeRelease } from "./release.ts";
import { makeSharing } from "./sharing.ts";
import { showCall } from "./shown.ts";
import { makeTrust } from "./trust.ts";
import { makeWire, type Wire } from "./wire.ts";
import { makeWithdrawals } from "./withdraw.ts";

/** This wallet has what others may lack. */
export type WeChatPay = Wallet & { refresh(): Promise<void>; bill: NonNullable<Wallet["bill"]> };

function connectWeChatPay(settings: WeChatPaySettings, outside: Outside): WeChatPay {
  const trust = makeTrust(settings, outside.now);
  // The download must not wait for itself: its own wire never asks for more certificates.
  const bootstrap = makeWire(settings, outside, trust, async () => false);
  const certificates = makeCertificateStore(settings, trust, outside.now, bootstrap);
  const wire = makeWire(settings, outside, trust, certificates.refreshForUnknown);
  return {
    start: (request) => startPayment(settings, wire, request),
    ask: (subject) => askPayment(settings, wire, subject),
    close: (subject) => closePayment(settings, wire, outside.now(), subject),
    refund: (request) => startRefund(settings, wire, request),
    askRefund: (subject) => askRefund(wire, subject),
    refundElsewhere: (subject, to) => refundElsewhere(settings, wire, trust, subject, to),
    readNotice: (raw) => readNotice(settings, trust, certificates.refreshForUnknown, raw),
    show: (call) => showCall(settings, call),
    ...chargeOf(settings, wire, outside),
    acquiring: makeAcquiring(settings, wire),
    combined: makeCombined(settings, wire, outside.now),
    ...(settings.holding === null ? {} : { release: makeRelease(settings, wire) }),
    // A direct merchant has all of it already: only a service provider has a share to take.
    ...(settings.holding !== null && settings.mode === "partner"
      ? { sharing: makeSharing(settings, wire, trust) }
      : {}),
    ...(settings.holding === "ecommerce" ? { withdrawals: makeWithdrawals(settings, wire) } : {}),
    // Only a platform has sub-merchants to bring in.
    ...(settings.mode === "partner" ? { onboarding: makeOnboarding(wire, trust) } : {}),
    refresh: certificates.refresh,
    bill: (day) => readBill(wire, day),
    refundBill: (day) => readRefundBill(wire, day),
    billFiles: makeBillFiles(settings),
    ...commissionBillOf(settings, wire),
    // A service provider's own account does not move by its stores' payments.
    ...(settings.mode === "direct" ? { fundBill: (day: string) => readFundBill(wire, day) } : {}),
  };
}

/** Where a service provider takes its share, its own account moves by shares and their returns. */
function commissionBillOf(settings: WeChatPaySettings, wire: Wire): Pick<Wallet, "commissionBill"> {
  if (settings.holding === null || settings.mode !== "partner") return {};
  return { commissionBill: (day) => readFundBill(wire, day) };
}

function chargeOf(settings: WeChatPaySettings, wire: Wire, outside: Outside): Pick<Wallet, "charge"> {
  if (settings.charge === "v3") return { charge: makeChargeV3(settings, wire) };
  return settings.v2 ? { charge: makeChargeV2(settings, settings.v2, outside) } : {};
}

const json = { "content-type": "application/json; charset=utf-8" };
const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">' +
  '<rect width="24" height="24" rx="6" fill="#07c160"/>' +
  '<path d="M12 5.6c4.2 0 7.4 2.6 7.4 5.9s-3.2 5.9-7.4 5.9c-.9 0-1.8-.1-2.6-.4l-2.9 1.4.8-2.4c-1.7-1.1-2.7-2.7-2.7-4.5 ' +
  '0-3.3 3.2-5.9 7.4-5.9z" fill="#fff"/>' +
  '<path d="M8.6 11.4l2.4 2.4 4.6-4.6" fill="none" stroke="#07c160" stroke-width="1.8" stroke-linecap="round" ' +
  'stroke-linejoin="round"/></svg>';

const kind: WalletKind<WeChatPaySettings> = {
  id: "wechatpay",
  title: { zh: "微信支付", en: "WeChat Pay" },
  mark: { svg: mark, colour: "#07c160" },
  currencies: ["CNY"],
  methods: ["qr", "jump", "in_app", "app"],
  // Direct merchants may combine ten orders at most, partners fifty.
  combined: { methods: ["qr", "jump", "in_app", "app"], partsMax: 10 },
  inAppNeedsOpenid: true,
  inAppUserAgent: "MicroMessenger",
  // Its documents: eighteen digits, 10 to 15 in front.
  payerCodes: ["10", "11", "12", "13", "14", "15"].map((prefix) => ({ prefix, digits: { min: 18, max: 18 } })),
  hosts: ["tenpay.com", "weixin.qq.com", "wechat.com"],
  schemes: ["weixin:", "wxp:"],
  // By a call of our own invention: see acquiring.ts.
  acquires: true,
  desktopJump: false,
  settings: settingFields,
  onboarding: applymentForm,
  readSettings,
  connect: connectWeChatPay,
  replies: {
    taken: { status: 200, headers: json, body: Buffer.from('{"code":"SUCCESS"}') },
    again: { status: 500, headers: json, body: Buffer.from('{"code":"FAIL","message":"not yet, please send again"}') },
    notGenuine: { status: 401, headers: json, body: Buffer.from('{"code":"FAIL","message":"signature not proven"}') },
  },
};

/** WeChat Pay, APIv3. */
export const wechatpay = defineWallet(kind);
