import type { Words } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";

export type Applicant = "company" | "sole_trader" | "individual";

export type Application = {
  id: string;
  store: string;
  wallet: string;
  applicant: Applicant;
  state: string;
  round: number;
  fields: Record<string, string>;
  secrets_set: string[];
  documents: { name: string; bytes: number; sha256: string; uploaded_at: string }[];
  missing: string[];
  terms: { version: number; hash: string; accepted_at: string } | null;
  reasons: { field: string | null; says: string }[];
  action: { what: "sign" | "verify_account"; url: string | null; says: string } | null;
  sub_merchant: string | null;
  created_at: string;
  submitted_at: string | null;
  merchant_ready_at: string | null;
  buyer_visible_at: string | null;
};

export type Form = {
  wallet: string;
  fields: {
    name: string;
    title: Words;
    secret: boolean;
    required_for: Applicant[];
    pattern: string;
    hint?: Words;
  }[];
  documents: { name: string; title: Words; required_for: Applicant[]; types: string[]; bytes_max: number }[];
};

export type Terms = { wallet: string; version: number; zh: string; en: string; hash: string };

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
