import { row } from "./fault-row.ts";

/** What is refused about data alliances, reach and effect reports. */
export const allianceFaults = {
  alliance_not_open: row(
    409,
    false,
    { zh: "数据合作尚未对该伙伴开放", en: "Data is not open to this partner" },
    {
      zh: "reasons 逐项说明原因；须先开放 data 能力。",
      en: "`reasons` says why. Open the capability `data` to it first.",
    },
  ),
  alliance_agreement_missing: row(
    409,
    false,
    { zh: "所依据的协议不在有效期内", en: "The agreement that it hangs on is not in force" },
    { zh: "请先签署或续签 context 中的协议。", en: "Sign or renew the agreement that `context` names." },
  ),
  alliance_not_running: row(
    409,
    false,
    { zh: "合同不在有效期内", en: "The contract does not run now" },
    { zh: "请查看合同的起止时间。", en: "Read when the contract starts and ends." },
  ),
  alliance_purpose_refused: row(
    409,
    false,
    { zh: "合同未约定此用途", en: "The contract does not name this purpose" },
    { zh: "仅限合同所列用途。", en: "Use a purpose of the contract, or make another contract." },
  ),
  alliance_consent_missing: row(
    409,
    false,
    { zh: "数据集未获同意用于此用途", en: "The people in the dataset did not agree to this" },
    { zh: "数据集已撤回，或未包含此用途。", en: "It was withdrawn, or does not name this purpose." },
  ),
  alliance_mode_refused: row(
    409,
    false,
    { zh: "合同未约定此方式", en: "The contract does not name this mode" },
    { zh: "仅限合同所列方式（size、sum）。", en: "Use a mode of the contract: size, or sum." },
  ),
  alliance_budget_used_up: row(
    409,
    false,
    { zh: "与该伙伴约定的次数已用完", en: "The runs agreed with this partner are used up" },
    {
      zh: "每次运行都会泄露一点信息，次数用完不可恢复；同一伙伴的有效合同合并计算。",
      en: "Every run tells a little and none comes back; running contracts with a partner count together.",
    },
  ),
  alliance_run_over: row(
    409,
    false,
    { zh: "该次运行已结束", en: "The run is over" },
    { zh: "结果只记录一次，请查询该次运行。", en: "It ended once, and stays so. Read the run." },
  ),
  alliance_run_not_done: row(
    409,
    false,
    { zh: "该次运行没有可用的人数", en: "The run has no figure to use" },
    { zh: "须为已完成且不少于最小人群的运行。", en: "Name a run that is done; below the crowd there is no figure." },
  ),
  reach_impossible: row(
    422,
    false,
    { zh: "人数自相矛盾", en: "The figures contradict each other" },
    {
      zh: "重合人数不得超过任何一方；同一分段只能出现一次。",
      en: "An overlap is no larger than either side, and a segment is told once. `context` says which.",
    },
  ),
  effect_no_hold_out: row(
    409,
    false,
    { zh: "该阶段没有对照组", en: "The stage holds nobody out" },
    {
      zh: "须为按买家固定比例开放的试点或阶段（大于 0 且小于 10000）。",
      en: "Name a pilot or stage of an opening with a share of buyers above 0 and below 10000.",
    },
  ),
  effect_not_begun: row(
    409,
    false,
    { zh: "该阶段尚未开始", en: "The stage has not begun" },
    { zh: "阶段开始并有订单之后再作报告。", en: "Ask again once it has begun, or name an earlier `start`." },
  ),
  effect_too_many_orders: row(
    409,
    false,
    { zh: "订单过多", en: "Too many orders for one report" },
    { zh: "请缩短时间范围（至多五十万笔订单）。", en: "Choose fewer days: a report reads at most 500,000 orders." },
  ),
} as const;
