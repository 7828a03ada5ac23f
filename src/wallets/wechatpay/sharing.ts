import { equals, toMinorNumber } from "#money";
import type {
  BindOutcome,
  Receiver,
  ShareOutcome,
  ShareRequest,
  ShareReturnOutcome,
  ShareReturnRequest,
  SharingWallet,
} from "../protocol.ts";
import { fenAt, said, stray } from "./after-words.ts";
import type { WeChatPaySettings } from "./config.ts";
import { type Dialect, dialectOf } from "./sharing-forms.ts";
import { encryptSensitive } from "./sign.ts";
import type { Trust } from "./trust.ts";
import { type JsonObject, objectsAt, textAt, type Wire } from "./wire.ts";

/**
 * Profit sharing, in the partner's and the e-commerce platform's form. An order that is FINISHED is no success yet: the
 * receiver's own result tells. The wallet's default limit is 30 %.
 */
export function makeSharing(settings: WeChatPaySettings, wire: Wire, trust: Pick<Trust, "preferred">): SharingWallet {
  const form = dialectOf(settings);
  const move = async (way: "add" | "delete", receiver: Receiver, subMerchant?: string): Promise<BindOutcome> => {
    const sealed = sealedName(trust, receiver);
    if (sealed === null) return { kind: "unknown", cause: "no key of the wallet to seal a name with", alarm: true };
    const named = way === "add" ? { relation_type: relationOf(receiver), ...sealed } : {};
    const body = { ...form.whose(subMerchant), appid: settings.appid, ...typed(receiver), ...named };
    const answer = said("bind", await wire.post(`${form.root}/receivers/${way}`, body));
    if (answer.kind === "ok") return { kind: "done" };
    if (answer.kind === "refused" || answer.kind === "unknown") return answer;
    return stray(`receivers/${way} answered ${answer.kind}`);
  };
  return {
    when: "before_release",
    limitBp: 3000,
    own: { kind: "merchant", account: settings.mchid },
    bind: (receiver, subMerchant) => move("add", receiver, subMerchant),
    unbind: (receiver, subMerchant) => move("delete", receiver, subMerchant),
    share: (request) => share(settings, form, wire, trust, request),
    ask: (request) => askShare(form, wire, request),
    takeBack: (request) => takeBack(form, wire, request),
    askReturn: (request) => askReturn(form, wire, request),
    async remaining(subject) {
      const answer = said("ask", await wire.get(form.amounts(subject.walletRef)));
      const amount = answer.kind === "ok" ? fenAt(answer.body, "unsplit_amount") : null;
      if (amount) return { kind: "known", amount };
      return answer.kind === "unknown" ? answer : stray(`the remaining amount is ${answer.kind}`);
    },
  };
}

const relationOf = ({ kind }: Receiver): string => (kind === "merchant" ? "SERVICE_PROVIDER" : "USER");

function typed({ kind, account }: Receiver): JsonObject {
  return { type: kind === "merchant" ? "MERCHANT_ID" : "PERSONAL_OPENID", account };
}

/** The receiver's name, sealed for the wallet's eyes; null when there is a name and no key to seal it with. */
function sealedName(trust: Pick<Trust, "preferred">, receiver: Receiver): JsonObject | null {
  if (receiver.name === undefined) return {};
  const key = trust.preferred()?.key;
  return key ? { name: encryptSensitive(key, receiver.name) } : null;
}

async function share(
  settings: WeChatPaySettings,
  form: Dialect,
  wire: Wire,
  trust: Pick<Trust, "preferred">,
  request: ShareRequest,
): Promise<ShareOutcome> {
  const sealed = sealedName(trust, request.receiver);
  if (sealed === null) return { kind: "unknown", cause: "no key of the wallet to seal a name with", alarm: true };
  const part = { amount: toMinorNumber(request.amount), description: request.reason.slice(0, 80) };
  const receiver = form.receiver({ ...typed(request.receiver), ...sealed });
  const answer = said(
    "share",
    await wire.post(`${form.root}/orders`, {
      ...form.whose(request.subMerchant),
      appid: settings.appid,
      transaction_id: request.walletRef,
      out_order_no: request.shareId,
      receivers: [{ ...receiver, ...part }],
      ...form.keepTheRest,
    }),
  );
  if (answer.kind === "ok") return shareOutcome(form, answer.body, request);
  if (answer.kind !== "look") return answer.kind === "absent" ? stray("a new share is absent") : answer;
  const found = await askShare(form, wire, request);
  if (found.kind !== "absent") return found;
  return await refusedOrEarly(form, wire, request.walletRef, answer);
}

type Looked = Extract<ReturnType<typeof said>, { kind: "look" }>;

/** INVALID_REQUEST may mean "not yet": within about a minute of the payment nothing can be shared or let go. */
export async function refusedOrEarly(form: Dialect, wire: Wire, walletRef: string, looked: Looked) {
  if (looked.refused.code !== "INVALID_REQUEST") return looked.refused;
  const left = said("ask", await wire.get(form.amounts(walletRef)));
  const amount = left.kind === "ok" ? fenAt(left.body, "unsplit_amount") : null;
  return amount && amount.minor === 0n ? looked.refused : looked.unknown;
}

async function askShare(form: Dialect, wire: Wire, request: ShareRequest) {
  const answer = said("ask", await wire.get(form.order(request.shareId, request.walletRef, request.subMerchant)));
  if (answer.kind === "ok") return shareOutcome(form, answer.body, request);
  return answer.kind === "absent" || answer.kind === "unknown" ? answer : stray(`asking answered ${answer.kind}`);
}

/** Only the receiver's own result tells; an order is never read without it. */
function shareOutcome(form: Dialect, body: JsonObject, request: ShareRequest): ShareOutcome {
  const isOurs =
    textAt(body, "out_order_no") === request.shareId && textAt(body, "transaction_id") === request.walletRef;
  if (!isOurs) return stray("the answer is about another share");
  const part = objectsAt(body, "receivers").find((one) => textAt(one, form.account) === request.receiver.account);
  const amount = part ? fenAt(part, "amount") : null;
  if (!part || !amount || !equals(amount, request.amount)) return stray("the share's receiver or amount is not ours");
  const result = textAt(part, "result");
  if (result === "SUCCESS") return { kind: "shared", walletRef: textAt(body, "order_id"), amount };
  if (result === "PENDING") return { kind: "processing" };
  const code = textAt(part, "fail_reason") || "CLOSED";
  if (result === "CLOSED") return { kind: "refused", code, says: failWords[code] ?? code };
  return stray(`a receiver's result is "${result}"`);
}

/** The wallet's reasons, in words of ours: it gives none. */
const failWords: Readonly<Record<string, string>> = {
  ACCOUNT_ABNORMAL: "分账接收方账户异常 the receiver's account is abnormal",
  NO_RELATION: "分账关系已解除 the receiver is not bound any more",
  RECEIVER_HIGH_RISK: "高风险接收方 the receiver is a high risk",
  RECEIVER_REAL_NAME_NOT_VERIFIED: "接收方未实名 the receiver's name is not verified",
  NO_AUTH: "分账权限已解除 the right to share was withdrawn",
  RECEIVER_RECEIPT_LIMIT: "超出用户月收款限额 the receiver's monthly limit is reached",
  PAYER_ACCOUNT_ABNORMAL: "分出方账户异常 the paying account is abnormal",
  INVALID_REQUEST: "描述参数设置失败 the description was refused",
  BALANCE_NOT_ENOUGH: "余额不足 the receiver's balance is too small",
  TIME_OUT_CLOSED: "超时关单 closed after its time",
};

async function takeBack(form: Dialect, wire: Wire, request: ShareReturnRequest): Promise<ShareReturnOutcome> {
  const answer = said(
    "takeBack",
    await wire.post(form.returns, {
      ...form.whose(request.subMerchant),
      out_order_no: request.shareId,
      out_return_no: request.returnId,
      return_mchid: request.receiver.account,
      amount: toMinorNumber(request.amount),
      description: request.reason.slice(0, 80),
    }),
  );
  if (answer.kind === "ok") return returnOutcome(form, answer.body, request);
  if (answer.kind !== "look") return answer.kind === "absent" ? stray("a new return is absent") : answer;
  const found = await askReturn(form, wire, request);
  return found.kind === "absent" ? answer.refused : found;
}

async function askReturn(form: Dialect, wire: Wire, request: ShareReturnRequest) {
  const path = form.returnOf(request.returnId, request.shareId, request.subMerchant);
  const answer = said("ask", await wire.get(path));
  if (answer.kind === "ok") return returnOutcome(form, answer.body, request);
  return answer.kind === "absent" || answer.kind === "unknown" ? answer : stray(`asking answered ${answer.kind}`);
}

function returnOutcome(form: Dialect, body: JsonObject, request: ShareReturnRequest): ShareReturnOutcome {
  const amount = fenAt(body, "amount");
  const isOurs = textAt(body, "out_return_no") === request.returnId && textAt(body, "out_order_no") === request.shareId;
  if (!isOurs || !amount || !equals(amount, request.amount)) return stray("the answer is about another return");
  const result = textAt(body, "result");
  if (result === "SUCCESS") return { kind: "returned", walletRef: textAt(body, form.returnNumber), amount };
  if (result === "PROCESSING") return { kind: "processing" };
  const code = textAt(body, "fail_reason") || "FAILED";
  if (result === "FAILED") return { kind: "refused", code, says: failWords[code] ?? code };
  return stray(`a return's result is "${result}"`);
}
