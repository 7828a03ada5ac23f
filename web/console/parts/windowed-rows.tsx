/** @jsxImportSource react */
import { Children, type ComponentProps, createContext, useContext, useEffect, useRef, useState } from "react";

/** Rows beyond the edges of what is seen, so that a quick hand finds them there. */
const spare = 12;
/** Below this nothing is gained by leaving rows out. */
export const windowFrom = 80;
const guessedHeight = 47;

/** How many columns the table has: an empty row is as wide, and no wider. */
export const ColumnCount = createContext(1);

/**
 * The body of a long table: only the rows in sight stand in the page, between two empty rows as high as the rest. It
 * stays a table for screen readers, whose count of rows is told by the table itself.
 */
export function WindowedRows({ children, ...rest }: ComponentProps<"tbody">) {
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = Children.toArray(children);
  const [seen, setSeen] = useState({ from: 0, to: windowFrom, height: guessedHeight });
  useEffect(() => {
    const frame = body.current?.closest<HTMLElement>(".scroll");
    if (!frame) return;
    const look = (): void => {
      const height = body.current?.querySelector<HTMLElement>("tr.ant-table-row")?.offsetHeight || guessedHeight;
      const from = Math.max(0, Math.floor(frame.scrollTop / height) - spare);
      const to = Math.ceil((frame.scrollTop + frame.clientHeight) / height) + spare;
      setSeen((was) => (was.from === from && was.to === to && was.height === height ? was : { from, to, height }));
    };
    look();
    frame.addEventListener("scroll", look, { passive: true });
    return () => frame.removeEventListener("scroll", look);
  }, []);
  const whole = rows.length < windowFrom;
  const [from, to] = whole ? [0, rows.length] : [seen.from, seen.to];
  return (
    <tbody {...rest} ref={body}>
      <Gap rows={from} height={seen.height} />
      {rows.slice(from, to)}
      <Gap rows={Math.max(0, rows.length - to)} height={seen.height} />
    </tbody>
  );
}

function Gap({ rows, height }: { rows: number; height: number }) {
  const columns = useContext(ColumnCount);
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row, where nothing takes the focus
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: rows * height, padding: 0, border: 0 }} />
    </tr>
  );
}
