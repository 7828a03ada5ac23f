/** @jsxImportSource react */
import { Input } from "antd";
import { fenOf } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";
import { capNames, type TypedCaps } from "./opening-draft.ts";

/** The four caps, in yuan; an empty one is none. */
export function CapFields({ caps, change }: { caps: TypedCaps; change: (to: TypedCaps) => void }) {
  const say = useSay();
  const words = {
    per_payment: say("每笔上限（元）", "Cap a payment, yuan"),
    per_buyer_day: say("每买家每日（元）", "Per buyer a day, yuan"),
    per_store_day: say("每店每日（元）", "Per store a day, yuan"),
    total_day: say("每日总额（元）", "In all a day, yuan"),
  };
  return capNames.map((name) => {
    const text = caps[name] ?? "";
    return (
      <Field key={name} label={words[name]}>
        {(id) => (
          <Input
            id={id}
            inputMode="decimal"
            placeholder={say("不限", "None")}
            value={text}
            status={text.trim() !== "" && fenOf(text) === null ? "error" : ""}
            onChange={(event) => change({ ...caps, [name]: event.target.value })}
          />
        )}
      </Field>
    );
  });
}
