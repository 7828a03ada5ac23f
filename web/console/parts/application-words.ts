import type { Application } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";

export type Applicant = Application["applicant"];

export const applicationStates: ChipWords = {
  draft: ["default", "草稿", "Draft"],
  sending: ["processing", "正在提交", "Being sent"],
  reviewing: ["processing", "审核中", "Under review"],
  action_needed: ["warning", "待商户操作", "Your turn"],
  frozen: ["error", "已冻结", "Frozen"],
  rejected: ["error", "已驳回，可修改重提", "Rejected: mend and send again"],
  withdrawing: ["processing", "正在撤回", "Being withdrawn"],
  withdrawn: ["default", "已撤回", "Withdrawn"],
  accepted: ["success", "已通过", "Accepted"],
};

export const applicantWords: Readonly<Record<Applicant, readonly [string, string]>> = {
  company: ["企业", "Company"],
  sole_trader: ["个体工商户", "Sole trader"],
  individual: ["个人", "Individual"],
};

/** States in which the store may still write. */
export const canWrite = (state: string): boolean => state === "draft" || state === "rejected";
