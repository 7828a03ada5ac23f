import { toMinorNumber } from "#money";
import type {
  AskOutcome,
  CombinedOutcome,
  CombinedPart,
  CombinedStartRequest,
  CombinedSubject,
  CombinedWallet,
  PayOutcome,
} from "../protocol.ts";
import type { WeChatPaySettings } from "./config.ts";
import { meaningOf, payOutcome, unknownError } from "./outcome.ts";
import { actionOf, closed, missing, pathOf, sceneInfo, settleInfo, started, wrongStore } from "./pay.ts";
import { wireTime } from "./time.ts";
import { type JsonObject, objectAt, objectsAt, textAt, type Wire } from "./wire.ts";

const root = "/v3/combine-transactions";

/** Orders of several stores paid at once, all or nothing. Each part gets a number of its own at the wallet. */
export function makeCombined(settings: WeChatPaySettings, wire: Wire, now: () => Date): CombinedWallet {
  return {
    start: (request) => start(settings, wire, request),
    ask: async (subject) => (await ask(settings, wire, subject)).parts,
    close: async (subject) => {
      const answer = await wire.post(`${root}/out-trade-no/${encodeURIComponent(subject.combinedId)}/close`, {
        combine_appid: settings.appid,
        sub_orders: subject.parts.map((part) => ({ ...merchant(settings, part), out_trade_no: part.paymentId })),
      });
      let asked: Asked | null = null;
      const whole = await closed(answer, now(), subject.expiresAt, async () => {
        asked = await ask(settings, wire, subject);
        return asked.whole;
      });
      const seen = asked as Asked | null;
      return seen && seen.whole.kind !== "absent" ? seen.parts : everyPart(subject.parts, whole);
    },
  };
}

async function start(settings: WeChatPaySettings, wire: Wire, request: CombinedStartRequest): Promise<PayOutcome> {
  const stray = request.parts.map((part) => wrongStore(settings, part.subMerchant)).find((fault) => fault !== null);
  const fault = stray ?? missing(request);
  if (fault) return fault;
  const path = pathOf(request.method, request.device);
  const answer = await wire.post(`${root}/${path}`, {
    combine_appid: settings.appid,
    combine_mchid: settings.mchid,
    combine_out_trade_no: request.combinedId,
    notify_url: request.noticeUrl,
    time_expire: wireTime(request.expiresAt),
    sub_orders: request.parts.map((part) => ({
      ...merchant(settings, part),
      // The wallet demands an attach; our number there helps whoever reads its pages.
      attach: part.paymentId,
      amount: { total_amount: toMinorNumber(part.amount), currency: part.amount.currency },
      out_trade_no: part.paymentId,
      description: part.title,
      ...settleInfo(settings),
    })),
    ...(path === "jsapi" ? { combine_payer_info: { openid: request.buyer.openid } } : {}),
    ...sceneInfo(path, request.buyer.ip),
  });
  const action = () => actionOf(settings, wire, path, answer, { returnUrl: request.returnUrl });
  return started(answer, action, async () => (await ask(settings, wire, request)).whole);
}

function merchant(settings: WeChatPaySettings, part: CombinedPart): JsonObject {
  return { mchid: settings.mchid, ...(part.subMerchant === undefined ? {} : { sub_mchid: part.subMerchant }) };
}

type Asked = { whole: AskOutcome; parts: CombinedOutcome };

async function ask(
  settings: WeChatPaySettings,
  wire: Wire,
  subject: Pick<CombinedSubject, "combinedId" | "parts">,
): Promise<Asked> {
  const answer = await wire.get(`${root}/out-trade-no/${encodeURIComponent(subject.combinedId)}`);
  const every = (outcome: AskOutcome): Asked => ({ whole: outcome, parts: everyPart(subject.parts, outcome) });
  if (answer.kind === "silent") return every({ kind: "unknown", cause: answer.cause });
  if (answer.status !== 200) {
    const meaning = meaningOf("ask", answer.status, textAt(answer.body, "code"));
    return every(meaning === "absent" ? { kind: "absent" } : unknownError(meaning, answer.status, answer.body));
  }
  const field = strayedCombined(settings, answer.body, subject.combinedId);
  if (field) return every({ kind: "unknown", cause: `the answer is about another order: ${field}`, alarm: true });
  const told = combinedOutcome(answer.body);
  const parts = subject.parts.map(
    ({ paymentId }) =>
      told.find((part) => part.paymentId === paymentId) ?? { paymentId, outcome: { kind: "absent" } as const },
  );
  return { whole: parts[0]?.outcome ?? { kind: "absent" }, parts };
}

function everyPart(parts: readonly CombinedPart[], outcome: AskOutcome): CombinedOutcome {
  return parts.map(({ paymentId }) => ({ paymentId, outcome }));
}

/** The parts of a combined order's answer or notice. */
export function combinedOutcome(order: JsonObject): CombinedOutcome {
  const payer = { openid: textAt(objectAt(order, "combine_payer_info"), "openid") };
  return objectsAt(order, "sub_orders").map((part) => ({
    paymentId: textAt(part, "out_trade_no"),
    outcome: payOutcome({ ...part, payer }),
  }));
}

export function strayedCombined(settings: WeChatPaySettings, order: JsonObject, combinedId?: string): string | null {
  if (textAt(order, "combine_appid") !== settings.appid) return "combine_appid";
  if (textAt(order, "combine_mchid") !== settings.mchid) return "combine_mchid";
  return combinedId !== undefined && textAt(order, "combine_out_trade_no") !== combinedId
    ? "combine_out_trade_no"
    : null;
}
