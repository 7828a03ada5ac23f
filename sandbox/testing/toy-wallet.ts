import {
  defineFake,
  type FakeLedger,
  type FakeOutside,
  NoAnswer,
  noFaults,
  type PhoneView,
  type WalletFake,
} from "#wallets/fake-protocol";
import { sandboxWallet } from "../wallet-kinds.ts";

/** A wallet as small as can be, so that the sandbox's own tests depend on no real one. */
type ToyPayment = {
  no: string;
  amount: string;
  notify: string;
  state: "confirm" | "paid" | "cancelled";
  told: boolean;
};

type ToyCredentials = { secret: string };

const says: Record<string, { en: string; zh: string }> = {
  confirm: { en: "Pay?", zh: "确认付款？" },
  paid: { en: "Paid.", zh: "已支付。" },
  cancelled: { en: "Cancelled.", zh: "已取消。" },
  insufficient: { en: "Too little balance.", zh: "余额不足。" },
  unknown_code: { en: "This code is not ours.", zh: "无法识别此码。" },
};

export function toyFake(scheme: string, outside: FakeOutside): WalletFake {
  const payments: Record<string, ToyPayment> = {};
  const knobs = { ...noFaults };
  const due = () => Object.values(payments).filter((one) => one.state === "paid" && !one.told);
  const find = (code: string) => payments[code.replace(/^.*[/=]/, "")];
  function view(payment: ToyPayment | undefined, state: PhoneView["state"]): PhoneView {
    if (!payment) return { ok: false, state: "unknown_code", says: says["unknown_code"]! };
    const { no, amount } = payment;
    const rest = { payee: "小店", title: "龙井茶", amount, currency: "CNY", out_trade_no: no };
    return { ok: state !== "insufficient", state, says: says[state]!, return_url: "http://shop.test/back", ...rest };
  }
  return {
    async handle(request) {
      if (knobs.delay_ms) await outside.sleep(knobs.delay_ms);
      if (request.path === "/bug") throw new Error("a bug in the fake");
      if (request.method !== "POST") return { status: 404, headers: {}, body: Buffer.from(request.path) };
      const asked = JSON.parse(request.body.toString()) as { no: string; amount: string; notify: string };
      payments[asked.no] = { ...asked, state: "confirm", told: false };
      if (knobs.timeout_after_success) throw new NoAnswer();
      const body = { code_url: `${scheme}://pay/${asked.no}`, h5_url: `${outside.origin}/h5?no=${asked.no}` };
      return {
        status: 200,
        headers: { "x-body": String(request.body.length) },
        body: Buffer.from(JSON.stringify(body)),
      };
    },
    look: (code) => view(find(code), find(code)?.state ?? "unknown_code"),
    async act(code, decision) {
      const payment = find(code);
      if (payment?.state !== "confirm") return view(payment, payment?.state ?? "unknown_code");
      if (decision === "insufficient") return view(payment, "insufficient");
      payment.state = decision === "pay" ? "paid" : "cancelled";
      return view(payment, payment.state);
    },
    async deliverDue() {
      const list = due();
      for (const one of list) {
        one.told = true;
        await outside.http({ method: "POST", url: one.notify, headers: {}, body: one.no, timeoutMs: 1_000 });
      }
      return list.length;
    },
    nextDue: () => (due().length ? outside.now() : null),
    setFaults: (set) => void Object.assign(knobs, set),
    clearFaults: () => void Object.assign(knobs, noFaults),
    faults: () => knobs,
    ledger: () => toyLedger(Object.values(payments)),
    save: () => JSON.stringify(payments),
    load: (text) => void Object.assign(payments, JSON.parse(text)),
  };
}

function toyLedger(payments: readonly ToyPayment[]): FakeLedger {
  return {
    payments: payments.map(({ no, amount, state }) => ({
      out_trade_no: no,
      transaction_id: `T${no}`,
      merchant: "m",
      sub_merchant: null,
      amount,
      state,
      refunded: "0",
      paid_at: null,
      combined: null,
    })),
    refunds: [],
    notices: [],
  };
}

export function toyWallet(id: string) {
  const face = { id, title: { zh: `玩具 ${id}`, en: `Toy ${id}` }, mark: { svg: "<svg/>", colour: "#336699" } };
  const fake = defineFake<ToyCredentials>({
    makeCredentials: async ({ now }) => ({ secret: `${id} ${now.toISOString()}` }),
    makeFake: (_credentials, outside) => toyFake(id, outside),
    published: ({ secret }, origin) => ({ base_url: origin, secret }),
    accountSettings: ({ secret }, origin) => ({ base_url: origin, secret }),
    addresses: (origin) => ({ base_url: origin }),
    ownsCode: (code) => code.startsWith(`${id}://`),
    browserCode: ({ method, path }, origin) => (method === "GET" && path.startsWith("/h5") ? origin + path : null),
  });
  return sandboxWallet(face, fake);
}
