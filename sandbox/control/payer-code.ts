import { type FakePayerCode, type PayerCodeState, payerCodeMoods } from "#wallets/fake-protocol";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";
import { namedWallet } from "./which-wallet.ts";

/** "Show my code": what the person's app shows for a till to scan, good for a minute and one payment. */
export function showCode(mounted: readonly MountedWallet[], asked: Record<string, unknown>): FakePayerCode {
  const one = namedWallet(mounted, asked["wallet"]);
  const { buyer = "buyer", mood: given = "ready" } = asked;
  const mood = payerCodeMoods.find((known) => known === given);
  if (typeof buyer !== "string" || mood === undefined)
    throw new Refusal(400, "payer_code_malformed", {
      en: `"buyer" is a text, "mood" is ${payerCodeMoods.join(", ")}.`,
      zh: `buyer 须为文本，mood 只能是 ${payerCodeMoods.join("、")}。`,
    });
  if (!one.fake.payerCodes)
    throw new Refusal(404, "no_payer_codes", {
      en: "This wallet shows no payer's codes.",
      zh: "这个钱包没有付款码。",
    });
  return one.fake.payerCodes.show(buyer, mood);
}

/** What became of a code that the app shows; with the payment to confirm where a till wants a password. */
export async function lookAtCode(
  mounted: readonly MountedWallet[],
  asked: Record<string, unknown>,
): Promise<{ state: PayerCodeState | "confirm"; seconds_left: number }> {
  const one = namedWallet(mounted, asked["wallet"]);
  const code = typeof asked["code"] === "string" ? asked["code"] : "";
  const state = one.fake.payerCodes?.state(code) ?? "unknown";
  const waits = state === "taken" && (await one.fake.look(code)).state === "confirm";
  const left = one.fake.payerCodes?.left(code) ?? 0;
  return { state: waits ? "confirm" : state, seconds_left: left };
}
