/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import { type Course, type ReleaseTerms, releaseOf } from "../lib/release-days.ts";

type Told = { name: string; course: Course };

/** Courses that an order may take: sent and signed for, sent only, never sent, nothing to send. */
function useCourses(terms: ReleaseTerms): readonly Told[] {
  const say = useSay();
  const sent = Math.min(1, terms.ship_within_days);
  const signed = sent + 3;
  return [
    {
      name: say(`第 ${sent} 天发货，第 ${signed} 天签收`, `Sent on day ${sent}, signed for on day ${signed}`),
      course: { ships: true, sent, signed },
    },
    {
      name: say(`第 ${sent} 天发货，无签收消息`, `Sent on day ${sent}, nobody tells of its arrival`),
      course: { ships: true, sent, signed: null },
    },
    { name: say("一直没有发货", "Never sent"), course: { ships: true, sent: null, signed: null } },
    {
      name: say("无需发货（到店、虚拟商品）", "Nothing to send (at a till, virtual goods)"),
      course: { ships: false, sent: null, signed: null },
    },
  ];
}

/** When the money is let go by itself, course by course, drawn on one scale of days; each said in words too. */
export function ReleasePicture({ terms }: { terms: ReleaseTerms }) {
  const say = useSay();
  const courses = useCourses(terms).map((one) => ({ ...one, release: releaseOf(terms, one.course) }));
  const days = courses.flatMap(({ course, release }) => [course.sent ?? 0, course.signed ?? 0, release.day ?? 0]);
  const scale = Math.max(...days, terms.ship_within_days, 1) + 1;
  const at = (day: number): string => `${(day / scale) * 100}%`;
  const words = ({ course, release }: (typeof courses)[number]): string => {
    if (release.day === null)
      return say(
        `不自动放款；第 ${terms.ship_within_days} 天仍未发货时提醒各方`,
        `stays in escrow; told as late after day ${terms.ship_within_days}`,
      );
    const from = {
      payment: say("付款", "the payment"),
      shipment: say("发货", "the shipment"),
      delivery: say("签收", "the signature"),
    }[release.from];
    const early = course.sent === null && course.ships ? say("（即使未发货）", " (even though it was not sent)") : "";
    return say(
      `第 ${release.day} 天放款，自${from}起算${early}`,
      `released on day ${release.day}, from ${from}${early}`,
    );
  };
  return (
    <ol className="plain release-picture" aria-label={say("何时自动放款", "When the money is released by itself")}>
      {courses.map((one) => (
        <li key={one.name}>
          <div className="release-words">
            <strong>{one.name}</strong>
            <span>{words(one)}</span>
          </div>
          <div className="release-line" aria-hidden="true">
            <span className="release-held" style={{ width: one.release.day === null ? "100%" : at(one.release.day) }} />
            <span className="release-mark" data-mark="paid" style={{ left: 0 }} />
            {one.course.sent === null ? null : (
              <span className="release-mark" data-mark="sent" style={{ left: at(one.course.sent) }} />
            )}
            {one.course.signed === null ? null : (
              <span className="release-mark" data-mark="signed" style={{ left: at(one.course.signed) }} />
            )}
            {one.release.day === null ? null : (
              <span className="release-mark" data-mark="released" style={{ left: at(one.release.day) }} />
            )}
          </div>
        </li>
      ))}
      <li className="release-legend" aria-hidden="true">
        {(
          [
            ["paid", say("付款", "paid")],
            ["sent", say("发货", "sent")],
            ["signed", say("签收", "signed for")],
            ["released", say("放款", "released")],
          ] as const
        ).map(([mark, name]) => (
          <span key={mark}>
            <span className="release-dot" data-mark={mark} /> {name}
          </span>
        ))}
        <span>
          <span className="release-dot" data-mark="held" /> {say("担保中", "in escrow")}
        </span>
      </li>
    </ol>
  );
}
