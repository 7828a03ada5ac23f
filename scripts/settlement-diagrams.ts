import { shareReturnTable, shareTable, walletReleaseTable, withdrawalTable } from "#settlement";
import type { Words } from "#start-fault";
import type { StateDiagram } from "./state-diagrams.ts";

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;

const movesOf = (table: Table) =>
  Object.entries(table).flatMap(([from, row]) =>
    Object.entries(row).flatMap(([event, to]) => (to === undefined ? [] : [{ from, event, to }])),
  );

const sending: Words = {
  en: "The intent is committed; the wallet may not know of it.",
  zh: "意图已落库，钱包未必知晓。",
};
const taken: Words = { en: "The wallet has taken it on; that is no result yet.", zh: "钱包已受理，尚无结果。" };
const refused: Words = { en: "The wallet's word: nothing moved and nothing will.", zh: "钱包明确拒绝，款项未动。" };

/** Money after the payment. */
export const settlementDiagrams: readonly StateDiagram[] = [
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
