import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AcceptanceRates, Clearing, PairToday } from "../lib/types.ts";
import type { ChipWords } from "./chip-of.tsx";
import type { Tone } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";

/** Whether the issuer's users may pay there now, in a word and its tone. */
export function usePairState(): (pair: PairToday) => readonly [Tone, string] {
  const say = useSay();
  return ({ late, state }) => {
    if (state === "open" || state === "opening")
      return late
        ? ["error", say("逾期，暂停受理", "Late: nothing is accepted")]
        : ["success", state === "open" ? say("已开放", "Open") : say("分阶段开放", "Opening by stages")];
    if (state === "piloting") return ["warning", say("试点中", "Piloting")];
    if (state === "paused") return ["error", say("已暂停", "Paused")];
    if (state === null || state === "withdrawn") return ["default", say("未开放", "Not opened")];
    return ["processing", say("准备开放", "On its way")];
  };
}

/** "JD Pay's users at WeChat Pay's merchants". */
export function usePairName(): (pair: { acquirer: string; issuer: string }) => string {
  const say = useSay();
  const wallet = useWalletName();
  return ({ acquirer, issuer }) =>
    say(`${wallet(issuer)}用户 → ${wallet(acquirer)}商户`, `${wallet(issuer)} users → ${wallet(acquirer)} merchants`);
}

export const clearingStates: Readonly<Record<Clearing["state"], ChipWords[string]>> = {
  closing: ["processing", "正在关闭窗口", "Closing"],
  open: ["warning", "待付款", "To be paid"],
  paying: ["processing", "正在记付款", "Booking the payment"],
  paid: ["warning", "已付，待收款确认", "Paid, receipt to be confirmed"],
  receiving: ["processing", "正在记收款", "Booking the receipt"],
  settled: ["success", "已结清", "Settled"],
};

export const acceptanceStates: ChipWords = {
  started: ["processing", "等待付款", "Waiting"],
  debited: ["processing", "已扣款", "Debited"],
  accepted: ["success", "已受理", "Accepted"],
  returning: ["error", "退回中", "Going back"],
  returned: ["warning", "已退回", "Went back"],
  ended: ["default", "未付款", "Not paid"],
};

/** "0.38%", or "0.38% + ¥0.10". */
export const rateText = ({ rate, fixed }: Pick<AcceptanceRates, "rate" | "fixed">): string =>
  fixed.minor === "0" ? `${rate / 100}%` : `${rate / 100}% + ${moneyText(fixed)}`;
