/** @jsxImportSource react */
import { type Say, useSay } from "../lib/language.tsx";
import { daysLeft, noticeAt, placeIn, type Window, windowOf } from "../lib/term.ts";
import type { Agreement } from "../lib/types.ts";
import { useTermDays } from "../lib/use-term-days.ts";

type Term = Pick<Agreement, "starts_at" | "ends_at" | "notice_days" | "state">;

/** How long it still holds, in a few words. */
export function leftWords(say: Say, of: Term, now: number): string {
  if (of.state === "lapsed") return say("已终止", "over");
  if (of.state === "waiting") return say("未生效", "not in force yet");
  const left = daysLeft(of, now);
  if (of.state === "coming") {
    const until = Math.ceil((Date.parse(of.starts_at) - now) / 86_400_000);
    return say(`${until} 天后开始`, `begins in ${until} days`);
  }
  if (left === null) return say("无终止日", "no end");
  return left < 1 ? say("即将终止", "ends now") : say(`剩 ${left} 天`, left === 1 ? "1 day left" : `${left} days left`);
}

/** From its start to its end on one line, the days of notice marked, and where today is. */
export function TermLine({ of, within, now }: { of: Term; within?: Window; now: number }) {
  const shown = within ?? windowOf([of], now);
  const at = (instant: number): number => placeIn(shown, instant);
  const start = at(Date.parse(of.starts_at));
  const end = of.ends_at === null ? 100 : at(Date.parse(of.ends_at));
  const told = noticeAt(of);
  const notice = told === null ? end : at(told);
  return (
    <div className="term" data-state={of.state} data-open={of.ends_at === null} aria-hidden="true">
      <span className="term-run" style={{ left: `${start}%`, width: `${Math.max(0.6, end - start)}%` }} />
      {notice < end ? (
        <span className="term-notice" style={{ left: `${notice}%`, width: `${Math.max(0.6, end - notice)}%` }} />
      ) : null}
      <span className="term-now" style={{ left: `${at(now)}%` }} />
    </div>
  );
}

/** The same, large, with its dates under it: start, notice, end, and what is left. */
export function TermPicture({ of, now }: { of: Term; now: number }) {
  const say = useSay();
  const days = useTermDays();
  const told = noticeAt(of);
  const dates = [
    [say("开始", "Begins"), days.first(of.starts_at), "run"],
    ...(told === null
      ? []
      : [
          [
            say(`到期提醒（提前 ${of.notice_days} 天）`, `Notice, ${of.notice_days} days before`),
            days.first(new Date(told).toISOString()),
            "notice",
          ],
        ]),
    [say("终止", "Ends"), of.ends_at === null ? say("无终止日", "no end") : days.last(of.ends_at), "run"],
    [say("今天", "Today"), leftWords(say, of, now), "now"],
  ] as const;
  return (
    <div className="term-picture">
      <TermLine of={of} now={now} />
      <dl>
        {dates.map(([name, text, mark]) => (
          <div key={name}>
            <dt>
              <span className="term-mark" data-mark={mark} aria-hidden="true" /> {name}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
