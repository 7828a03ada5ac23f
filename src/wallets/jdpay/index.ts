import { defineWallet, type Outside, type RawResponse, type Wallet } from "../protocol.ts";
import { makeCharge } from "./charge.ts";
import { type JdPaySettings, readSettings, settingFields } from "./config.ts";
import { readNotice } from "./notice.ts";
import { askPayment, askRefund, closePayment, refundPayment, startPayment } from "./pay.ts";
import { showCall } from "./shown.ts";
import { openWire } from "./wire.ts";

function connectJdPay(settings: JdPaySettings, outside: Outside): Wallet {
  const wire = openWire(settings, outside);
  const { now } = outside;
  return {
    start: (request) => startPayment(wire, settings, request, now),
    ask: (subject) => askPayment(wire, subject, now),
    close: (subject) => closePayment(wire, subject, now),
    refund: (request) => refundPayment(wire, request, now),
    askRefund: (subject) => askRefund(wire, subject, now),
    charge: makeCharge(wire, now),
    show: (call) => showCall(settings, call),
    readNotice: async (raw) => readNotice(raw, settings, now()),
  };
}

function plain(status: number, word: string): RawResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(word) };
}

const colour = "#c81623";

/** An old protocol, as described by IJPay, a third-party project: no conformance with JD Pay is claimed. */
export const jdpay = defineWallet<JdPaySettings>({
  id: "jdpay",
  title: { zh: "京东支付", en: "JD Pay" },
  mark: {
    colour,
    svg: [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">',
      `<rect width="24" height="24" rx="5" fill="${colour}"/>`,
      '<path d="M8 6v9a3 3 0 0 1-3 3M12 6v12h2a5 5 0 0 0 5-5v-2a5 5 0 0 0-5-5Z" fill="none" stroke="#fff" ',
      'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
    ].join(""),
  },
  currencies: ["CNY"],
  methods: ["jump", "app"],
  combined: null,
  inAppNeedsOpenid: false,
  // Remembered, not verified.
  inAppUserAgent: "jdapp",
  // Its own codes: remembered, not verified. Its app often shows a code of UnionPay's instead, and that is UnionPay's.
  payerCodes: [{ prefix: "18", digits: { min: 18, max: 18 } }],
  hosts: ["jd.com", "jdpay.com"],
  // Seen in one public app; remembered, not verified.
  schemes: ["openapp.jdmobile:"],
  desktopJump: true,
  settings: settingFields,
  readSettings,
  connect: connectJdPay,
  replies: { taken: plain(200, "success"), again: plain(503, "again"), notGenuine: plain(400, "not genuine") },
});
