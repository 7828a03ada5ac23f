import {
  defineFake,
  type FakeOutside,
  makePayerCodes,
  NoAnswer,
  noFaults,
  type PhoneView,
  type WalletFake,
} from "#wallets/fake-protocol";
import type { RawResponse } from "#wallets/protocol";
import { type LaneTrade, laneSign } from "./index.ts";

type Credentials = { secret: string };
type Kept = LaneTrade & { title: string; notify: string; code: string; told: boolean; refunded: bigint };
type Fields = Record<string, string>;

/** Lane Pay's side of the wire. */
function makeLaneFake({ secret }: Credentials, outside: FakeOutside): WalletFake {
  const trades = new Map<string, Kept>();
  const refunds = new Map<string, { no: string; of: string; amount: string; at: string }>();
  const knobs = { ...noFaults };
  const payerCodes = makePayerCodes({ prefix: "77", length: 18 }, outside);
  const now = () => outside.now().toISOString();
  const view = ({ no, state, amount, ref, at }: LaneTrade): Fields => ({ no, state, amount, ref, at });
  function order(given: Fields, code: string): Kept {
    const { no = "", amount = "", title = "", notify = "" } = given;
    const made: Kept = {
      no,
      amount,
      title,
      notify,
      code,
      state: "waiting",
      ref: `L${no}`,
      at: "",
      told: false,
      refunded: 0n,
    };
    const stands = trades.get(no) ?? made;
    trades.set(no, stands);
    return stands;
  }
  const pay = (trade: Kept) => Object.assign(trade, { state: "paid", at: now() });
  const calls: Readonly<Record<string, (given: Fields) => Fields>> = {
    "/order": (given) => {
      const { no } = given;
      const made = order(given, `lanepay://pay/${no}`);
      return { ...view(made), code: made.code, page: `${outside.origin}/page?no=${no}` };
    },
    "/charge": (given) => {
      const known = trades.get(given["no"] ?? "");
      if (known) return view(known);
      const taken = payerCodes.take(given["code"] ?? "", given["no"] ?? "");
      if (typeof taken === "string") return { state: "refused", code: `CODE_${taken}` };
      if (taken.mood === "insufficient") return { state: "refused", code: "POOR" };
      const made = order({ ...given, notify: "" }, taken.code);
      return view(payerCodes.asks(taken, BigInt(made.amount)) ? made : pay(made));
    },
    "/ask": ({ no = "" }) => {
      const found = trades.get(no);
      return found ? view(found) : { state: "absent" };
    },
    "/close": ({ no = "" }) => {
      const found = trades.get(no);
      if (!found) return { state: "absent" };
      if (found.state === "waiting") found.state = "closed";
      return view(found);
    },
    "/refund": ({ no = "", of = "", amount = "" }) => {
      const paid = trades.get(of);
      const before = refunds.get(no);
      if (before) return { ...before, state: "refunded", ref: `R${no}` };
      if (paid?.state !== "paid" || paid.refunded + BigInt(amount) > BigInt(paid.amount)) return { state: "too_much" };
      paid.refunded += BigInt(amount);
      const made = { no, of, amount, at: now() };
      refunds.set(no, made);
      return { ...made, state: "refunded", ref: `R${no}` };
    },
    "/refund/ask": ({ no = "" }) => {
      const found = refunds.get(no);
      return found ? { ...found, state: "refunded", ref: `R${no}` } : { state: "absent" };
    },
  };
  const find = (code: string) =>
    [...trades.values()].find((one) => one.code === code || code.endsWith(`/page?no=${one.no}`));
  const due = () => [...trades.values()].filter((one) => one.state === "paid" && one.notify !== "" && !one.told);
  return {
    async handle(request) {
      const given = JSON.parse(request.body.toString()) as Fields;
      const call = calls[request.path];
      const genuine = request.headers["lane-sign"] === laneSign(request.body, secret);
      const body = Buffer.from(JSON.stringify(call && genuine ? call(given) : { state: "not_served" }));
      if (knobs.timeout_after_success) throw new NoAnswer();
      return { status: 200, headers: { "lane-sign": laneSign(body, secret) }, body } satisfies RawResponse;
    },
    look: (code) => shown(find(code)),
    async act(code, decision) {
      const trade = find(code);
      if (trade?.state === "waiting" && decision === "pay") pay(trade);
      if (trade?.state === "waiting" && decision === "cancel") trade.state = "closed";
      return shown(trade);
    },
    async deliverDue() {
      const list = due();
      for (const one of list) {
        const body = JSON.stringify(view(one));
        const headers = { "lane-sign": laneSign(body, secret), "content-type": "application/json" };
        const heard = await outside.http({ method: "POST", url: one.notify, headers, body, timeoutMs: 5_000 });
        one.told = heard.status === 200;
      }
      return list.length;
    },
    nextDue: () => (due().length > 0 ? outside.now() : null),
    payerCodes,
    setFaults: (set) => void Object.assign(knobs, set),
    clearFaults: () => void Object.assign(knobs, noFaults),
    faults: () => ({ ...knobs }),
    ledger: () => ({
      payments: [...trades.values()].map((one) => ({
        ...{ out_trade_no: one.no, transaction_id: one.ref, merchant: "lane", sub_merchant: null, amount: one.amount },
        ...{ state: one.state, refunded: `${one.refunded}`, paid_at: one.at || null, combined: null },
      })),
      refunds: [...refunds.values()].map(({ no, of, amount, at }) => ({
        ...{ out_refund_no: no, refund_id: `R${no}`, out_trade_no: of, amount, state: "SUCCESS", at },
      })),
      notices: [],
    }),
    save: () => JSON.stringify([...trades.values()].map((one) => ({ ...one, refunded: `${one.refunded}` }))),
    load: () => {},
  };
}

function shown(trade: Kept | undefined): PhoneView {
  if (!trade) return { ok: false, state: "unknown_code", says: { zh: "无法识别", en: "Not ours" } };
  const state = trade.state === "waiting" ? "confirm" : trade.state;
  const { no, ref, title } = trade;
  const amount = `${trade.amount.slice(0, -2) || "0"}.${trade.amount.slice(-2).padStart(2, "0")}`;
  const about = { title, amount, currency: "CNY", out_trade_no: no, transaction_id: ref };
  return { ok: state !== "closed", state, says: { zh: state, en: state }, ...about };
}

export const fakeKind = defineFake<Credentials>({
  makeCredentials: async ({ random }) => ({ secret: random(16).toString("hex") }),
  makeFake: makeLaneFake,
  published: ({ secret }, origin) => ({ gateway: origin, secret }),
  accountSettings: ({ secret }, origin) => ({ gateway: origin, secret }),
  addresses: (origin) => ({ gateway: origin }),
  ownsCode: (code) => code.startsWith("lanepay://"),
  userAgent: "Mozilla/5.0 (Linux; Android 14) LanePay/1.0 (sandbox)",
  browserCode: (request, origin) =>
    request.method === "GET" && request.path.startsWith("/page") ? origin + request.path : null,
});
