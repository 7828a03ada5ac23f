import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useWho } from "../lib/session.tsx";
import type { Pending } from "../lib/types.ts";

const kinds: Readonly<Record<Pending["kind"], readonly [string, string]>> = {
  opening: ["开放计划", "Opening"],
  standing: ["前提确认", "Prerequisite"],
  agreement: ["协议", "Agreement"],
  withdrawal: ["提现", "Withdrawal"],
  break: ["对账差错", "Break"],
  bill_file: ["上传的账单", "Uploaded bill"],
  dispute: ["纠纷裁决", "Dispute"],
  funds: ["平台自有资金", "Platform's own funds"],
  campaign_bill: ["广告账单", "Campaign's bill"],
  media_payout: ["媒体付款", "Host app's payout"],
  media_payout_told: ["媒体付款结果", "Outcome of a payout"],
  screen_appeal: ["店铺申诉", "Store's appeal"],
  link_block: ["域名屏蔽申诉", "Appeal against a block"],
  hub_change: ["互转枢纽", "Transfers hub"],
  acceptance_change: ["收单互认", "Acceptance"],
  refund: ["退款", "Refund"],
  refund_limit: ["退款限额", "Limit of refunds"],
};

export function usePendingKind(): (kind: Pending["kind"]) => string {
  const say = useSay();
  return (kind) => say(...kinds[kind]);
}

/** Why whoever looks cannot decide it, and until when; as the server said. */
export function useWhyNot(): (yours: Pending["yours"]) => string {
  const say = useSay();
  const formats = useFormats();
  const role = [
    "您的角色不能审批此项，可查看全部内容。",
    "Your role does not decide this; you may read all of it.",
  ] as const;
  const words: Readonly<Record<string, readonly [string, string]>> = {
    not_an_approver: role,
    withdrawals_write_needed: role,
    keys_cannot_approve: role,
    approver_is_proposer: ["您自己提出的，须由他人决定。", "Your own: somebody else decides."],
    same_mailbox: [
      "您与提议人的登录名是同一邮箱或手机号，算作一人。",
      "You and the proposer sign in by one mailbox or telephone: one person.",
    ],
    same_identity: [
      "您与提议人关联过同一身份，算作一人。",
      "You and the proposer were linked with one identity: one person.",
    ],
  };
  return ({ why, until }) =>
    why === "one_hand"
      ? say(
          `您与提议人的账号由同一人创建、授权或重设，未满七天，不算两个人；${formats.short(until)} 起可以审批。`,
          `One of you made, reset or gave a role to the other, or somebody did both, within seven days: not two people until ${formats.short(until)}.`,
        )
      : say(...(words[why ?? ""] ?? role));
}

/** Where it can be looked at. */
export function usePendingPlace(): (one: Pending) => readonly [string, string] | null {
  const say = useSay();
  const { store } = useWho();
  return ({ kind, id, about }) => {
    const opening = (of: string) => [`/console/openings/${of}`, say("查看计划", "Look at the opening")] as const;
    const links = ["/console/links", say("查看链接", "Look at the links")] as const;
    const payouts = ["/console/media-payouts", say("查看付款", "Look at the payouts")] as const;
    const places: Readonly<Record<Pending["kind"], readonly [string, string] | null>> = {
      opening: opening(id),
      standing: about === null ? null : opening(about),
      agreement: [`/console/agreements/${id}`, say("查看协议", "Look at the agreement")],
      withdrawal: store === null ? null : ["/console/balances", say("查看余额", "Look at the balances")],
      break: [`/console/reconciliation?q=${id}`, say("查看差错", "Look at the break")],
      bill_file: ["/console/reconciliation?tab=files", say("查看账单文件", "Look at the file")],
      dispute: [`/console/disputes/${id}`, say("查看纠纷", "Look at the dispute")],
      funds: [`/console/funds?account=${about ?? ""}`, say("查看平台资金", "Look at the funds")],
      campaign_bill: about === null ? null : [`/console/campaigns/${about}`, say("查看活动", "Look at the campaign")],
      media_payout: payouts,
      media_payout_told: payouts,
      screen_appeal: links,
      link_block: links,
      hub_change: ["/console/hub?tab=changes", say("查看枢纽", "Look at the hub")],
      acceptance_change: ["/console/acceptance", say("查看互认", "Look at the pairs")],
      refund: about === null ? null : [`/console/orders/${about}`, say("查看订单", "Look at the order")],
      refund_limit: ["/console/team?tab=limits", say("查看限额", "Look at the limits")],
    };
    return places[kind];
  };
}
