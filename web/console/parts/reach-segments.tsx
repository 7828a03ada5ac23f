/** @jsxImportSource react */
import { Button, Input, InputNumber, Select } from "antd";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import type { AllianceRun } from "../lib/types.ts";
import { Scroll } from "./region.tsx";

export type Segment = {
  key: string;
  city_tier: number | null;
  age_band: string | null;
  a: number;
  b: number;
  overlap: number;
  /** A run whose figure stands in for the overlap. */
  run: string | null;
};

type Props = {
  segments: readonly Segment[];
  change: (to: readonly Segment[]) => void;
  runs: readonly AllianceRun[];
};

/** People by city tier and age band, to be written over. */
export function SegmentRows({ segments, change, runs }: Props) {
  const say = useSay();
  const head = [
    say("城市层级", "City tier"),
    say("年龄", "Age band"),
    say("甲（人）", "A, people"),
    say("乙（人）", "B, people"),
    say("重合", "Both"),
    "",
  ];
  const put = (key: string, to: Partial<Segment>): void =>
    change(segments.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const fresh = { city_tier: null, age_band: null, a: 0, b: 0, overlap: 0, run: null };
  return (
    <>
      <Scroll label={say("分段", "Segments")}>
        <table className="plain">
          <thead>
            <tr>
              {head.map((text, i) =>
                text === "" ? (
                  <td key={i} />
                ) : (
                  <th key={text} scope="col">
                    {text}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {segments.map((one, n) => (
              <Row
                key={one.key}
                {...{ of: one, n: n + 1, runs }}
                put={(to) => put(one.key, to)}
                drop={() => change(segments.filter((other) => other.key !== one.key))}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Button
        size="small"
        disabled={segments.length >= 200}
        onClick={() => change([...segments, { ...fresh, key: crypto.randomUUID() }])}
      >
        {say("加一行", "Add a row")}
      </Button>
    </>
  );
}

type RowProps = {
  of: Segment;
  n: number;
  runs: readonly AllianceRun[];
  put: (to: Partial<Segment>) => void;
  drop: () => void;
};

function Row({ of, n, runs, put, drop }: RowProps) {
  const say = useSay();
  const people = (name: "a" | "b", label: string) => (
    <InputNumber
      aria-label={`${label} ${n}`}
      {...{ min: 0, precision: 0, style: { width: 120 } }}
      value={of[name]}
      onChange={(value) => put({ [name]: value ?? 0 })}
    />
  );
  return (
    <tr>
      <td>
        <Select
          aria-label={say(`城市层级 ${n}`, `City tier ${n}`)}
          style={{ width: 90 }}
          value={of.city_tier ?? 0}
          options={[0, 1, 2, 3, 4, 5].map((value) => ({ value, label: value === 0 ? "—" : value }))}
          onChange={(value) => put({ city_tier: value === 0 ? null : value })}
        />
      </td>
      <td>
        <Input
          aria-label={say(`年龄 ${n}`, `Age band ${n}`)}
          style={{ width: 90 }}
          maxLength={20}
          value={of.age_band ?? ""}
          onChange={(event) => put({ age_band: event.target.value || null })}
        />
      </td>
      <td>{people("a", say("甲", "A"))}</td>
      <td>{people("b", say("乙", "B"))}</td>
      <td>
        <Both {...{ of, n, runs, put }} />
      </td>
      <td>
        <Button size="small" type="text" onClick={drop} aria-label={say(`删去第 ${n} 行`, `Remove row ${n}`)}>
          ×
        </Button>
      </td>
    </tr>
  );
}

function Both({ of, n, runs, put }: Omit<RowProps, "drop">) {
  const say = useSay();
  const formats = useFormats();
  const done = runs.filter((one) => one.state === "done" && one.people !== null);
  const options = [
    { value: "", label: say("给定数字", "A given figure") },
    ...done.map((one) => ({
      value: one.id,
      label: say(
        `运行 …${one.id.slice(-6)}：约 ${formats.number(one.people ?? 0)} 人`,
        `Run …${one.id.slice(-6)}: about ${formats.number(one.people ?? 0)}`,
      ),
    })),
  ];
  return (
    <span className="row" style={{ flexWrap: "nowrap" }}>
      {of.run === null ? (
        <InputNumber
          aria-label={say(`重合 ${n}`, `Both ${n}`)}
          {...{ min: 0, precision: 0, style: { width: 120 } }}
          value={of.overlap}
          onChange={(value) => put({ overlap: value ?? 0 })}
        />
      ) : null}
      {done.length === 0 ? null : (
        <Select
          aria-label={say(`重合来自 ${n}`, `Both comes from ${n}`)}
          style={{ width: 190 }}
          value={of.run ?? ""}
          options={options}
          onChange={(value) => put({ run: value === "" ? null : value })}
        />
      )}
    </span>
  );
}
