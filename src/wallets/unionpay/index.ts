import { defineWallet, type Outside, type RawResponse, type Wallet } from "../protocol.ts";
import { makeCharge } from "./charge.ts";
import { readSettings, settingFields, type UnionPaySettings } from "./config.ts";
import { readNotice } from "./notice.ts";
import { askPayment, closePayment, startPayment, type VoidOutcome, voidPayment } from "./pay.ts";
import { askRefund, refundPayment } from "./refund.ts";
import { showCall } from "./shown.ts";
import { openWire } from "./wire.ts";

/** What UnionPay can do beyond what every wallet can. */
export type UnionPayWallet = Wallet & { void(request: Parameters<typeof voidPayment>[1]): Promise<VoidOutcome> };

function connectUnionPay(settings: UnionPaySettings, outside: Outside): UnionPayWallet {
  const wire = openWire(settings, outside);
  const { now } = outside;
  return {
    start: (request) => startPayment(wire, request, now),
    ask: (subject) => askPayment(wire, subject, now),
    close: (subject) => closePayment(wire, subject, now),
    refund: (request) => refundPayment(wire, request, now),
    askRefund: (subject) => askRefund(wire, subject, now),
    readNotice: async (raw) => readNotice(raw, settings, now()),
    show: showCall,
    charge: makeCharge(wire, now),
    // Object 15 of merchant-presented codes is UnionPay's.
    ...(settings.emvAccount === null ? {} : { emvAccount: { id: "15", value: settings.emvAccount } }),
    void: (request) => voidPayment(wire, request),
  };
}

function plain(status: number, word: string): RawResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(word) };
}

const colour = "#01798a";

export const unionpay = defineWallet<UnionPaySettings>({
  id: "unionpay",
  title: { zh: "银联", en: "UnionPay" },
  mark: {
    colour,
    svg: [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">',
      `<rect width="24" height="24" rx="5" fill="${colour}"/>`,
      '<path d="M6 6v7a4.5 4.5 0 0 0 9 0V6M18 6v12" fill="none" stroke="#fff" stroke-width="2.2" ',
      'stroke-linecap="round"/></svg>',
    ].join(""),
  },
  currencies: ["CNY"],
  methods: ["qr", "jump", "app"],
  combined: null,
  inAppNeedsOpenid: false,
  // Remembered, not verified.
  inAppUserAgent: "UnionPay/",
  // The standard's nineteen digits; some gateways take 16 to 20, and whether one is good the network itself says.
  payerCodes: [{ prefix: "62", digits: { min: 16, max: 20 } }],
  hosts: ["unionpay.com", "95516.com"],
  inEmvCodes: true,
  // Remembered, not verified.
  schemes: ["upwallet:"],
  desktopJump: true,
  settings: settingFields,
  readSettings,
  connect: connectUnionPay,
  // UnionPay reads the status alone: anything but 200 makes it send again.
  replies: { taken: plain(200, "ok"), again: plain(503, "again"), notGenuine: plain(400, "not genuine") },
});
