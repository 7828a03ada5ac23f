/** @jsxImportSource react */
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { EffectDifference, EffectShare } from "../lib/types.ts";

/** A share with its bounds: "37.5% (21.2–57.3), 9 of 24". */
export function ShareText({ of }: { of: EffectShare }) {
  const say = useSay();
  if (of.share === null) return <span className="soft">{say("无数据", "nothing to count")}</span>;
  const percent = (part: number | null): string => ((part ?? 0) * 100).toFixed(1);
  return (
    <>
      <strong>{percent(of.share)}%</strong>{" "}
      <span className="soft">
        {percent(of.low)}–{percent(of.high)} · {say(`${of.of} 中 ${of.n}`, `${of.n} of ${of.of}`)}
      </span>
    </>
  );
}

const points = (part: number): string => `${part > 0 ? "+" : part < 0 ? "−" : ""}${Math.abs(part * 100).toFixed(1)}`;
const yuan = (minor: number): string => moneyText({ currency: "CNY", minor: `${Math.round(minor)}` });

/** A difference with its bounds, in percentage points or money, and whether nought lies within them. */
export function DifferenceText({ of, money = false }: { of: EffectDifference; money?: boolean }) {
  const say = useSay();
  const { value, low, high } = of;
  if (value === null || low === null || high === null) return <span className="soft">—</span>;
  const text = money ? yuan : points;
  const unit = money ? "" : say(" 个百分点", " points");
  const sure = low > 0 || high < 0;
  return (
    <>
      <strong>
        {text(value)}
        {unit}
      </strong>{" "}
      <span className="soft">
        {text(low)} {say("至", "to")} {text(high)}
        {sure ? "" : say("；可能为零", "; may be nought")}
      </span>
    </>
  );
}

/** The same as a line with a point, nought in the middle. The text beside it says it; the picture only repeats it. */
export function DifferenceLine({ of, most }: { of: EffectDifference; most: number }) {
  const { value, low, high } = of;
  if (value === null || low === null || high === null || most <= 0) return null;
  const at = (part: number): number => 80 + (76 * Math.max(-most, Math.min(most, part))) / most;
  return (
    <svg viewBox="0 0 160 20" width="160" height="20" aria-hidden="true" style={{ display: "block" }}>
      <line x1="80" y1="1" x2="80" y2="19" stroke="var(--line)" />
      <line x1={at(low)} y1="10" x2={at(high)} y2="10" stroke="var(--jade)" strokeWidth="3" />
      <circle cx={at(value)} cy="10" r="5" fill="var(--jade)" />
    </svg>
  );
}
