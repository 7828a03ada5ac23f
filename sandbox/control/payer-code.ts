import { type FakePayerCode, payerCodeMoods } from "#wallets/fake-protocol";
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
