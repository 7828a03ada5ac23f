import { amountText, readYuan } from "./amount.ts";
import { CommandFault, exits, type Told } from "./context.ts";

export type ExplainOptions = {
  store: string;
  wallet: string;
  /** In yuan; none: without an amount. */
  amount: string | undefined;
  /** RFC 3339; none: now. */
  at: string | undefined;
  json: boolean;
};

/** Why a wallet is or is not on offer in a store, in both languages: whoever asks will answer somebody else. */
export async function explain(told: Told, options: ExplainOptions): Promise<number> {
  const { store, wallet: partner, amount, at } = options;
  if (at !== undefined && !/^\d{4}-\d\d-\d\dT/.test(at))
    throw new CommandFault(
      {
        en: `--at: "${at}" is no instant, such as 2026-12-01T08:00:00+08:00.`,
        zh: `--at：“${at}”不是时刻，例如 2026-12-01T08:00:00+08:00。`,
      },
      exits.usage,
    );
  const question = {
    ...{ store, partner },
    ...(amount === undefined ? {} : { amount: readYuan(amount) }),
    ...(at === undefined ? {} : { at }),
  };
  const { data } = await told.hutong.api.askDecisions({ body: { questions: [question] } });
  const [decision] = data;
  if (!decision) throw new CommandFault({ en: "The house gave no decision.", zh: "系统没有给出判定。" });
  if (options.json) {
    told.out(JSON.stringify(decision));
    return exits.done;
  }
  told.out(decision.open ? "✓ 开放 open" : "✗ 未开放 not open");
  for (const { code, zh, en } of decision.reasons) told.out(`  ${code}\n    ${zh}\n    ${en}`);
  if (decision.opening) {
    const stage = decision.stage ? `, ${decision.stage.kind} ${decision.stage.n}` : "";
    told.out(`  ${decision.opening} v${decision.opening_version}${stage}`);
  }
  const cap = decision.caps.per_payment;
  if (cap) told.out(`  单笔限额 per payment: ${amountText(cap)}`);
  return exits.done;
}
