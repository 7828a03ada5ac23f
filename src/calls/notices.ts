import type { NoticeReading, RawRequest, RawResponse, Wallet } from "#wallets/protocol";
import type { Recorder } from "./record.ts";
import type { Act, Verdict } from "./types.ts";
import { verdictOf } from "./verdict.ts";
import { subjectOf } from "./watch-calls.ts";

type TakeNotice = (wallet: string, account: string, raw: RawRequest) => Promise<RawResponse | null>;

/**
 * Notices are gathered once they are proven, under what they are about: what is not genuine is nobody's word about
 * anything, and whoever sends rubbish shall not fill the table.
 */
export function makeNoticeWatch(recorder: Recorder) {
  /** What a notice under way turned out to say. */
  const told = new WeakMap<Act, Verdict>();
  return {
    /** The wallet's reader; what it reads while a notice is taken is noted for that notice. */
    reader(wallet: Wallet): Wallet["readNotice"] {
      return async (raw) => {
        const reading = await wallet.readNotice(raw);
        const act = recorder.current();
        if (act?.name === "notice") {
          act.subject = aboutOf(reading);
          act.show = wallet.show;
          told.set(act, verdictOfReading(reading));
        }
        return reading;
      };
    },
    take(takeNotice: TakeNotice): TakeNotice {
      return async (wallet, account, raw) => {
        const act: Act = { name: "notice", wallet, account, subject: null, show: undefined, exchanges: [] };
        const { at, began } = recorder.began();
        const work = async (): Promise<RawResponse | null> => {
          let answer: RawResponse | null = null;
          try {
            answer = await takeNotice(wallet, account, raw);
            return answer;
          } finally {
            recorder.noticed(act, raw, at, began, answer);
          }
        };
        return await recorder.during(act, work, () => told.get(act) ?? { verdict: "ignored", why: null });
      };
    },
  };
}

function aboutOf(reading: NoticeReading): string | null {
  if (reading.kind === "payment") return subjectOf("pay", reading.paymentId);
  if (reading.kind === "combined") return subjectOf("cmb", reading.combinedId);
  if (reading.kind === "refund") return subjectOf("ref", reading.refundId) ?? subjectOf("pay", reading.paymentId);
  if (reading.kind === "after") return subjectOf(reading.about === "share" ? "shr" : "wdr", reading.number);
  return null;
}

function verdictOfReading(reading: NoticeReading): Verdict {
  if (reading.kind === "payment" || reading.kind === "refund") return verdictOf(reading.outcome);
  if (reading.kind === "combined") return verdictOf(reading.parts);
  return { verdict: reading.kind === "after" ? "told" : reading.kind, why: null };
}
