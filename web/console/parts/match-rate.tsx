/** @jsxImportSource react */
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { ReconciliationRun } from "../lib/types.ts";

/** Hundredths of a percent, rounded down: what is not wholly matched never reads as 100 %. */
function shareOf(matched: bigint, lines: bigint): string {
  const share = (matched * 10_000n) / lines;
  return `${share / 100n}.${`${share % 100n}`.padStart(2, "0")}`;
}

/** How many of a bill's lines fit in all, in words and as a bar; a bill without lines has no rate. */
export function MatchRate({ of: { lines, matched, state } }: { of: ReconciliationRun }) {
  const say = useSay();
  const formats = useFormats();
  if (state !== "done" || BigInt(lines) === 0n) return <span className="soft">—</span>;
  const share = shareOf(BigInt(matched), BigInt(lines));
  const of = `${formats.number(matched)} / ${formats.number(lines)}`;
  const title = say(`${of} 行相符`, `${of} lines fit`);
  return (
    <span title={title} style={{ display: "inline-block", minWidth: 84 }}>
      {share} %
      <span aria-hidden style={{ display: "block", height: 4, background: "#b3261e" }}>
        <span style={{ display: "block", height: 4, width: `${share}%`, background: "#0b8f7d" }} />
      </span>
    </span>
  );
}
