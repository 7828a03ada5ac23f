import type { FakeApplication, FakeReason } from "#wallets/fake-protocol";
import { type FakeDecision, fakeDecisions } from "#wallets/fake-protocol";
import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";

export type ApplicationCard = FakeApplication & { wallet: string };

/** Stores' applications as the wallets' reviewers see them. */
export function applications(mounted: readonly MountedWallet[]): { data: ApplicationCard[] } {
  const data = mounted.flatMap(({ wallet, fake }) =>
    (fake.onboarding?.list() ?? []).map((one) => ({ wallet: wallet.id, ...one })),
  );
  return { data };
}

/** `{application, decision, reasons?}`: what a reviewer, or the merchant in the wallet's own app, decides now. */
export function decideApplication(mounted: readonly MountedWallet[], asked: Record<string, unknown>): ApplicationCard {
  const decision = readDecision(asked["decision"]);
  const number = asked["application"];
  const reasons = readReasons(asked["reasons"]);
  for (const one of mounted) {
    const known = one.fake.onboarding?.list().some((card) => card.application === number);
    if (!known || typeof number !== "string") continue;
    const card = one.fake.onboarding?.decide(number, decision, reasons);
    one.touched();
    if (card) return { wallet: one.wallet.id, ...card };
    throw new Refusal(409, "application_state", {
      en: `The application is in no state for "${decision}". GET /onboarding shows how it stands.`,
      zh: `申请当前状态不能执行“${decision}”。GET /onboarding 可查看状态。`,
    });
  }
  throw new Refusal(404, "unknown_application", {
    en: 'No wallet knows this "application". GET /onboarding lists them.',
    zh: "没有此申请。GET /onboarding 列出全部申请。",
  });
}

function readDecision(value: unknown): FakeDecision {
  const found = fakeDecisions.find((one) => one === value);
  if (found) return found;
  const list = fakeDecisions.join(", ");
  throw new Refusal(400, "unknown_decision", { en: `"decision" is one of ${list}.`, zh: `decision 只能是 ${list}。` });
}

function readReasons(value: unknown): FakeReason[] {
  if (value === undefined) return [];
  const isReason = (one: unknown): one is FakeReason =>
    typeof one === "object" && one !== null && "field" in one && "says" in one && typeof one.field === "string";
  if (Array.isArray(value) && value.every(isReason)) return value;
  throw new Refusal(400, "reasons_malformed", {
    en: '"reasons" is a list of {"field": the wallet\'s own name, "says": why}.',
    zh: 'reasons 应为 {"field": 钱包的字段名, "says": 原因} 的列表。',
  });
}
