import type { Dispute } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";

export type Verdict = NonNullable<Dispute["proposed"]>;

export const disputeStates: ChipWords = {
  with_store: ["processing", "待店铺答复", "With the store"],
  with_person: ["warning", "待人工裁决", "With a person"],
  granted: ["processing", "已同意退款", "Granted"],
  refunded: ["warning", "已退款", "Refunded"],
  appealed: ["warning", "店铺已申诉", "Appealed"],
  upheld: ["default", "维持原判", "Upheld"],
  compensating: ["processing", "赔付中", "Compensating"],
  compensated: ["success", "已赔付店铺", "Store compensated"],
  rejected: ["default", "已驳回", "Rejected"],
  withdrawn: ["default", "买家已撤回", "Withdrawn"],
};

export const kindWords: Readonly<Record<string, readonly [string, string]>> = {
  refund_only: ["仅退款", "Refund only"],
  dispute: ["纠纷", "Dispute"],
};

export const verdictWords: Readonly<Record<Verdict, readonly [string, string]>> = {
  for_buyer: ["支持买家", "For the buyer"],
  for_store: ["支持店铺", "For the store"],
  upheld: ["维持原判", "The verdict stands"],
  overturned: ["推翻原判，赔付店铺", "Overturned: the store is compensated"],
};

/** What ends which state. */
export function verdictsOf(state: string): readonly Verdict[] {
  if (state === "with_person") return ["for_buyer", "for_store"];
  return state === "appealed" ? ["upheld", "overturned"] : [];
}

/** Why it went where it went (the marketplace's refund-only rules). */
export const ruleWords: Readonly<Record<string, readonly [string, string]>> = {
  person_decides: ["由人工裁决", "People decide"],
  opener_not_alone: [
    "发起人不能独自退这么多，由人工裁决",
    "More than whoever opened it may send back alone: people decide",
  ],
  value_above_limit: ["金额超过限额，由人工裁决", "Above the limit: people decide"],
  no_evidence: ["没有凭证，先问店铺", "No evidence: the store is asked"],
  value_above_automatic: ["超过自动同意金额，先问店铺", "Above the automatic sum: the store is asked"],
  store_rated_well: ["店铺评分良好，先问店铺", "A well-rated store is asked"],
  small_evident_low_rating: ["小额、有凭证、低评分：自动同意", "Small, evident, low rating: granted at once"],
};
