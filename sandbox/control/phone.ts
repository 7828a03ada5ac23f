import type { PhoneDecision, PhoneView } from "#wallets/fake-protocol";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";
import { walletOfCode } from "./which-wallet.ts";

const decisions: ReadonlySet<unknown> = new Set<PhoneDecision>(["pay", "cancel", "insufficient"]);

export type PhoneAnswer = PhoneView & { wallet: string };

function readCode(asked: Record<string, unknown>): string {
  const code = asked["code"];
  if (typeof code === "string" && code.trim() !== "") return code.trim();
  throw new Refusal(400, "code_missing", {
    en: 'Give the "code": whatever the wallet\'s app would scan or open (code_url, h5_url, prepay_id, qr_code, …).',
    zh: "缺少 code：钱包 App 要扫描或打开的内容（code_url、h5_url、prepay_id、qr_code 等）。",
  });
}

/** What the phone shows for a code, before anything is decided. */
export async function look(mounted: readonly MountedWallet[], asked: Record<string, unknown>): Promise<PhoneAnswer> {
  const code = readCode(asked);
  const one = await walletOfCode(mounted, asked["wallet"], code);
  return { wallet: one.wallet.id, ...(await one.fake.look(code)) };
}

/** The person's decision in the wallet's app, and what the phone shows then. */
export async function pay(mounted: readonly MountedWallet[], asked: Record<string, unknown>): Promise<PhoneAnswer> {
  const code = readCode(asked);
  const decision = asked["decision"] ?? "pay";
  if (!decisions.has(decision))
    throw new Refusal(400, "unknown_decision", {
      en: `"decision" is pay, cancel or insufficient, not ${JSON.stringify(decision)}.`,
      zh: `decision 只能是 pay、cancel 或 insufficient，不能是 ${JSON.stringify(decision)}。`,
    });
  const buyer = asked["buyer"];
  if (buyer !== undefined && buyer !== null && typeof buyer !== "string")
    throw new Refusal(400, "buyer_malformed", { en: '"buyer" is a text.', zh: "buyer 必须是文本。" });
  const one = await walletOfCode(mounted, asked["wallet"], code);
  try {
    const view = await one.fake.act(code, decision as PhoneDecision, buyer ?? undefined);
    return { wallet: one.wallet.id, ...view };
  } finally {
    one.touched();
  }
}
