/** @jsxImportSource react */
import { useEffect, useId, useRef } from "react";
import { useLooks, useSay } from "../lib/language.tsx";
import type { ChartOption } from "./chart-engine.ts";
import { Scroll } from "./region.tsx";

export type ChartTable = { head: readonly string[]; rows: readonly (readonly string[])[] };

/** A chart, said in a sentence, with its table behind it: nobody needs the picture. */
export function Chart(props: { title: string; says: string; option: ChartOption; table: ChartTable; height?: number }) {
  const { title, says, option, table, height = 280 } = props;
  const canvas = useRef<HTMLDivElement>(null);
  const { theme } = useLooks();
  const say = useSay();
  const id = useId();
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    let gone = false;
    let end = (): void => {};
    // The engine is heavy and comes when the first chart does.
    void import("./chart-engine.ts").then(({ drawChart }) => {
      if (!gone) end = drawChart(place, option, theme);
    });
    return () => {
      gone = true;
      end();
    };
  }, [option, theme]);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id} className="visually-hidden">
        {title}
      </figcaption>
      <div ref={canvas} className="chart-canvas" role="img" aria-label={`${title}. ${says}`} style={{ height }} />
      <details>
        <summary>{say("以表格查看", "Show as a table")}</summary>
        <Scroll label={title}>
          <table className="plain">
            <thead>
              <tr>
                {table.head.map((text, i) => (
                  <th key={text} scope="col" className={i > 0 ? "number" : undefined}>
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <tr key={row.join("|")}>
                  {row.map((text, i) => (
                    <td key={i} className={i > 0 ? "number" : undefined}>
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </figure>
  );
}
