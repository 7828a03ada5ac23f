/** @jsxImportSource react */
import { MinusCircleOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, InputNumber, Select } from "antd";
import { useRef } from "react";
import { useSay } from "../lib/language.tsx";
import { CapFields } from "./cap-fields.tsx";
import { Field } from "./field.tsx";
import type { TypedCaps } from "./opening-draft.ts";
import { useFactName } from "./opening-words.ts";

/** A step of an opening as it is typed: shares in percent, caps in yuan, the instant in local time. */
export type Rung = {
  key: number;
  title: string;
  storeShare: number;
  storeTiers: readonly string[];
  buyerShare: number;
  buyerTiers: readonly number[];
  ageBands: readonly string[];
  facts: readonly ("no_bound_card" | "no_balance")[];
  /** Apps or sites that buyers are in, as marketplaces name them, and from which version of them on. */
  apps: readonly string[];
  appFrom: string;
  caps: TypedCaps;
  startsAt: string;
};

const blank: Omit<Rung, "key"> = {
  ...{ title: "", storeShare: 100, storeTiers: [], buyerShare: 100, buyerTiers: [], ageBands: [], facts: [] },
  ...{ caps: {}, startsAt: "", apps: [], appFrom: "" },
};

/** What past orders were told of: tiers and ages that can be picked. */
export type Known = { buyerTiers: readonly number[]; ageBands: readonly string[]; storeTiers: readonly string[] };

type Props = { title: string; rungs: readonly Rung[]; known: Known; setRungs: (rungs: Rung[]) => void };

/** A ladder that is being composed, a rung for each step. */
export function Rungs({ title, rungs, known, setRungs }: Props) {
  const say = useSay();
  const next = useRef(1);
  const change = (key: number, to: Partial<Rung>): void =>
    setRungs(rungs.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <fieldset className="rungs">
      <legend>{title}</legend>
      {rungs.map((one, i) => (
        <RungRow
          key={one.key}
          of={one}
          n={i + 1}
          known={known}
          change={(to) => change(one.key, to)}
          remove={() => setRungs(rungs.filter((rung) => rung.key !== one.key))}
        />
      ))}
      <div>
        <Button icon={<PlusOutlined />} onClick={() => setRungs([...rungs, { ...blank, key: next.current++ }])}>
          {say("添加一步", "Add a step")}
        </Button>
      </div>
    </fieldset>
  );
}

type RowProps = { of: Rung; n: number; known: Known; change: (to: Partial<Rung>) => void; remove: () => void };

function RungRow({ of: one, n, known, change, remove }: RowProps) {
  const say = useSay();
  return (
    <div className="rung">
      <div className="rung-fields">
        <Field label={say("名称", "Title")}>
          {(id) => <Input id={id} value={one.title} onChange={(e) => change({ title: e.target.value })} />}
        </Field>
        <Share label={say("店铺 %", "Stores %")} value={one.storeShare} change={(to) => change({ storeShare: to })} />
        <Share label={say("买家 %", "Buyers %")} value={one.buyerShare} change={(to) => change({ buyerShare: to })} />
        {n === 1 ? null : (
          <Field label={say("开始", "Begins")}>
            {(id) => (
              <Input
                id={id}
                type="datetime-local"
                value={one.startsAt}
                onChange={(event) => change({ startsAt: event.target.value })}
              />
            )}
          </Field>
        )}
      </div>
      <details>
        <summary>{say("限额与人群", "Caps and who is in")}</summary>
        <div className="rung-fields">
          <CapFields caps={one.caps} change={(caps) => change({ caps })} />
          <Audience of={one} known={known} change={change} />
        </div>
      </details>
      <Button
        size="small"
        type="text"
        icon={<MinusCircleOutlined />}
        aria-label={say(`删除第 ${n} 步`, `Remove step ${n}`)}
        onClick={remove}
      >
        {say("删除", "Remove")}
      </Button>
    </div>
  );
}

function Audience({ of: one, known, change }: Pick<RowProps, "of" | "known" | "change">) {
  const say = useSay();
  const fact = useFactName();
  const wide = { mode: "multiple" as const, allowClear: true, style: { width: "100%" } };
  const all = say("不限", "Any");
  const options = <V extends string | number>(values: readonly V[], label = (value: V) => String(value)) =>
    values.map((value) => ({ value, label: label(value) }));
  const facts = ["no_bound_card", "no_balance"] as const;
  return (
    <>
      <Field label={say("买家城市级别", "Buyers' city tier")}>
        {(id) => (
          <Select
            {...{ id, ...wide, placeholder: all, value: [...one.buyerTiers] }}
            options={options(known.buyerTiers)}
            onChange={(buyerTiers) => change({ buyerTiers })}
          />
        )}
      </Field>
      <Field label={say("买家年龄段", "Buyers' age band")}>
        {(id) => (
          <Select
            {...{ id, ...wide, mode: "tags", placeholder: all, value: [...one.ageBands] }}
            options={options(known.ageBands)}
            onChange={(ageBands) => change({ ageBands })}
          />
        )}
      </Field>
      <Field label={say("主要面向", "Mainly for")}>
        {(id) => (
          <Select
            {...{ id, ...wide, placeholder: all, value: [...one.facts] }}
            options={options(facts, (value) => fact(value))}
            onChange={(to) => change({ facts: to })}
          />
        )}
      </Field>
      <Apps of={one} change={change} />
      <Field label={say("店铺城市级别", "Stores' city tier")}>
        {(id) => (
          <Select
            {...{ id, ...wide, mode: "tags", placeholder: all, value: [...one.storeTiers] }}
            options={options(known.storeTiers)}
            onChange={(storeTiers) => change({ storeTiers })}
          />
        )}
      </Field>
    </>
  );
}

/** Apps that marketplaces tell of; others are typed. */
const knownApps = ["taobao", "tmall", "jd", "pinduoduo", "douyin", "meituan", "wechat", "alipay", "web"];

function Apps({ of: one, change }: Pick<RowProps, "of" | "change">) {
  const say = useSay();
  return (
    <>
      <Field label={say("适用应用", "In these apps")}>
        {(id) => (
          <Select
            {...{ id, mode: "tags", allowClear: true, style: { width: "100%" } }}
            placeholder={say("不限", "Any")}
            value={[...one.apps]}
            options={knownApps.map((value) => ({ value, label: value }))}
            onChange={(apps) => change({ apps })}
          />
        )}
      </Field>
      <Field label={say("应用版本不低于", "From this version on")}>
        {(id) => (
          <Input
            id={id}
            placeholder={say("不限，如 8.0.50", "Any; 8.0.50")}
            value={one.appFrom}
            onChange={(event) => change({ appFrom: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Share({ label, value, change }: { label: string; value: number; change: (to: number) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <InputNumber
          id={id}
          style={{ width: "100%" }}
          min={1}
          max={100}
          value={value}
          onChange={(to) => change(to ?? 100)}
        />
      )}
    </Field>
  );
}
