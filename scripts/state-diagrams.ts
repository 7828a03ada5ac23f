import { payoutTable } from "#campaigns";
import { activationStarts, activationTable } from "#directory";
import { disputeStarts, disputeTable } from "#disputes";
import { applicationTable } from "#onboarding";
import { openingTable } from "#openings";
import { paymentStart, paymentTable, refundTable } from "#payments";
import { shareReturnTable, shareTable, walletReleaseTable, withdrawalTable } from "#settlement";
import type { Words } from "#start-fault";

export type StateMove = { from: string; event: string | null; to: string };

/** A state table as people read it: one page of docs/states. */
export type StateDiagram = {
  /** Name of the page. */
  name: string;
  title: Words;
  /** The file that holds the table. */
  source: string;
  /** What a reader must know beside the table. */
  note: Words;
  /** States that something may begin in. */
  starts: readonly string[];
  states: Readonly<Record<string, Words>>;
  moves: readonly StateMove[];
};

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;

function movesOf(table: Table): StateMove[] {
  return Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).flatMap(([event, to]) => (to === undefined ? [] : [{ from, event, to }])),
  );
}

/** Every state from which an opening can be paused is one that a resume leads back to. */
function openingMoves(): StateMove[] {
  const moves = movesOf(openingTable);
  const pausable = moves.filter((move) => move.event === "pause").map((move) => move.from);
  return moves.flatMap((move) => (move.to === "back" ? pausable.map((to) => ({ ...move, to })) : [move]));
}

function activationMoves(): StateMove[] {
  return Object.entries(activationTable).flatMap(([from, row]) => row.map((to) => ({ from, event: null, to })));
}

const sending: Words = {
  en: "The intent is committed; the wallet may not know of it.",
  zh: "意图已落库，钱包未必知晓。",
};
const taken: Words = { en: "The wallet has taken it on; that is no result yet.", zh: "钱包已受理，尚无结果。" };
const refused: Words = { en: "The wallet's word: nothing moved and nothing will.", zh: "钱包明确拒绝，款项未动。" };

export const stateDiagrams: readonly StateDiagram[] = [
  {
    name: "payments",
    title: { en: "A payment: one attempt with one wallet", zh: "支付：用一个钱包的一次尝试" },
    source: "src/payments/states.ts",
    note: {
      en:
        "`offered`, `refused`, `closed` and `paid` are the wallet's own words, proven. `paid` becomes `surplus` where " +
        "the order no longer needs the money. `other_amount` is the wallet's answer to our own question: it took " +
        "another amount than was asked, and all of it goes back. `left` is the house's: the buyer turned to another wallet. `closed` is " +
        "the house's in two cases: a cart whose wallet was never called is undone, and an attempt that the wallet " +
        "still does not know a minute after its time is over is ended.",
      zh:
        "offered、refused、closed、paid 均出自钱包经验证的答复；订单已不需要这笔钱时，paid 记为 surplus。" +
        "other_amount：经主动查询，钱包确认实收金额与订单不符，全额退回。" +
        "left 由系统记录：买家改用了另一个钱包。closed 仅在两种情形下由系统自行记录：购物车只写了一半、钱包从未被调用；" +
        "或有效期结束一分钟后钱包仍查无此单。",
    },
    starts: [paymentStart],
    states: {
      starting: { en: "The intent is committed, the wallet's answer is not.", zh: "意图已落库，钱包的答复尚未落库。" },
      waiting: { en: "The wallet waits for the buyer.", zh: "钱包等待买家付款。" },
      abandoned: {
        en: "The buyer turned elsewhere, and the wallet could not prove it closed: it may still be paid.",
        zh: "买家已改用其他方式，但钱包无法证明已关闭，仍可能被支付。",
      },
      refused: { en: "The wallet's word: nothing was taken and nothing will be.", zh: "钱包明确拒绝，未扣款。" },
      closed: { en: "Nobody can pay it any more.", zh: "已关闭，无法再支付。" },
      paid: { en: "The money stands in the store's book.", zh: "已支付，款项记入店铺账簿。" },
      surplus: {
        en: "Paid, but the order did not need it, or not with this amount: it is being sent back.",
        zh: "已支付，但订单不需要或金额不符，正在退回。",
      },
      returned: { en: "The surplus went back.", zh: "多付的款项已退回。" },
    } satisfies Record<keyof typeof paymentTable, Words>,
    moves: movesOf(paymentTable),
  },
  {
    name: "refunds",
    title: { en: "A refund", zh: "退款" },
    source: "src/payments/refund-states.ts",
    note: {
      en: "Every move is the wallet's word. A wallet that refuses to send a surplus back makes it `abnormal`.",
      zh: "每一步都出自钱包的答复。多付的款项若被钱包拒绝退回，则记为 abnormal。",
    },
    starts: ["created"],
    states: {
      created: { en: "Reserved in the books, not yet known at the wallet.", zh: "账簿中已预留，钱包尚未确认。" },
      processing: { en: "The wallet has taken it on; that is not yet a refund.", zh: "钱包已受理，尚未退成。" },
      abnormal: {
        en: "The wallet could not reach the buyer's account: a person must choose another way.",
        zh: "钱包无法退到买家账户，需人工处理。",
      },
      refunded: { en: "The money went back.", zh: "已退回。" },
      refused: { en: "No money went back and none will: it is where it was.", zh: "被拒绝，款项仍在原处。" },
    } satisfies Record<keyof typeof refundTable, Words>,
    moves: movesOf(refundTable),
  },
  {
    name: "disputes",
    title: { en: "A refund-only request, or a dispute", zh: "仅退款申请与纠纷" },
    source: "src/disputes/states.ts",
    note: {
      en:
        "A refund-only request begins where the marketplace's rules lead: granted at once, with the store, or with a " +
        "person; any other dispute with a person. `for_buyer`, `for_store`, `upheld` and `overturned` take two " +
        "people. `silent` is the clock's. While it is with_store, with_person or granted, the order's money is held.",
      zh:
        "仅退款申请按平台规则进入：直接通过、先问店铺、或转人工；其他纠纷一律转人工。for_buyer、for_store、upheld、" +
        "overturned 须两人决定；silent 由时限触发。处于 with_store、with_person、granted 时，订单款项不放款。",
    },
    starts: disputeStarts,
    states: {
      with_store: { en: "The store may agree or contest until its deadline.", zh: "等待店铺在期限内答复。" },
      with_person: { en: "One person proposes, another decides.", zh: "人工处理：一人提议，另一人决定。" },
      granted: { en: "The refund is to be made, or under way.", zh: "已同意，退款进行中。" },
      refunded: { en: "The money went back; a store may appeal for some days.", zh: "已退款，店铺可在期限内申诉。" },
      appealed: { en: "The store appealed; two people decide.", zh: "店铺已申诉，由两人决定。" },
      upheld: { en: "The refund was right.", zh: "维持退款。" },
      compensating: { en: "The platform owes the store its loss.", zh: "申诉成立，平台补偿中。" },
      compensated: { en: "The platform made the store's loss good.", zh: "平台已补偿店铺。" },
      rejected: { en: "Decided for the store: nothing goes back.", zh: "驳回，不退款。" },
      withdrawn: { en: "The buyer took it back.", zh: "买家已撤回。" },
    } satisfies Record<keyof typeof disputeTable, Words>,
    moves: movesOf(disputeTable),
  },
  {
    name: "openings",
    title: { en: "An opening", zh: "开放计划" },
    source: "src/openings/states.ts",
    note: {
      en:
        "`resume` leads back to the state that it was paused from. An announced opening opens by itself at its " +
        "effective instant: `begin` and `complete` only record what the decision already says. The API's " +
        "`open` is as many of these events as it takes.",
      zh:
        "resume 回到暂停前的状态。已公布的计划到生效时间即自动开放：begin、complete 只是记录决定已经说明的事实。" +
        "接口的 open 会依次执行所需的各步。",
    },
    starts: ["draft"],
    states: {
      draft: { en: "Being written; it decides nothing.", zh: "起草中，不影响任何决定。" },
      piloting: { en: "Before the announcement: pilots.", zh: "公告前的试点。" },
      consulting: { en: "Stores are asked.", zh: "征求店铺意见。" },
      decided: { en: "It will open; no date has been told.", zh: "已决定开放，日期未公布。" },
      announced: { en: "Stores and buyers know from when it opens.", zh: "已公布生效时间。" },
      opening: { en: "Open; its stages run.", zh: "已开放，分阶段进行。" },
      open: { en: "Open.", zh: "全面开放。" },
      paused: { en: "Shut for now.", zh: "暂停。" },
      withdrawn: { en: "Shut for good.", zh: "已撤回。" },
    } satisfies Record<keyof typeof openingTable, Words>,
    moves: openingMoves(),
  },
  {
    name: "activations",
    title: { en: "An activation: a store's joining of a wallet", zh: "开通：店铺接入一个钱包" },
    source: "src/directory/activation-states.ts",
    note: {
      en:
        "An operator may begin in any of the first three states, to bring in what already runs elsewhere. A store " +
        "itself may apply, switch off, and show to buyers what the wallet has made ready.",
      zh: "运营者可从前三种状态中的任一种开始，以接管已在别处运行的店铺。店铺自己可以申请、关闭，以及在钱包就绪后向买家开放。",
    },
    starts: activationStarts,
    states: {
      applied: { en: "The store has asked; the wallet reviews.", zh: "店铺已申请，钱包审核中。" },
      merchant_ready: { en: "The store can be paid; buyers do not see it yet.", zh: "商户就绪，买家尚不可见。" },
      active: { en: "Buyers see it.", zh: "对买家可见。" },
      switched_off: { en: "The store has switched it off.", zh: "店铺已关闭。" },
    } satisfies Record<keyof typeof activationTable, Words>,
    moves: activationMoves(),
  },
  {
    name: "applications",
    title: { en: "An application: a store asks to join a wallet", zh: "进件申请：店铺申请接入一个钱包" },
    source: "src/onboarding/states.ts",
    note: {
      en:
        "`sending` and `withdrawing` are intents whose answer is asked for on a schedule. Everything else but `draft` " +
        "is the wallet's own word. A `rejected` one is mended and sent again under the same number.",
      zh:
        "sending、withdrawing 是已落库而尚待答复的意图，系统会定时查询。除 draft 外，其余状态均出自钱包的答复。" +
        "rejected 的申请修改后以同一编号再次提交。",
    },
    starts: ["draft"],
    states: {
      draft: { en: "Being filled in, step by step.", zh: "填写中。" },
      sending: { en: "Submitted; the wallet's answer is not known yet.", zh: "已提交，钱包尚未答复。" },
      reviewing: { en: "The wallet reviews it.", zh: "钱包审核中。" },
      action_needed: { en: "The merchant must sign, or prove the bank account.", zh: "待商户签约或验证账户。" },
      frozen: { en: "Held by the wallet.", zh: "被钱包冻结。" },
      rejected: { en: "Rejected, with reasons by field: mend it or withdraw it.", zh: "已驳回，附逐项原因。" },
      withdrawing: { en: "Being called off; the wallet has not confirmed.", zh: "撤回中。" },
      withdrawn: { en: "Called off.", zh: "已撤回。" },
      accepted: { en: "The store has its number at the wallet.", zh: "已通过，店铺获得商户号。" },
    } satisfies Record<keyof typeof applicationTable, Words>,
    moves: Object.entries(applicationTable).flatMap(([from, row]) => row.map((to) => ({ from, event: null, to }))),
  },
  {
    name: "withdrawals",
    title: { en: "A withdrawal", zh: "提现" },
    source: "src/settlement/withdrawal-states.ts",
    note: {
      en: "`confirmed` takes a second caller, or a second person. A day without it cancels. The rest is the wallet's word.",
      zh: "confirmed 须由另一人执行，逾一日未确认即撤销；其余各步出自钱包的答复。",
    },
    starts: ["asked"],
    states: {
      asked: { en: "Set aside; it goes nowhere yet.", zh: "已冻结，尚未发出。" },
      sending,
      processing: taken,
      paid: {
        en: "It reached the bank card; the bank is watched for some days.",
        zh: "已到账，随后数日仍留意银行退票。",
      },
      returned: {
        en: "The bank sent it back: money and fee are the store's again.",
        zh: "银行退票，本金与手续费退回余额。",
      },
      refused: { en: "Refused: it is back in the balance.", zh: "被拒绝，已退回余额。" },
      cancelled: { en: "Called off before anybody confirmed.", zh: "确认前已撤销。" },
    } satisfies Record<keyof typeof withdrawalTable, Words>,
    moves: movesOf(withdrawalTable),
  },
  {
    name: "media-payouts",
    title: { en: "A payout to a host app", zh: "付给宿主应用" },
    source: "src/campaigns/payout-states.ts",
    note: {
      en: "`confirmed` takes a second person; three days without one cancel it. The rest is the wallet's or the bank's word.",
      zh: "confirmed 须由另一人执行，逾三日未确认即撤销；其余各步出自钱包或银行的答复。",
    },
    starts: ["asked"],
    states: {
      asked: { en: "Set aside; it goes nowhere yet.", zh: "已预留，尚未发出。" },
      sending,
      processing: taken,
      paid: { en: "It reached the host app's bank account.", zh: "宿主应用已收款。" },
      returned: { en: "The bank sent it back: it is owed as before.", zh: "银行退回，仍为应付。" },
      refused: { en: "Refused: it is owed as before.", zh: "被拒绝，仍为应付。" },
      cancelled: { en: "Called off before anybody confirmed.", zh: "确认前已撤销。" },
    } satisfies Record<keyof typeof payoutTable, Words>,
    moves: movesOf(payoutTable),
  },
  {
    name: "wallet-releases",
    title: { en: "A release where the wallet holds the money", zh: "由钱包冻结款项时的放款" },
    source: "src/settlement/release-states.ts",
    note: {
      en: "The books move with `released`. Refunds wait while it is under way, and while it is stopped with a share made.",
      zh: "账簿在 released 时记账。进行中、或已分账而停止时，退款须等待。",
    },
    starts: ["sharing", "releasing"],
    states: {
      sharing: {
        en: "The marketplace's share goes first, where the wallet shares what it holds.",
        zh: "先分账给平台。",
      },
      releasing: { en: "The wallet is told to let the rest go.", zh: "通知钱包解冻其余款项。" },
      released: { en: "The wallet's word: it is the store's.", zh: "钱包确认，款项归店铺。" },
      stopped: {
        en: "The wallet refused: it stays in escrow until somebody asks again.",
        zh: "钱包拒绝，仍为担保款。",
      },
    } satisfies Record<keyof typeof walletReleaseTable, Words>,
    moves: movesOf(walletReleaseTable),
  },
  {
    name: "shares",
    title: { en: "A share of a payment at the wallet", zh: "钱包分账" },
    source: "src/settlement/sharing-states.ts",
    note: {
      en: "`done` is the receiver's own result. A refused share keeps no release up: the commission stays uncollected.",
      zh: "done 指接收方自己的结果。分账被拒不妨碍放款，佣金仍留在店铺账簿中待收。",
    },
    starts: ["sending"],
    states: {
      sending,
      processing: taken,
      shared: { en: "The marketplace has it.", zh: "平台已收到。" },
      refused,
    } satisfies Record<keyof typeof shareTable, Words>,
    moves: movesOf(shareTable),
  },
  {
    name: "share-returns",
    title: { en: "A share's return", zh: "分账回退" },
    source: "src/settlement/sharing-states.ts",
    note: {
      en: "Asked for before a refund, or by itself after one whose commission the store's balance had paid.",
      zh: "退款前由平台发起；或退款已由店铺余额承担佣金之后自动发起。",
    },
    starts: ["sending"],
    states: {
      sending,
      processing: taken,
      returned: { en: "It is back at the store's number.", zh: "已回到店铺。" },
      refused,
    } satisfies Record<keyof typeof shareReturnTable, Words>,
    moves: movesOf(shareReturnTable),
  },
];

/** States that no path from a start leads to: a table with such a state is wrong. */
export function unreachable(diagram: StateDiagram): string[] {
  const reached = new Set(diagram.starts);
  for (const state of reached) for (const move of diagram.moves) if (move.from === state) reached.add(move.to);
  return Object.keys(diagram.states).filter((state) => !reached.has(state));
}

function mermaid(diagram: StateDiagram): string[] {
  const left = new Set(diagram.moves.map((move) => move.from));
  const between = new Map<string, string[]>();
  for (const { from, event, to } of diagram.moves) {
    const arrow = `${from} --> ${to}`;
    between.set(arrow, [...(between.get(arrow) ?? []), ...(event === null ? [] : [event])]);
  }
  const arrows = [...between].map(([arrow, events]) => (events.length > 0 ? `${arrow}: ${events.join(", ")}` : arrow));
  return [
    "stateDiagram-v2",
    ...diagram.starts.map((state) => `  [*] --> ${state}`),
    ...arrows.map((arrow) => `  ${arrow}`),
    ...Object.keys(diagram.states).flatMap((state) => (left.has(state) ? [] : [`  ${state} --> [*]`])),
  ];
}

/** The whole page, as it lies in docs/states. */
export function statePage(diagram: StateDiagram): string {
  const rows = Object.entries(diagram.states).map(([state, { en, zh }]) => `| \`${state}\` | ${en} | ${zh} |`);
  return [
    `# ${diagram.title.en}`,
    "",
    `${diagram.title.zh}`,
    "",
    `Printed by \`npm run states\` from \`${diagram.source}\`. Change the table, not this page.`,
    "",
    "```mermaid",
    ...mermaid(diagram),
    "```",
    "",
    diagram.note.en,
    "",
    diagram.note.zh,
    "",
    "| state | what it means | 含义 |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
