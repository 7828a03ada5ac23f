import { row } from "./fault-row.ts";

/** What is refused about refunds that wait, and about limits of who may send back how much. */
export const refundFaults = {
  refund_decided: row(
    409,
    false,
    { zh: "该退款申请已有结论", en: "This refund has been decided already" },
    { zh: "请查询该申请的当前状态。", en: "Read the proposal to see what became of it." },
  ),
  refund_others_own: row(
    403,
    false,
    { zh: "只有申请人可以撤回", en: "Only whoever asked for it takes it back" },
    { zh: "其他人请批准或否决该申请。", en: "Approve it or reject it instead." },
  ),
  refund_limit_pending: row(
    409,
    false,
    { zh: "该角色已有一项限额修改待审批", en: "A change of this role's limit waits already" },
    { zh: "请先审批那一项，再提出新的。", en: "Have that one decided first, then propose the next." },
  ),
  refund_limit_decided: row(
    409,
    false,
    { zh: "该限额修改已有结论", en: "This change of a limit has been decided already" },
    { zh: "请查询它的当前状态。", en: "Read it to see what became of it." },
  ),
  refund_limit_owners_own: row(
    403,
    false,
    { zh: "店铺限额只能由店主本人设置", en: "Only an owner of the store sets its limits" },
    { zh: "请由店主登录控制台设置；密钥不能设置。", en: "Have an owner set it at the console; keys set none." },
  ),
} as const;
