/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Circles } from "../lib/types.ts";

export type Overlapping = { a: number; b: number; overlap: number; reach: number; circles: Circles };
type Props = { of: Overlapping; names: { a: string; b: string }; title?: string; small?: boolean };

const [wide, tall] = [560, 300];

/** Two circles true to their areas, said in a sentence; the figures stand in a table beside them. */
export function TwoCircles({ of, names, title, small = false }: Props) {
  const say = useSay();
  const { number } = useFormats();
  const { a, b, distance } = of.circles;
  const left = Math.max(a, b - distance);
  const right = Math.max(distance + b, a);
  const scale = Math.min((wide - 20) / (left + right || 1), (tall - 20) / (2 * Math.max(a, b) || 1));
  const x = (wide - (left + right) * scale) / 2 + left * scale;
  const words = say(
    `${names.a} ${number(of.a)} 人，${names.b} ${number(of.b)} 人，重合 ${number(of.overlap)} 人，合计可触达 ${number(of.reach)} 人。`,
    `${names.a}: ${number(of.a)} people; ${names.b}: ${number(of.b)}; both: ${number(of.overlap)}. Together they reach ${number(of.reach)}.`,
  );
  return (
    <figure className="circles" data-small={small}>
      {title === undefined ? null : <figcaption>{title}</figcaption>}
      <svg viewBox={`0 0 ${wide} ${tall}`} role="img" aria-label={`${title ? `${title}: ` : ""}${words}`}>
        <circle className="circle-a" cx={x} cy={tall / 2} r={a * scale} />
        <circle className="circle-b" cx={x + distance * scale} cy={tall / 2} r={b * scale} />
      </svg>
      {small ? null : (
        <ul className="legend">
          <li>
            <span className="ink-a" aria-hidden="true" /> {names.a} {number(of.a)}
          </li>
          <li>
            <span className="ink-b" aria-hidden="true" /> {names.b} {number(of.b)}
          </li>
          <li>
            {say("重合", "Both")} {number(of.overlap)}
          </li>
          <li>
            <strong>
              {say("合计触达", "Reach")} {number(of.reach)}
            </strong>
          </li>
        </ul>
      )}
    </figure>
  );
}
