import type { Check } from "#sdk";
import type { Words } from "#start-fault";

const names: Readonly<Record<string, Words>> = {
  wallet_started: { en: "payments started", zh: "发起笔数" },
  wallet_paid: { en: "payments paid", zh: "成功笔数" },
  wallet_refused: { en: "payments refused", zh: "被拒笔数" },
  wallet_unknown: { en: "payments unknown", zh: "未知笔数" },
  wallet_amount: { en: "amount paid, in fen", zh: "支付金额（分）" },
  days_once: { en: "days, each told once", zh: "逐日数据不重复" },
  days_known: { en: "days outside the file's time or of no known wallet", zh: "期间之外或钱包不明的逐日数据" },
  outages_in_time: { en: "outages that end before they begin, or are still to come", zh: "起止有误的中断记录" },
  appeals_raised: { en: "appeals raised", zh: "提出的申诉" },
  appeals_granted: { en: "appeals granted", zh: "成立的申诉" },
  appeals_upheld: { en: "appeals not granted", zh: "维持原判的申诉" },
  appeals_open: { en: "appeals that are open", zh: "待裁决的申诉" },
  appeals_hours: { en: "median of hours until a decision", zh: "裁决中位时长（小时）" },
  terms_hash: { en: "hash of the terms", zh: "条款哈希" },
  last_step: { en: "state after the last step", zh: "最后一步之后的状态" },
  steps_in_order: { en: "steps in the order of their times", zh: "各步按时间先后" },
  vote_passed: { en: "passed, by the rule", zh: "按规则是否通过" },
  vote_ballots: { en: "its ballots", zh: "选票" },
  vote_root: { en: "root of the tree over the ballots", zh: "选票树的根" },
  vote_once: { en: "ballots, each told once", zh: "选票不重复" },
  vote_support: { en: "ballots for it", zh: "支持票" },
  vote_re_evaluate: { en: "ballots to re-evaluate", zh: "再评估票" },
  vote_cast: { en: "ballots cast", zh: "投票数" },
  vote_asked: { en: "stores asked", zh: "征求店铺数" },
  vote_electorate: { en: "stores in the tally", zh: "计票中的店铺数" },
  vote_bands: { en: "ballots by band and choice", zh: "各档位选票数" },
  vote_band_turnover: { en: "bands without a gap, with a turnover that they can hold", zh: "档位连续且成交额在界内" },
  vote_support_turnover: { en: "turnover for it", zh: "支持方成交额" },
  vote_re_evaluate_turnover: { en: "turnover to re-evaluate", zh: "再评估方成交额" },
  vote_cast_turnover: { en: "turnover of those who voted", zh: "投票方成交额" },
  audit_grown: { en: "the audit only grew since", zh: "审计树此后只增不改" },
};

/** One figure, in words: what it is, what the files give, what they say. */
export function checkWords({ code, about, ok, counted, told }: Check): Words {
  const name = names[code] ?? { en: code, zh: code };
  const of = about === "" ? "" : `${about}: `;
  if (ok === null)
    return {
      en: `${of}not published, so that nobody can count them: the stores had been told that no choice would be.`,
      zh: `${of}未公布，无法重算：当时已告知商家不公布选择。`,
    };
  return {
    en: `${of}${name.en}: the file says ${told}, the published rows give ${counted}.`,
    zh: `${of}${name.zh}：公示为 ${told}，按公开明细重算为 ${counted}。`,
  };
}
