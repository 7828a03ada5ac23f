import type { OnboardingOutcome, RejectReason } from "../protocol.ts";
import { houseNames } from "./applyment-form.ts";
import { type Meaning, unknownError } from "./outcome.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "./wire.ts";

/** States: pay.weixin.qq.com, "get-state-by-out-request-no" of 2024-11-28. */
const states = {
  CHECKING: "reviewing",
  AUDITING: "reviewing",
  ACCOUNT_NEED_VERIFY: "verify_account",
  NEED_SIGN: "sign",
  REJECTED: "rejected",
  FROZEN: "frozen",
  FINISH: "accepted",
  CANCELED: "withdrawn",
} as const;

/** Of an answer to a question about an application. */
export function applymentOutcome(body: JsonObject): OnboardingOutcome {
  const id = body["applyment_id"];
  const walletRef = typeof id === "number" ? { walletRef: `${id}` } : {};
  const word = textAt(body, "applyment_state");
  // Seen in the field: an answer without a state while nothing can be signed yet. It says nothing.
  if (word === "") return { kind: "unknown", cause: "applyment_state missing" };
  if (!Object.hasOwn(states, word)) return { kind: "unknown", cause: `applyment_state ${word}`, alarm: true };
  const meaning = states[word as keyof typeof states];
  if (meaning === "reviewing" || meaning === "withdrawn") return { kind: meaning, ...walletRef };
  if (meaning === "rejected" || meaning === "frozen") return { kind: meaning, ...walletRef, reasons: reasonsOf(body) };
  if (meaning === "accepted") {
    const subMerchant = textAt(body, "sub_mchid");
    if (!/^\d{6,32}$/.test(subMerchant)) return { kind: "unknown", cause: "FINISH without a sub_mchid", alarm: true };
    return { kind: "accepted", ...walletRef, subMerchant };
  }
  const url = textAt(body, meaning === "sign" ? "sign_url" : "legal_validation_url");
  const says =
    meaning === "sign"
      ? "请超级管理员用微信扫码签约 (the administrator signs by scanning this in WeChat)"
      : transferWords(objectAt(body, "account_validation"));
  return { kind: "action_needed", ...walletRef, what: meaning, says, ...(url === "" ? {} : { url }) };
}

function reasonsOf(body: JsonObject): RejectReason[] {
  return objectsAt(body, "audit_detail").map((one) => ({
    field: houseName(textAt(one, "param_name")),
    says: textAt(one, "reject_reason"),
  }));
}

const houseName = (path: string): string | null => houseNames[path.split(/[./]/).at(-1) ?? ""] ?? null;

/** The account number in it is encrypted for us, and nothing that the store does not know. */
function transferWords(validation: JsonObject): string {
  const amount = Number.parseInt(String(validation["pay_amount"] ?? ""), 10);
  const [to, bank, until] = ["destination_account_name", "destination_account_bank", "deadline"].map((name) =>
    textAt(validation, name),
  );
  if (!to || !Number.isSafeInteger(amount)) return "请按链接完成账户验证 (prove the bank account by the link)";
  return `请从结算账户向 ${to}（${bank}）汇款 ${amount} 分，截止 ${until} (transfer ${amount} fen from the account)`;
}

type Call = "apply" | "ask" | "withdraw";

/**
 * Codes: public programs' lists of this call's errors (PROCESSING: one is under way already; APPLYMENT_NOTEXIST). The
 * HTTP statuses that go with them are remembered, not verified, so only the code is read.
 */
const codes: Readonly<Record<string, Readonly<Record<Call, Meaning>>>> = {
  PARAM_ERROR: { apply: "refused", ask: "ours", withdraw: "ours" },
  INVALID_REQUEST: { apply: "look", ask: "ours", withdraw: "look" },
  PROCESSING: { apply: "look", ask: "busy", withdraw: "look" },
  REQUEST_BLOCKED: { apply: "ours", ask: "ours", withdraw: "look" },
  APPLYMENT_NOTEXIST: { apply: "ours", ask: "absent", withdraw: "absent" },
  APPLYMENT_NOT_EXIST: { apply: "ours", ask: "absent", withdraw: "absent" },
  RESOURCE_NOT_EXISTS: { apply: "ours", ask: "absent", withdraw: "absent" },
  NO_AUTH: { apply: "ours", ask: "ours", withdraw: "ours" },
  SIGN_ERROR: { apply: "ours", ask: "ours", withdraw: "ours" },
  RATE_LIMITED: { apply: "busy", ask: "busy", withdraw: "busy" },
  RATELIMIT_EXCEEDED: { apply: "busy", ask: "busy", withdraw: "busy" },
  FREQUENCY_LIMITED: { apply: "busy", ask: "busy", withdraw: "busy" },
  SYSTEM_ERROR: { apply: "busy", ask: "busy", withdraw: "busy" },
};

export function meaningOfApplyment(call: Call, status: number, code: string): Meaning | null {
  if (status >= 500) return "busy";
  return Object.hasOwn(codes, code) ? (codes[code]?.[call] ?? null) : null;
}

/** A refusal that names a field of the form is one that the store can mend; any other is ours. */
export function rejectedBy(status: number, body: JsonObject): OnboardingOutcome {
  const field = houseName(textAt(objectAt(body, "detail"), "field"));
  if (field === null) return unknownError("ours", status, body);
  return { kind: "rejected", reasons: [{ field, says: textAt(body, "message") }] };
}
