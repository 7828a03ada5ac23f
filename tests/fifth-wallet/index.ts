import { createHmac, timingSafeEqual } from "node:crypto";
import { type Money, money } from "#money";
import {
  type AskOutcome,
  defineWallet,
  type Outside,
  type PayOutcome,
  type RawResponse,
  type RefundOutcome,
  type Wallet,
  WalletSettingsFault,
} from "#wallets/protocol";

/** A fifth wallet, as small as can be, over a protocol of its own: JSON under a keyed hash, both ways. */
type LaneSettings = { gateway: string; secret: string };
export type LaneTrade = { no: string; state: "waiting" | "paid" | "closed"; amount: string; ref: string; at: string };

export const laneSign = (body: string | Buffer, secret: string): string =>
  createHmac("sha256", secret).update(body).digest("hex");

function proven(body: Buffer, sign: string, secret: string): boolean {
  const own = Buffer.from(laneSign(body, secret));
  return own.length === Buffer.from(sign).length && timingSafeEqual(own, Buffer.from(sign));
}

type Told = { kind: "told"; status: number; body: Record<string, string> } | { kind: "silent"; cause: string };

function wireOf({ gateway, secret }: LaneSettings, { http }: Outside) {
  return async (path: string, fields: Record<string, string>): Promise<Told> => {
    const body = JSON.stringify(fields);
    const headers = { "content-type": "application/json", "lane-sign": laneSign(body, secret) };
    try {
      const heard = await http({ method: "POST", url: gateway + path, headers, body, timeoutMs: 5_000 });
      if (!proven(heard.body, heard.headers["lane-sign"] ?? "", secret)) return { kind: "silent", cause: "not proven" };
      return { kind: "told", status: heard.status, body: JSON.parse(heard.body.toString()) as Record<string, string> };
    } catch (cause) {
      return { kind: "silent", cause: String(cause) };
    }
  };
}

const cny = (minor: string | undefined): Money => money(BigInt(minor ?? "0"), "CNY");

function outcomeOf(told: Told): AskOutcome {
  if (told.kind === "silent") return { kind: "unknown", cause: told.cause };
  const { state = "", ref = "", amount, at = "", code = "" } = told.body;
  if (state === "paid") return { kind: "paid", walletRef: ref, amount: cny(amount), paidAt: new Date(at) };
  if (state === "waiting") return { kind: "waiting", stage: "offered" };
  if (state === "closed") return { kind: "closed", code: "CLOSED" };
  if (state === "absent") return { kind: "absent" };
  if (state === "refused") return { kind: "refused", code, says: code };
  return { kind: "unknown", cause: `a word never seen: ${state}`, alarm: true };
}

const present = (outcome: AskOutcome): PayOutcome =>
  outcome.kind === "absent" ? { kind: "closed", code: "ABSENT" } : outcome;

function refundOf(told: Told): RefundOutcome {
  if (told.kind === "silent") return { kind: "unknown", cause: told.cause };
  const { state = "", ref = "", amount, at = "" } = told.body;
  if (state !== "refunded") return { kind: "refused", code: state, says: state };
  return { kind: "refunded", walletRefundRef: ref, amount: cny(amount), refundedAt: new Date(at) };
}

function connect(settings: LaneSettings, outside: Outside): Wallet {
  const call = wireOf(settings, outside);
  const ask = async (no: string) => outcomeOf(await call("/ask", { no }));
  const close = async (no: string) => present(outcomeOf(await call("/close", { no })));
  return {
    async start({ paymentId, amount, title, noticeUrl, method }) {
      const told = await call("/order", { no: paymentId, amount: `${amount.minor}`, title, notify: noticeUrl });
      const outcome = present(outcomeOf(told));
      if (outcome.kind !== "waiting" || told.kind === "silent") return outcome;
      const { code = "", page = "" } = told.body;
      return { ...outcome, action: method === "qr" ? { kind: "qr", content: code } : { kind: "jump", url: page } };
    },
    ask: ({ paymentId }) => ask(paymentId),
    close: ({ paymentId }) => close(paymentId),
    refund: async ({ refundId, paymentId, amount }) =>
      refundOf(await call("/refund", { no: refundId, of: paymentId, amount: `${amount.minor}` })),
    async askRefund({ refundId }) {
      const told = await call("/refund/ask", { no: refundId });
      return told.kind === "told" && told.body["state"] === "absent" ? { kind: "absent" } : refundOf(told);
    },
    charge: {
      async charge({ paymentId, amount, title, payerCode }) {
        const told = await call("/charge", { no: paymentId, amount: `${amount.minor}`, title, code: payerCode });
        return present(outcomeOf(told));
      },
      ask: ({ paymentId }) => ask(paymentId),
      reverse: ({ paymentId }) => close(paymentId),
    },
    async readNotice(raw) {
      if (!proven(raw.body, raw.headers["lane-sign"] ?? "", settings.secret))
        return { kind: "not_genuine", why: "lane-sign" };
      const trade = JSON.parse(raw.body.toString()) as LaneTrade;
      const outcome = present(outcomeOf({ kind: "told", status: 200, body: trade }));
      return { kind: "payment", noticeId: trade.ref, paymentId: trade.no, outcome };
    },
  };
}

function readSettings(given: Readonly<Record<string, string>>): LaneSettings {
  const { gateway = "", secret = "" } = given;
  if (!URL.canParse(gateway) || secret.length < 16) throw new WalletSettingsFault("lanepay", ["gateway or secret"]);
  return { gateway, secret };
}

const reply = (status: number, word: string): RawResponse => ({ status, headers: {}, body: Buffer.from(word) });

export const lanepay = defineWallet<LaneSettings>({
  id: "lanepay",
  title: { zh: "巷付", en: "Lane Pay" },
  mark: {
    colour: "#6b3fa0",
    svg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#6b3fa0"/></svg>',
  },
  currencies: ["CNY"],
  methods: ["qr", "jump"],
  combined: null,
  inAppNeedsOpenid: false,
  inAppUserAgent: "LanePay/",
  payerCodes: [{ prefix: "77", digits: { min: 18, max: 18 } }],
  hosts: ["lanepay.example"],
  schemes: ["lanepay:"],
  desktopJump: true,
  settings: [
    { name: "gateway", title: { zh: "网关", en: "Gateway" }, secret: false, required: true, shape: "url" },
    { name: "secret", title: { zh: "密钥", en: "Secret" }, secret: true, required: true, shape: "text" },
  ],
  readSettings,
  connect,
  replies: { taken: reply(200, "ok"), again: reply(503, "again"), notGenuine: reply(400, "not genuine") },
});
