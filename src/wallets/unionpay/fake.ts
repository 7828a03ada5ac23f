import { nextNotice, plain, restoreState, stateText, toldNotices, withFaults, wordsPage } from "../fake-parts.ts";
import {
  defineFake,
  type FakeCredentials,
  type FakeLedger,
  type FakeOutside,
  noFaults,
  type WalletFake,
} from "../fake-protocol.ts";
import type { RawRequest, RawResponse } from "../protocol.ts";
import { charge, reverse } from "./fake/charge.ts";
import { no, refusalOf } from "./fake/check.ts";
import { deliverDue } from "./fake/notices.ts";
import { finishStuck, isRefusal, query, takeOrder, takeReturn } from "./fake/orders.ts";
import { act, look } from "./fake/phone.ts";
import { emptyState, returnedOf } from "./fake/state.ts";
import { acpSigns, makeWorld, nowMs, type World } from "./fake/world.ts";
import {
  accountSettings,
  emvAccountOf,
  makeCredentials,
  published,
  readCredentials,
  type UnionPayCredentials,
} from "./fake-credentials.ts";
import type { Fields } from "./sign.ts";

export { accountSettings, makeCredentials, published, type UnionPayCredentials };

const base = "/gateway/api/";

/** UnionPay's side of the wire: back, query and app requests, the pay page, and notices. */
export function makeUnionPayFake(credentials: FakeCredentials, outside: FakeOutside): WalletFake {
  const world = makeWorld(readCredentials(credentials), { outside, state: emptyState(), knobs: { ...noFaults } });
  const setFaults: WalletFake["setFaults"] = (faults) => {
    const wasStuck = world.knobs.refund_stuck;
    Object.assign(world.knobs, faults);
    if (wasStuck && !world.knobs.refund_stuck) finishStuck(world);
  };
  return {
    handle: withFaults(world, (request) => answer(world, request)),
    look: (code) => look(world, code),
    act: async (code, decision, buyer) => act(world, code, decision, buyer ?? "sandbox buyer"),
    deliverDue: () => deliverDue(world),
    nextDue: () => nextNotice(world.state.notices),
    setFaults,
    clearFaults: () => setFaults(noFaults),
    faults: () => ({ ...world.knobs }),
    ledger: () => ledgerOf(world),
    payerCodes: world.payerCodes,
    save: () => stateText(world.state),
    load: (text) => restoreState(world.state, text, "UnionPay"),
  };
}

async function answer(world: World, request: RawRequest): Promise<RawResponse> {
  // The sandbox sends a browser on to the phone; whatever cannot be opened there says why, here.
  const page = browserCode(request, world.outside.origin);
  if (page !== null) return wordsPage(look(world, page).says);
  const path = request.path.split("?", 1)[0] ?? "";
  if (path === `${base}frontTransReq.do`) return plain(405, "Use POST.");
  const call = path.startsWith(base) ? calls[path.slice(base.length)] : undefined;
  if (!call) return plain(404, "There is no such address at this gateway.");
  if (request.method !== "POST") return plain(405, "Use POST.");
  const fields = Object.fromEntries(new URLSearchParams(request.body.toString()));
  const made = refusalOf(world, fields) ?? call(world, fields);
  const echoed = ["txnType", "txnSubType", "bizType", "orderId", "txnTime"] as const;
  const echo = Object.fromEntries(echoed.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
  const signed = await acpSigns(world, { ...echo, ...made });
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  // Not text/plain, which node-unionpay-sdk would not read: the type itself is remembered, not verified.
  return { status: 200, headers: { "content-type": "text/html;charset=UTF-8" }, body: Buffer.from(text) };
}

type Call = (world: World, fields: Fields) => Fields;

/** The pay page is for the buyer's browser, which the sandbox sends to the pretend phone. */
const calls: Readonly<Record<string, Call>> = {
  "backTransReq.do": (world, fields) => {
    const kind = `${fields["txnType"]}/${fields["txnSubType"]}`;
    if (kind === "01/06") return charge(world, fields);
    if (kind === "99/01") return reverse(world, fields);
    if (kind === "01/07") return opened(world, fields, "code");
    if (kind === "04/00") return takeReturn(world, fields, "refund");
    if (kind === "31/00") return takeReturn(world, fields, "void");
    if (kind === "00/00") return query(world, fields); // where the code product asks
    if (kind === "95/00") return { respCode: "00", respMsg: "成功[0000000]", encryptPubKeyCert: world.acpCert };
    return no("32", `沙箱没有这种后台交易[${kind}]`);
  },
  "appTransReq.do": (world, fields) => opened(world, fields, "app"),
  "queryTrans.do": query,
};

function opened(world: World, fields: Fields, kind: "code" | "app"): Fields {
  const made = takeOrder(world, fields, kind);
  if (isRefusal(made)) return made;
  const given = kind === "code" ? { qrCode: made.code } : { tn: made.code };
  return { respCode: "00", respMsg: "成功[0000000]", ...given };
}

function ledgerOf(world: World): FakeLedger {
  const { orders, returns, notices } = world.state;
  const ownNumber = new Map(orders.map((order) => [order.queryId, order.orderId]));
  return {
    payments: orders.map((order) => ({
      out_trade_no: order.orderId,
      transaction_id: order.queryId,
      merchant: world.merId,
      sub_merchant: order.subMerchant,
      amount: order.amount.toString(),
      state: order.paidAt !== null ? "PAID" : order.expiresAt <= nowMs(world) ? "EXPIRED" : "WAITING",
      refunded: returnedOf(world.state, order).toString(),
      paid_at: order.paidAt === null ? null : new Date(order.paidAt).toISOString(),
      combined: null,
    })),
    refunds: returns.map((one) => ({
      out_refund_no: one.orderId,
      refund_id: one.queryId,
      out_trade_no: ownNumber.get(one.of) ?? "",
      amount: one.amount.toString(),
      state: { "00": "SUCCESS", "05": "PROCESSING", "60": "FAILED" }[one.result],
      at: new Date(one.at).toISOString(),
    })),
    notices: toldNotices(notices),
  };
}

/** The code of the pay page that a browser posts its form to; null for anything else. */
export function browserCode(request: RawRequest, origin: string): string | null {
  const isPage = request.method === "POST" && request.path.split("?", 1)[0] === `${base}frontTransReq.do`;
  return isPage ? `${origin}${base}frontTransReq.do?${request.body.toString()}` : null;
}

export const fakeKind = defineFake<UnionPayCredentials>({
  makeCredentials: ({ now }) => makeCredentials(now),
  makeFake: makeUnionPayFake,
  published,
  accountSettings,
  addresses: (origin) => ({ gateway: origin }),
  ownsCode: (code) => /^https:\/\/qr\.95516\.com\/|\/gateway\/api\/frontTransReq\.do\?|^\d{21}$/.test(code),
  userAgent: "Mozilla/5.0 (Linux; Android 14) UnionPay/10.0 CloudPay (sandbox)",
  emv: { object: "15", knows: (account, credentials) => account === emvAccountOf(credentials) },
  browserCode,
  codesIn: (answer) => [...answer.matchAll(/(?:^|&)(?:qrCode|tn)=([^&]+)/g)].map(([, code = ""]) => code),
});
