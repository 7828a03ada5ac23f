import type { ReleaseOutcome, ReleaseRequest, ReleaseWallet } from "../protocol.ts";
import { fenAt, said, stray } from "./after-words.ts";
import type { WeChatPaySettings } from "./config.ts";
import { type Dialect, dialectOf } from "./sharing-forms.ts";
import { type JsonObject, textAt, type Wire } from "./wire.ts";

/** Lets what an order with settle_info.profit_sharing still holds go to the store: unfreeze, or finish-order. */
export function makeRelease(settings: WeChatPaySettings, wire: Wire): ReleaseWallet {
  const form = dialectOf(settings);
  return {
    // Both remembered, not verified.
    holdsDays: settings.holding === "ecommerce" ? 180 : 30,
    release: (request) => release(form, wire, request),
    ask: (request) => ask(form, wire, request),
  };
}

async function release(form: Dialect, wire: Wire, request: ReleaseRequest): Promise<ReleaseOutcome> {
  const answer = said(
    "release",
    await wire.post(form.finish, {
      ...form.whose(request.subMerchant),
      transaction_id: request.walletRef,
      out_order_no: request.releaseId,
      description: "确认收货 release",
    }),
  );
  if (answer.kind === "ok") {
    const now = outcome(form, answer.body, request);
    // finish-order tells no state of its own: what it came to is asked for.
    if (now.kind !== "processing") return now;
    const found = await ask(form, wire, request);
    return found.kind === "absent" ? now : found;
  }
  if (answer.kind !== "look") return answer.kind === "absent" ? stray("a new release is absent") : answer;
  const found = await ask(form, wire, request);
  return found.kind === "absent" ? notHeldOrEarly(form, wire, request, answer) : found;
}

async function ask(form: Dialect, wire: Wire, request: ReleaseRequest): Promise<ReleaseOutcome | { kind: "absent" }> {
  const answer = said("ask", await wire.get(form.order(request.releaseId, request.walletRef, request.subMerchant)));
  if (answer.kind === "ok") return outcome(form, answer.body, request);
  return answer.kind === "absent" || answer.kind === "unknown" ? answer : stray(`asking answered ${answer.kind}`);
}

function outcome(form: Dialect, body: JsonObject, request: ReleaseRequest): ReleaseOutcome {
  const isOurs =
    textAt(body, "out_order_no") === request.releaseId && textAt(body, "transaction_id") === request.walletRef;
  if (!isOurs) return stray("the answer is about another release");
  const state = textAt(body, form.state);
  if (state === "FINISHED") return { kind: "released", walletRef: textAt(body, "order_id") };
  if (state === "PROCESSING" || state === "") return { kind: "processing" };
  if (state === "CLOSED") return { kind: "refused", code: "CLOSED", says: textAt(body, "close_reason") || "CLOSED" };
  return stray(`a release's state is "${state}"`);
}

type Looked = Extract<ReturnType<typeof said>, { kind: "look" }>;

/**
 * The wallet refuses, and has no release under this number. NOT_ENOUGH with nothing left: it holds nothing any more.
 * INVALID_REQUEST: no sharing order at all, if the question for what is left is refused in the same way (remembered,
 * not verified), else too early.
 */
async function notHeldOrEarly(form: Dialect, wire: Wire, request: ReleaseRequest, looked: Looked) {
  const raw = await wire.get(form.amounts(request.walletRef));
  if (raw.kind === "silent") return { kind: "unknown", cause: raw.cause } as const;
  const left = raw.status === 200 ? fenAt(raw.body, "unsplit_amount") : null;
  const says = looked.refused.says;
  if (left?.minor === 0n) return { kind: "not_held", says } as const;
  const isNoSharingOrder = looked.refused.code === "INVALID_REQUEST" && textAt(raw.body, "code") === "INVALID_REQUEST";
  if (isNoSharingOrder) return { kind: "not_held", says } as const;
  return looked.unknown;
}
