import { describe, expect, it } from "vitest";
import { fen } from "#money";
import { houseNotices, makeRig, phoneCode, type Rig, type RigParts, sampleStart, wireId } from "./conformance-rig.ts";
import type { Outside, ShownBody, Wallet, WireCall } from "./protocol.ts";

/** Known values, put wherever a wallet's protocol takes them, and looked for in what is kept. */
const planted = {
  title: "给王小明的生日蛋糕",
  reason: "王小明13800138000不要了",
  ip: "203.0.113.77",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  returnUrl: "https://shop.test/back?order=of-wang#secret-of-the-page",
} as const;
const buyer = "buyer-wang-xiaoming";
/** Stands in the title and in the reason: of free words that are kept without their numbers, it would be left. */
const named = "王小明";

type Parts = RigParts & { settings: Readonly<Record<string, string>>; subMerchant?: string };
type Seen = { rig: Rig; calls: WireCall[]; wallet: Wallet; codes: string[] };

/**
 * What every wallet's list must withhold, shown by its own fake: the wallet's test is one call,
 * `withholds({ kind, makeFake, connect, settings })`.
 */
export function withholds(parts: Parts): void {
  describe(`${parts.kind.id}: what is kept of its calls`, () => {
    it("holds no secret, no payer's code and nothing of the buyer, through pay, refund, notice and till", async () => {
      const seen = await lived(parts);
      const shown = seen.calls.map((call) => show(seen.wallet, call));
      const texts = shown.map((one) => JSON.stringify(one));
      for (const [name, value] of Object.entries({ ...planted, buyer, named, ...secretsOf(parts) }))
        for (const [n, text] of texts.entries())
          expect([name, text.includes(value) && seen.calls[n]?.path]).toEqual([name, false]);
      for (const text of texts)
        for (const code of [...seen.codes, ...buyersOf(seen.rig)])
          expect([code, text.includes(code)]).toEqual([code, false]);
      // No signature, sealed text or certificate, whatever it is called.
      for (const { request, response } of shown)
        expect(JSON.stringify([request.value, response.value]).match(/[\w+/=-]{65,}/)?.[0] ?? null).toBeNull();
    });

    it("tells what people look for: numbers, amounts, codes; and every message can be read", async () => {
      const { calls, wallet, rig } = await lived(parts);
      const shown = calls.map((call) => show(wallet, call));
      const all = JSON.stringify(shown);
      const [payment] = rig.fake.ledger().payments;
      expect(all).toContain(payment?.out_trade_no);
      expect(all).toContain(payment?.transaction_id);
      expect(all).toMatch(/12\.30|1230/);
      for (const one of shown)
        expect([one.request.value, one.response.value]).not.toContainEqual({ $hidden: "unreadable" });
    });

    it("shows of a field that nobody has heard of its type alone, and survives what is no message", async () => {
      const { calls, wallet } = await lived(parts);
      const answered = calls.find((call) => call.direction === "out" && call.response?.body[0] === 0x7b);
      if (answered?.response) {
        const body = JSON.parse(answered.response.body.toString()) as Record<string, unknown>;
        const news = { new_word: "of Wang Xiaoming", news: { of: "Wang Xiaoming" }, many: [1], "138001380001": 7 };
        const response = { headers: {}, body: Buffer.from(JSON.stringify({ ...body, ...news })) };
        const { value } = show(wallet, { ...answered, response }).response;
        const types = { new_word: { $hidden: "text" }, news: { $hidden: "object" }, many: { $hidden: "list" } };
        expect(value).toMatchObject({ ...types, "(…)": { $hidden: "number" } });
      }
      for (const broken of [
        Buffer.from([0xff, 0xfe, 0x00]),
        Buffer.from('{"a\\u0000":"\\ud800"}'),
        Buffer.from("<x>"),
      ]) {
        const call: WireCall = {
          direction: "out",
          method: "POST",
          path: "/\u0000?\u0000=1",
          request: broken,
          response: null,
        };
        const text = JSON.stringify(show(wallet, { ...call, response: { headers: {}, body: broken } }));
        expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }
    });
  });
}

/** As it is read back. */
function show(wallet: Wallet, call: WireCall) {
  const shown = wallet.show?.(call);
  if (!shown) throw new Error("This wallet shows nothing of its calls.");
  const { path, request, response } = shown;
  return { path, request: valued(request), response: valued(response) };
}

const valued = ({ json, ...rest }: ShownBody) => ({ ...rest, value: JSON.parse(json) as unknown });

/** Secret settings, line by line: of a PEM each line of its base64. */
function secretsOf({ kind, settings }: Parts): Record<string, string> {
  const secret = kind.settings.filter((field) => field.secret || field.shape === "pem").map((field) => field.name);
  const lines = secret.flatMap((name) =>
    (settings[name] ?? "").split("\n").flatMap((line, n) => (line.length >= 16 ? [[`${name} ${n}`, line]] : [])),
  );
  return Object.fromEntries(lines.filter(([, line]) => !/^-----/.test(line ?? "")));
}

/** Who paid, as the wallet itself calls them. */
function buyersOf(rig: Rig): string[] {
  const told = rig.readings.flatMap((one) =>
    one.kind === "payment" && one.outcome.kind === "paid" ? one.outcome.buyerRef : [],
  );
  const kept = rig.fake.ledger().payments.map((one) => one.payer);
  return [...told, ...kept].filter((one): one is string => typeof one === "string" && one !== "");
}

async function lived(parts: Parts): Promise<Seen> {
  const calls: WireCall[] = [];
  const connect = (outside: Outside) => parts.connect({ ...outside, http: noting(outside.http, calls) });
  const rig = makeRig({ ...parts, connect });
  const { wallet } = rig;
  const own = parts.subMerchant === undefined ? {} : { subMerchant: parts.subMerchant };
  const { title, ip, openid, returnUrl } = planted;
  const order = { ...own, title, returnUrl, buyer: { ip, openid } };
  const request = sampleStart(rig, order);
  const started = await wallet.start(request);
  if (started.kind !== "waiting" || !started.action) throw new Error(`not offered: ${JSON.stringify(started)}`);
  await wallet.ask(request);
  await rig.fake.act(phoneCode(started.action), "pay", buyer);
  const paid = await wallet.ask(request);
  await rig.fake.deliverDue();
  const walletRef = paid.kind === "paid" ? paid.walletRef : "";
  const refund = { refundId: wireId("R"), paymentId: request.paymentId, walletRef, createdAt: rig.now(), ...own };
  const sums = { amount: fen(230), total: request.amount, reason: planted.reason, noticeUrl: houseNotices };
  await wallet.refund({ ...refund, ...sums });
  rig.advance(61_000);
  await wallet.askRefund({ ...refund, ...sums });
  await rig.fake.deliverDue();
  if (parts.kind.methods.includes("in_app"))
    await wallet.start(sampleStart(rig, { ...order, method: "in_app", device: "phone" }));
  const stray = sampleStart(rig, order);
  await wallet.close(stray);
  const codes = await charged(rig, order);
  await rig.fake.deliverDue();
  for (const raw of rig.raw) {
    const { method, path, body } = raw;
    calls.push({ direction: "in", method, path, request: body, response: parts.kind.replies.taken });
  }
  return { rig, calls, wallet, codes };
}

type Order = { subMerchant?: string; title: string; returnUrl: string; buyer: { ip: string; openid: string } };

/** At a till: one code that pays, and the same again, which is refused. */
async function charged(rig: Rig, order: Order): Promise<string[]> {
  const code = rig.fake.payerCodes?.show(buyer)?.code;
  const charge = rig.wallet.charge;
  if (code === undefined || !charge) return [];
  const expiresAt = new Date(rig.now().getTime() + 45_000);
  for (const _ of [1, 2]) {
    const asked = { ...order, paymentId: wireId("T"), amount: fen(1230), payerCode: code, expiresAt };
    await charge.charge({ ...asked, noticeUrl: houseNotices });
  }
  return [code];
}

function noting(http: Outside["http"], calls: WireCall[]): Outside["http"] {
  return async (request) => {
    const { method, url, body = null } = request;
    const answer = await http(request);
    const { pathname, search } = new URL(url);
    calls.push({ direction: "out", method, path: pathname + search, request: body, response: answer });
    return answer;
  };
}
