/** @jsxImportSource react */
import { useSay } from "../lib/language.tsx";
import { type Rung, rungIds, useRungName } from "./agreement-words.ts";

/** The ladder of a partnership as steps that rise: what is reached, what comes next, what is still ahead. */
export function RungLadder({ rung, small }: { rung: Rung | null; small?: true }) {
  const say = useSay();
  const name = useRungName();
  const reached = rung === null ? -1 : rungIds.indexOf(rung);
  const stateOf = (n: number) => (n <= reached ? "reached" : n === reached + 1 ? "next" : "ahead");
  const words = { reached: say("已达到", "reached"), next: say("下一级", "next"), ahead: say("尚远", "ahead") };
  return (
    <ol
      className={small ? "ladder-steps small" : "ladder-steps"}
      aria-label={say("互通阶梯", "The partnership's ladder")}
    >
      {rungIds.map((one, n) => (
        <li key={one} data-state={stateOf(n)}>
          <span className="rung-block" style={{ height: `${(n + 1) * (small ? 7 : 12) + 4}px` }} aria-hidden="true" />
          <span className="rung-name">{name(one)}</span>
          <span className="visually-hidden">{words[stateOf(n)]}</span>
        </li>
      ))}
    </ol>
  );
}
