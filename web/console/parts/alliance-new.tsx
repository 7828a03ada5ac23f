/** @jsxImportSource react */
import { Input, InputNumber } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useMarket } from "../lib/use-market.ts";
import { Field } from "./field.tsx";
import { MarketField } from "./market-field.tsx";
import { Deed } from "./why.tsx";

const yearMs = 365 * 86_400_000;
const wordsIn = (text: string): string[] => text.split(/[\s,，、]+/).filter((word) => word !== "");
const isWord = (word: string): boolean => /^[a-z][a-z0-9_]{0,39}$/.test(word);

type TextsProps<Name extends string> = {
  fields: readonly (readonly [Name, string])[];
  of: Readonly<Record<Name, string>>;
  put: (name: Name, value: string) => void;
};

function Texts<Name extends string>({ fields, of, put }: TextsProps<Name>) {
  return fields.map(([name, label]) => (
    <Field key={name} label={label}>
      {(id) => <Input id={id} maxLength={200} value={of[name]} onChange={(event) => put(name, event.target.value)} />}
    </Field>
  ));
}

/** Says which rows there are, and what their people agreed to; the rows stay where they are. */
export function NewDataset({ done }: { done: () => void }) {
  const say = useSay();
  const market = useMarket();
  const [of, setOf] = useState({ title: "", purposes: "conversion", basis: "" });
  const put = (name: keyof typeof of, value: string): void => setOf((was) => ({ ...was, [name]: value }));
  const fields = [
    ["title", say("名称", "Title")],
    ["purposes", say("同意的用途（英文小写词，逗号分隔）", "Purposes agreed to (lower-case words, apart by commas)")],
    ["basis", say("依据：为何可用，写在何处", "Basis: why they may be used, and where that is written")],
  ] as const;
  return (
    <Deed
      why={false}
      label={say("登记数据集", "Register a dataset")}
      title={say("登记数据集", "Register a dataset")}
      says={
        <div className="stack">
          <MarketField of={market} />
          <Texts {...{ fields, of, put }} />
        </div>
      }
      act={(_why, key) => {
        const body = { ...of, marketplace: market.market, purposes: wordsIn(of.purposes) };
        return post("/v1/alliance-datasets", body, key);
      }}
      done={done}
    />
  );
}

const standard = { crowd: 50, epsilon_milli: 1000, padding: 20, budget: 10, clip: 1000 };

/** What a partner and the marketplace may find out together. Once made it stands; other terms are another contract. */
export function NewContract({ done }: { done: () => void }) {
  const say = useSay();
  const market = useMarket();
  const [of, setOf] = useState({ title: "", partner: "", purposes: "conversion" });
  const [figures, setFigures] = useState(standard);
  const put = (name: keyof typeof of, value: string): void => setOf((was) => ({ ...was, [name]: value }));
  const fields = [
    ["title", say("名称", "Title")],
    ["partner", say("伙伴（英文小写词，与开放计划相同）", "Partner (a lower-case word, as in the opening)")],
    ["purposes", say("用途（英文小写词，逗号分隔）", "Purposes (lower-case words, apart by commas)")],
  ] as const;
  const numbers = [
    ["crowd", say("最小人群", "Crowd: below it nothing is told"), 2],
    ["epsilon_milli", say("隐私参数 ε（千分之一）", "Privacy ε, in thousandths"), 1],
    ["padding", say("虚假成员的一半", "Half of the false members"), 0],
    ["budget", say("运行次数", "Runs in all"), 0],
    ["clip", say("每人金额上限（元）", "The most one person counts for, in yuan"), 1],
  ] as const;
  const bad = [of.partner, ...wordsIn(of.purposes)].some((word) => !isWord(word)) || of.title.trim() === "";
  return (
    <Deed
      primary
      why={false}
      label={say("新合同", "New contract")}
      title={say("新合同：一年有效，订立后不改", "A new contract: for a year, and never changed")}
      says={
        <div className="stack">
          <MarketField of={market} />
          <Texts {...{ fields, of, put }} />
          {numbers.map(([name, label, min]) => (
            <Field key={name} label={label}>
              {(id) => (
                <InputNumber
                  {...{ id, min, precision: 0, style: { width: "100%" } }}
                  value={figures[name]}
                  onChange={(value) => setFigures((was) => ({ ...was, [name]: value ?? min }))}
                />
              )}
            </Field>
          ))}
          {bad ? (
            <span className="soft">
              {say("名称、伙伴与用途须填写完整。", "Title, partner and purposes are needed.")}
            </span>
          ) : null}
        </div>
      }
      act={(_why, key) => post("/v1/alliance-contracts", bodyOf({ ...of, ...figures, market: market.market }), key)}
      done={done}
    />
  );
}

type Typed = typeof standard & { title: string; partner: string; purposes: string; market: string | null };

function bodyOf({ title, partner, purposes, clip, market, ...figures }: Typed) {
  const now = Date.now();
  return {
    ...{ marketplace: market, title, partner, purposes: wordsIn(purposes), modes: ["size", "sum"], ...figures },
    clip: { currency: "CNY", minor: `${clip * 100}` },
    starts_at: new Date(now).toISOString(),
    ends_at: new Date(now + yearMs).toISOString(),
  };
}
