import type {
  ImageType,
  OnboardingDocument,
  OnboardingOutcome,
  OnboardingRequest,
  OnboardingSubject,
  OnboardingWallet,
  UploadOutcome,
} from "../protocol.ts";
import { newWord } from "./outcome.ts";
import { type Answer, fieldText, type Wire } from "./wire.ts";
import { zftBiz } from "./zft-form.ts";
import { newestOrder, reasonsIn, zftOutcome } from "./zft-words.ts";

const methods = {
  upload: "ant.merchant.expand.indirect.image.upload",
  create: "ant.merchant.expand.indirect.zft.create",
  query: "ant.merchant.expand.indirect.zftorder.query",
} as const;

/** 直付通: a platform brings its stores in. There is no call that takes an application back while it is reviewed. */
export function makeOnboarding(wire: Wire): OnboardingWallet {
  return {
    upload: (document) => upload(wire, document),
    apply: (request) => apply(wire, request),
    ask: (subject) => ask(wire, subject),
  };
}

const endings: Record<ImageType, string> = { "image/jpeg": "jpg", "image/png": "png", "image/bmp": "bmp" };

async function upload(wire: Wire, { name, type, content }: OnboardingDocument): Promise<UploadOutcome> {
  const ending = endings[type];
  const file = { field: "image_content", filename: `${name}.${ending}`, type, content };
  const answer = await wire.upload(methods.upload, { image_type: ending }, file);
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  const ref = fieldText(answer.fields, "image_id");
  if (answer.code === "10000" && ref !== "") return { kind: "taken", ref };
  if (isRefusal(answer)) return { kind: "rejected", says: answer.says };
  return unknownAnswer(answer);
}

type Proven = Extract<Answer, { kind: "proven" }>;

/** Explicitly about what was sent. The sub_codes of these calls are remembered, not verified. */
const isRefusal = ({ code, subCode }: Proven): boolean =>
  code === "40004" && /(?:^|\.)(?:INVALID_PARAMETER|PARAM_ILLEGAL|ILLEGAL_PARAM\w*|IMAGE_\w+)$/.test(subCode);

function unknownAnswer({ code, subCode, says }: Proven): Extract<OnboardingOutcome, { kind: "unknown" }> {
  const cause = `${subCode || code}: ${says}`;
  const busy = code === "20000" || code === "40005" || /SYSTEM_ERROR$/.test(subCode);
  return busy ? { kind: "unknown", cause } : { kind: "unknown", cause, alarm: true };
}

async function apply(wire: Wire, request: OnboardingRequest): Promise<OnboardingOutcome> {
  const answer = await wire.call(methods.create, zftBiz(request), { noticeUrl: request.noticeUrl });
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  if (answer.code === "10000") {
    const walletRef = fieldText(answer.fields, "order_id");
    return walletRef === "" ? newWord("an application without a number") : { kind: "reviewing", walletRef };
  }
  if (isRefusal(answer)) return { kind: "rejected", reasons: reasonsIn([answer.says]) };
  const unknown = unknownAnswer(answer);
  if (answer.code !== "40004" || !unknown.alarm) return unknown;
  // Another business word: one may be under way under this number already, and it tells how it stands.
  const found = await ask(wire, request);
  return found.kind === "absent" ? unknown : found;
}

async function ask(wire: Wire, subject: OnboardingSubject): Promise<OnboardingOutcome | { kind: "absent" }> {
  const answer = await wire.call(methods.query, { external_id: subject.applicationId });
  if (answer.kind === "unproven") return { kind: "unknown", cause: answer.cause };
  if (answer.code !== "10000") {
    // The name is remembered, not verified.
    return /ORDER_NOT_EXIST$|MERCHANT_NOT_EXIST$/.test(answer.subCode) ? { kind: "absent" } : unknownAnswer(answer);
  }
  const order = newestOrder(answer.fields, subject.applicationId);
  if (!order || fieldText(order, "order_id") === subject.roundBefore) return { kind: "absent" };
  return zftOutcome(order);
}
