import { useSay } from "../lib/language.tsx";
import { kinds } from "./hub-words.ts";

/** What one person proposes and another decides, in words. */
const acts: Readonly<Record<string, readonly [string, string]>> = {
  pilot: ["开始试点", "Begin the pilot"],
  announce: ["公告", "Announce"],
  open: ["开放", "Open"],
  complete: ["全面开放", "Open to everybody"],
  resume: ["恢复", "Resume"],
  start_stage: ["进入下一步", "Go a step up"],
  resume_stage: ["恢复一步", "Resume a step"],
  plan: ["修改计划", "Change the plan"],
  confirm: ["确认提现", "Withdraw"],
  hear: ["采信账单", "Hear the bill"],
  accept: ["接受差异", "Accept the difference"],
  enter: ["记账", "Post the entry"],
  read_file: ["以上传的账单核对", "Read the uploaded bill"],
  bill: ["结算账单", "Settle the bill"],
  pay: ["付款", "Pay"],
  decide: ["裁决", "Decide"],
  agree: ["订立协议", "Conclude it"],
  renew: ["续签协议", "Renew it"],
  agreement: ["协议已订立", "An agreement stands"],
  sign_off: ["部门会签", "A department's sign-off"],
  for_buyer: ["支持买家", "For the buyer"],
  for_store: ["支持店铺", "For the store"],
  upheld: ["维持原判", "Uphold the verdict"],
  overturned: ["改判", "Overturn the verdict"],
  funds_add: ["存入自有资金", "Own money put there"],
  funds_take: ["取回自有资金", "Own money taken away"],
  told_paid: ["银行已付出", "The bank has paid"],
  told_refused: ["银行退回", "The bank sent it back"],
  lift: ["解除屏蔽", "Let it in again"],
  acceptance_pair: ["登记钱包对", "Pair two wallets"],
  acceptance_rates: ["新费率卡", "A rate card"],
  acceptance_paid: ["付方已付款", "The payer has paid"],
  acceptance_received: ["收方已入账", "The other received it"],
  refund: ["超出本人限额的退款", "Above somebody's own limit"],
  refund_of_store: ["店铺提出、超出限额的退款", "By the store, above a limit"],
  refund_limit: ["修改限额", "Change a limit"],
};

/** At the hub between wallets. */
const hubActs = Object.fromEntries(Object.entries(kinds).map(([kind, words]) => [`hub_${kind}`, words]));

export function useActName(): (act: string) => string {
  const say = useSay();
  return (act) => say(...(acts[act] ?? hubActs[act] ?? ([act, act] as const)));
}
