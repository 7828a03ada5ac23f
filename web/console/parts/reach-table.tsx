/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { Reached } from "../lib/types.ts";
import { PlainHead } from "./plain-head.tsx";
import { Scroll } from "./region.tsx";

type Props = { names: { a: string; b: string }; rows: readonly (Reached & { name: string })[] };

/** The figures behind the circles. */
export function ReachTable({ names, rows }: Props) {
  const say = useSay();
  const formats = useFormats();
  const head = [
    say("分段", "Segment"),
    names.a,
    names.b,
    say("重合", "Both"),
    say("触达", "Reach"),
    say("乙的增量", "B adds"),
  ];
  return (
    <Scroll label={say("触达表", "Table of reach")}>
      <table className="plain">
        <PlainHead of={head} />
        <tbody>
          {rows.map((one) => (
            <tr key={one.name}>
              <th scope="row" style={{ whiteSpace: "nowrap" }}>
                {one.name}
              </th>
              {[one.a, one.b, one.overlap, one.reach].map((value, i) => (
                <td key={i} className="number">
                  {formats.number(value)}
                </td>
              ))}
              <td className="number">{one.gain_bp === null ? "—" : formats.share(one.gain_bp)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
