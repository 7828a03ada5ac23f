import type { OnboardingOutcome, OnboardingRequest, OnboardingSubject, OnboardingWallet } from "../protocol.ts";
import { applymentBody } from "./applyment-form.ts";
import { applymentOutcome, meaningOfApplyment, rejectedBy } from "./applyment-words.ts";
import { uploadMedia } from "./media.ts";
import { unknownError } from "./outcome.ts";
import { encryptSensitive } from "./sign.ts";
import type { Trust } from "./trust.ts";
import { textAt, type Wire } from "./wire.ts";

const root = "/v3/ecommerce/applyments/";
const byNumber = (number: string) => `${root}out-request-no/${encodeURIComponent(number)}`;

/** 收付通: a platform brings its stores in as sub-merchants. There is no notice: whoever wants to know asks. */
export function makeOnboarding(wire: Wire, trust: Trust): OnboardingWallet {
  return {
    upload: (document) => uploadMedia(wire, document),
    apply: (request) => apply(wire, trust, request),
    ask: (subject) => ask(wire, subject),
    withdraw: (subject) => withdraw(wire, subject),
  };
}

/** The same number again, after a rejection, replaces what it said before; so a repeat is the same application. */
async function apply(wire: Wire, trust: Trust, request: OnboardingRequest): Promise<OnboardingOutcome> {
  const key = trust.preferred();
  if (!key) return { kind: "unknown", cause: "no key of the wallet to encrypt with", alarm: true };
  const answer = await wire.post(
    root,
    applymentBody(request, (text) => encryptSensitive(key.key, text)),
  );
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status === 200) {
    if (textAt(answer.body, "out_request_no") !== request.applicationId)
      return { kind: "unknown", cause: "the answer is about another application", alarm: true };
    const id = answer.body["applyment_id"];
    return { kind: "reviewing", ...(typeof id === "number" ? { walletRef: `${id}` } : {}) };
  }
  const meaning = meaningOfApplyment("apply", answer.status, textAt(answer.body, "code"));
  if (meaning === "refused") return rejectedBy(answer.status, answer.body);
  if (meaning !== "look") return unknownError(meaning, answer.status, answer.body);
  // One is under way under this number already: it is ours, and tells how it stands.
  const found = await ask(wire, request);
  return found.kind === "absent" ? unknownError(null, answer.status, answer.body) : found;
}

async function ask(wire: Wire, subject: OnboardingSubject): Promise<OnboardingOutcome | { kind: "absent" }> {
  const answer = await wire.get(byNumber(subject.applicationId));
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status !== 200) {
    const meaning = meaningOfApplyment("ask", answer.status, textAt(answer.body, "code"));
    return meaning === "absent" ? { kind: "absent" } : unknownError(meaning, answer.status, answer.body);
  }
  if (textAt(answer.body, "out_request_no") !== subject.applicationId)
    return { kind: "unknown", cause: "the answer is about another application", alarm: true };
  return applymentOutcome(answer.body);
}

/** Revoked is only what the wallet then says is CANCELED; a refusal is looked up, since it may be accepted by now. */
async function withdraw(wire: Wire, subject: OnboardingSubject): Promise<OnboardingOutcome | { kind: "absent" }> {
  const answer = await wire.post(`${byNumber(subject.applicationId)}/revoke`, {});
  if (answer.kind === "silent") return { kind: "unknown", cause: answer.cause };
  if (answer.status !== 200) {
    const meaning = meaningOfApplyment("withdraw", answer.status, textAt(answer.body, "code"));
    if (meaning === "absent") return { kind: "absent" };
    if (meaning !== "look") return unknownError(meaning, answer.status, answer.body);
  }
  return await ask(wire, subject);
}
