import { defineWallet, type Outside, type RawResponse, type Wallet } from "../protocol.ts";
import { makeAcquiring } from "./acquiring.ts";
import { type BillAddress, billAddress, readBill, readFundBill } from "./bill.ts";
import { makeBillFiles } from "./bill-brought.ts";
import { makeCharge } from "./charge.ts";
import { combinedPayments } from "./combined.ts";
import { type AlipaySettings, readSettings, settingFields } from "./config.ts";
import { readNotice } from "./notice.ts";
import { askRefund, refundTrade } from "./refunds.ts";
import { makeRelease } from "./release.ts";
import { makeSharing } from "./sharing.ts";
import { showCall } from "./shown.ts";
import { startPayment } from "./start.ts";
import { askTrade, type CancelOutcome, cancelTrade, closeTrade, lookAtTrade } from "./trades.ts";
import { openWire } from "./wire.ts";
import { makeWithdrawals } from "./withdraw.ts";
import { makeOnboarding } from "./zft.ts";
import { zftForm } from "./zft-form.ts";

/** What Alipay can do beyond what every wallet can. */
export type AlipayWallet = Wallet & {
  cancel(paymentId: string): Promise<CancelOutcome>;
  tradeBillAddress(day: string): Promise<BillAddress>;
};

function connectAlipay(settings: AlipaySettings, outside: Outside): AlipayWallet {
  const wire = openWire(settings, outside);
  const { now } = outside;
  const { settlePeriod: period, appId } = settings;
  return {
    start: (request) =>
      startPayment({ wire, period, look: (id) => lookAtTrade(wire, id, request.method, now) }, request),
    ask: ({ paymentId, method }) => askTrade(wire, paymentId, method, now),
    close: ({ paymentId, method }) => closeTrade(wire, paymentId, method, now),
    refund: (request) => refundTrade(wire, request, now),
    askRefund: (subject) => askRefund(wire, subject, now),
    readNotice: async (raw) => readNotice(raw, settings, now()),
    show: showCall,
    combined: combinedPayments(wire, { appId, period }, now),
    ...(period === null ? {} : { release: makeRelease(wire), sharing: makeSharing(settings, wire) }),
    ...(settings.bankTransfers ? { withdrawals: makeWithdrawals(wire) } : {}),
    charge: makeCharge(wire, period, now),
    acquiring: makeAcquiring(wire, period, now),
    onboarding: makeOnboarding(wire),
    cancel: (paymentId) => cancelTrade(wire, paymentId),
    tradeBillAddress: (day) => billAddress(wire, "trade", day),
    bill: (day) => readBill(wire, outside, day),
    fundBill: (day) => readFundBill(wire, outside, day),
    billFiles: makeBillFiles(settings),
  };
}

function plain(status: number, word: string): RawResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(word) };
}

const colour = "#1677ff";

export const alipay = defineWallet<AlipaySettings>({
  id: "alipay",
  title: { zh: "支付宝", en: "Alipay" },
  mark: {
    colour,
    svg: [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">',
      `<rect width="24" height="24" rx="5" fill="${colour}"/>`,
      '<path d="M5 8h14M12 4.5V12M7 12h9.5c-1 3.4-3.4 6-6.3 6-2 0-3.4-1-3.4-2.5s1.3-2.4 3-2.4c2.8 0 6.2 2.2 9.2 4" ',
      'fill="none" stroke="#fff" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>',
    ].join(""),
  },
  currencies: ["CNY"],
  methods: ["qr", "jump", "in_app", "app"],
  // Twenty parts: remembered, not verified.
  combined: { methods: ["jump", "app"], partsMax: 20 },
  inAppNeedsOpenid: true,
  inAppUserAgent: "AlipayClient",
  // Its documents: 16 to 24 digits, 25 to 30 in front; and the face token of its own terminals.
  payerCodes: [
    ...["25", "26", "27", "28", "29", "30"].map((prefix) => ({ prefix, digits: { min: 16, max: 24 } })),
    { shape: "^fp[0-9a-zA-Z]{33}$" },
  ],
  hosts: ["alipay.com", "alipayobjects.com"],
  schemes: ["alipays:", "alipay:"],
  // By a call of our own invention: see acquiring.ts.
  acquires: true,
  desktopJump: true,
  settings: settingFields,
  onboarding: zftForm,
  readSettings,
  connect: connectAlipay,
  // Alipay reads the body: anything but the plain word success makes it send again.
  replies: { taken: plain(200, "success"), again: plain(503, "failure"), notGenuine: plain(400, "failure") },
});
