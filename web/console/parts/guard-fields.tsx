/** @jsxImportSource react */
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useRef } from "react";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";
import type { TypedGuard } from "./opening-draft.ts";
import { useGuardName } from "./opening-words.ts";

const figures = ["success_rate", "refund_rate", "unknown_rate", "complaint_rate", "breaks"] as const;
const blank = { figure: "success_rate", limit: 90, window_minutes: 30, min_count: 20 } as const;

type Props = { guards: readonly TypedGuard[]; setGuards: (to: TypedGuard[]) => void };

/** What stops the opening by itself, composed a line each. */
export function GuardFields({ guards, setGuards }: Props) {
  const say = useSay();
  const next = useRef(1);
  const change = (key: number, to: Partial<TypedGuard>): void =>
    setGuards(guards.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <fieldset className="rungs">
      <legend>{say("护栏（触发即自动暂停）", "Guards, which stop it by themselves")}</legend>
      {guards.map((one, i) => (
        <GuardRow
          key={one.key}
          of={one}
          n={i + 1}
          change={(to) => change(one.key, to)}
          remove={() => setGuards(guards.filter((guard) => guard.key !== one.key))}
        />
      ))}
      <div>
        <Button icon={<PlusOutlined />} onClick={() => setGuards([...guards, { ...blank, key: next.current++ }])}>
          {say("添加护栏", "Add a guard")}
        </Button>
      </div>
    </fieldset>
  );
}

type RowProps = { of: TypedGuard; n: number; change: (to: Partial<TypedGuard>) => void; remove: () => void };

function GuardRow({ of: one, n, change, remove }: RowProps) {
  const say = useSay();
  const name = useGuardName();
  const numbers = [
    ["limit", one.figure === "breaks" ? say("笔数", "Count") : say("界限 %", "Limit %"), 0, 100],
    ["window_minutes", say("窗口（分钟）", "Window, minutes"), 1, 1440],
    ["min_count", say("最少笔数", "Least count"), 1, 1_000_000],
  ] as const;
  return (
    <div className="rung">
      <div className="rung-fields">
        <Field label={say("指标", "Figure")}>
          {(id) => (
            <Select
              id={id}
              style={{ width: "100%" }}
              value={one.figure}
              options={figures.map((value) => ({ value, label: name(value) }))}
              onChange={(figure) => change({ figure })}
            />
          )}
        </Field>
        {numbers.map(([field, label, min, max]) => (
          <Field key={field} label={label}>
            {(id) => (
              <InputNumber
                id={id}
                style={{ width: "100%" }}
                {...{ min, max, value: one[field] }}
                onChange={(to) => change({ [field]: to ?? min })}
              />
            )}
          </Field>
        ))}
      </div>
      <Button
        size="small"
        type="text"
        icon={<MinusCircleOutlined />}
        aria-label={say(`删除第 ${n} 个护栏`, `Remove guard ${n}`)}
        onClick={remove}
      >
        {say("删除", "Remove")}
      </Button>
    </div>
  );
}
