import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { ReconciliationBreak as Break, BreakFigures } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";

type Class = Break["class"];
export type Age = BreakFigures["counts"][number]["age"];

const classes: Readonly<Record<Class, readonly [string, string]>> = {
  ours_only: ["只有我方有", "Ours only"],
  theirs_only: ["只有钱包有", "Theirs only"],
  amount: ["金额不符", "Amount"],
  fee: ["手续费不符", "Fee"],
  state: ["状态不符", "State"],
  day_boundary: ["跨日", "Day boundary"],
};
export const classNames = Object.keys(classes) as readonly Class[];

const ages: Readonly<Record<Age, readonly [string, string]>> = {
  day: ["当天", "Today"],
  three_days: ["1–3 天", "1–3 days"],
  week: ["4–7 天", "4–7 days"],
  month: ["8–30 天", "8–30 days"],
  older: ["31+ 天", "31+ days"],
};
export const ageNames = Object.keys(ages) as readonly Age[];

export const breakStates: ChipWords = {
  open: ["warning", "待处理", "Open"],
  proposed: ["processing", "待复核", "Proposed"],
  closed: ["default", "已了结", "Ended"],
};

export const resolutions: ChipWords = {
  late: ["default", "次日账单已到", "A later bill told it"],
  heard: ["success", "采信账单", "Heard from the bill"],
  accepted: ["warning", "接受差异", "Accepted"],
  entered: ["success", "已记账", "Entered"],
};

const known = (words: Readonly<Record<string, readonly [string, string]>>, id: string) =>
  words[id] ?? ([id, id] as const);

export function useClassName(): (id: string) => string {
  const say = useSay();
  return (id) => say(...known(classes, id));
}

export function useAgeName(): (id: string) => string {
  const say = useSay();
  return (id) => say(...known(ages, id));
}

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
