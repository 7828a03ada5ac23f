import { moneyText } from "../lib/format.ts";
import type { ReconciliationBreak as Break } from "../lib/types.ts";

const kinds: Readonly<Record<Break["kind"], string>> = { payment: "收款", refund: "退款", fund: "资金变动" };

/** What is wrong, in Chinese, from what the break holds; the house's own sentence is English. */
export function saidInChinese({ class: name, kind, ours, theirs }: Break): string {
  const what = kinds[kind];
  const [we, they] = [ours, theirs].map((one) => (one ? moneyText(one, false) : "无"));
  switch (name) {
    case "ours_only":
      return `我方有这笔${what}（${we}），钱包账单没有。`;
    case "theirs_only":
      return `钱包账单有这笔${what}（${they}），我方没有对应记录。`;
    case "amount":
      return `这笔${what}账单为 ${they}，我方为 ${we}。`;
    case "fee":
      return `钱包实收手续费 ${they}，按费率应为 ${we}。`;
    case "state":
      return `这笔${what}在账单与我方的状态不同。`;
    case "day_boundary":
      return `这笔${what}在账单与我方分属相邻两日。`;
  }
}
