import { useSay } from "../lib/language.tsx";

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
  bill: ["结算账单", "Settle the bill"],
  pay: ["付款", "Pay"],
  decide: ["裁决", "Decide"],
};

export function useActName(): (act: string) => string {
  const say = useSay();
  return (act) => say(...(acts[act] ?? ([act, act] as const)));
}
