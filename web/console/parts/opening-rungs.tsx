/** @jsxImportSource react */
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber } from "antd";
import { useRef } from "react";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";

/** A step of an opening as it is typed: shares in percent, the cap in yuan, the instant in local time. */
export type Rung = {
  key: number;
  title: string;
  storeShare: number;
  buyerShare: number;
  cap: string;
  startsAt: string;
};

const blank: Omit<Rung, "key"> = { title: "", storeShare: 100, buyerShare: 100, cap: "", startsAt: "" };

type Props = { title: string; rungs: readonly Rung[]; setRungs: (rungs: Rung[]) => void };

/** A ladder that is being composed, a rung for each step. */
export function Rungs({ title, rungs, setRungs }: Props) {
  const say = useSay();
  const next = useRef(1);
  const change = (key: number, to: Partial<Rung>): void =>
    setRungs(rungs.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <fieldset style={{ border: "1px solid var(--line)", borderRadius: 8, minWidth: 0 }}>
      <legend>{title}</legend>
      <div className="stack">
        {rungs.map((one, i) => (
          <RungRow
            key={one.key}
            of={one}
            n={i + 1}
            change={(to) => change(one.key, to)}
            remove={() => setRungs(rungs.filter((rung) => rung.key !== one.key))}
          />
        ))}
        <div>
          <Button icon={<PlusOutlined />} onClick={() => setRungs([...rungs, { ...blank, key: next.current++ }])}>
            {say("添加一步", "Add a step")}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

type RowProps = { of: Rung; n: number; change: (to: Partial<Rung>) => void; remove: () => void };

function RungRow({ of: one, n, change, remove }: RowProps) {
  const say = useSay();
  return (
    <div className="row" style={{ alignItems: "end" }}>
      <Field label={say("名称", "Title")}>
        {(id) => (
          <Input id={id} style={{ width: 130 }} value={one.title} onChange={(e) => change({ title: e.target.value })} />
        )}
      </Field>
      <Share label={say("店铺 %", "Stores %")} value={one.storeShare} change={(storeShare) => change({ storeShare })} />
      <Share label={say("买家 %", "Buyers %")} value={one.buyerShare} change={(buyerShare) => change({ buyerShare })} />
      <Field label={say("每笔上限（元）", "Cap a payment, yuan")}>
        {(id) => (
          <Input
            id={id}
            style={{ width: 120 }}
            inputMode="decimal"
            value={one.cap}
            onChange={(event) => change({ cap: event.target.value })}
          />
        )}
      </Field>
      {n === 1 ? null : (
        <Field label={say("开始", "Begins")}>
          {(id) => (
            <Input
              id={id}
              type="datetime-local"
              style={{ width: 190 }}
              value={one.startsAt}
              onChange={(event) => change({ startsAt: event.target.value })}
            />
          )}
        </Field>
      )}
      <Button icon={<MinusCircleOutlined />} aria-label={say(`删除第 ${n} 步`, `Remove step ${n}`)} onClick={remove} />
    </div>
  );
}

function Share({ label, value, change }: { label: string; value: number; change: (to: number) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <InputNumber
          id={id}
          style={{ width: 84 }}
          min={1}
          max={100}
          value={value}
          onChange={(to) => change(to ?? 100)}
        />
      )}
    </Field>
  );
}
