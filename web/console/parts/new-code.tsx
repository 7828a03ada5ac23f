/** @jsxImportSource react */
import { Input } from "antd";
import { useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { MerchantCode } from "../lib/types.ts";
import { Field } from "./field.tsx";
import { Deed } from "./why.tsx";

const nothing = { title: "", amount: "", latin_name: "", latin_city: "" };
type Draft = typeof nothing;

/** What is left empty is left out: the house takes the store's own name, and whoever pays enters the amount. */
function bodyOf(store: string, { amount, ...texts }: Draft) {
  const given = Object.entries(texts).flatMap(([name, text]) => (text.trim() === "" ? [] : [[name, text.trim()]]));
  const sum = amount.trim() === "" ? {} : { amount: typedAmount(amount) };
  return { store, ...Object.fromEntries(given), ...sum };
}

export function NewCode({ store, done }: { store: string; done: () => void }) {
  const say = useSay();
  const [draft, setDraft] = useState(nothing);
  const text = (name: keyof Draft, label: string, more: { max: number; hint?: string; money?: true }) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          value={draft[name]}
          maxLength={more.max}
          {...(more.hint === undefined ? {} : { placeholder: more.hint })}
          {...(more.money ? { inputMode: "decimal" as const } : {})}
          onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Deed
      primary
      why={false}
      label={say("新建收款码", "New code")}
      title={say("新建收款码", "New code")}
      says={
        <div className="stack">
          {text("title", say("名称（印在台卡上）", "Name, as it is printed"), {
            max: 60,
            hint: say("留空用店名", "Left empty: the store's name"),
          })}
          {text("amount", say("金额（元）", "Amount in yuan"), {
            max: 12,
            money: true,
            hint: say("留空由顾客填写", "Left empty: whoever pays enters it"),
          })}
          {text("latin_name", say("拉丁字母店名（供读取 EMV 码的应用）", "Name in Latin letters, for EMV readers"), {
            max: 25,
          })}
          {text("latin_city", say("拉丁字母城市", "City in Latin letters"), { max: 15, hint: "SUZHOU" })}
        </div>
      }
      act={(_, key) => post<MerchantCode>("/v1/merchant-codes", bodyOf(store, draft), key)}
      done={() => {
        setDraft(nothing);
        return done();
      }}
    />
  );
}
