/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { fenOrZero, plainYuan } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useZone } from "../lib/use-zone.ts";
import { lastDaysFrom } from "../lib/zone-days.ts";

type End = "amount_from" | "amount_to";

/**
 * Narrows a list to amounts from and to, in yuan. The house walks the list for them and so asks since when: without a
 * range of time the last ninety days are set, and said.
 */
export function AmountFilter() {
  const say = useSay();
  const zone = useZone();
  const { query } = useAddress();
  const [filled, setFilled] = useState("");
  const from = query.get("from");
  const set = (end: End, fen: string | null): void => {
    const usual = fen === null || from !== null ? null : lastDaysFrom(Date.now(), zone);
    if (usual !== null) setFilled(usual);
    setQuery({ [end]: fen, ...(usual === null ? {} : { from: usual, to: null }) });
  };
  const asked = query.has("amount_from") || query.has("amount_to");
  return (
    <>
      <span className="amount-filter">
        {(["amount_from", "amount_to"] as const).map((end) => (
          <AmountEnd key={`${end} ${query.get(end)}`} end={end} fen={query.get(end)} set={set} />
        ))}
      </span>
      <span role="status" className="filter-note">
        {asked && from !== null && from === filled
          ? say("按金额筛选须限定时间，已取最近 90 天。", "Amounts need a range of time: the last 90 days are set.")
          : ""}
      </span>
    </>
  );
}

const fenText = (text: string): string | null => fenOrZero(text)?.minor ?? null;

type EndProps = { end: End; fen: string | null; set(end: End, fen: string | null): void };

function AmountEnd({ end, fen, set }: EndProps) {
  const say = useSay();
  const [text, setText] = useState(plainYuan(fen === null ? null : { currency: "CNY", minor: fen }));
  const typed = text.trim();
  const bad = typed !== "" && fenText(typed) === null;
  const label = end === "amount_from" ? say("金额从（元）", "Yuan, from") : say("金额到（元）", "Yuan, to");
  const tell = (now: string): void => {
    const next = now === "" ? null : fenText(now);
    if (next !== fen && (now === "" || next !== null)) set(end, next);
  };
  return (
    <Input
      allowClear
      inputMode="decimal"
      style={{ width: 128 }}
      aria-label={label}
      aria-invalid={bad}
      placeholder={label}
      {...(bad ? { status: "error" as const, title: say("请填写如 12 或 12.30", "Write it like 12 or 12.30") } : {})}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === "") tell("");
      }}
      onPressEnter={() => tell(typed)}
      onBlur={() => tell(typed)}
    />
  );
}
