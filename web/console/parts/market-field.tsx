/** @jsxImportSource react */
import { Select } from "antd";
import { useSay, useWords } from "../lib/language.tsx";
import type { useMarket } from "../lib/use-market.ts";
import { Field } from "./field.tsx";

/** For people of the whole house: of which marketplace. Others have one, and see nothing. */
export function MarketField({ of }: { of: ReturnType<typeof useMarket> }) {
  const say = useSay();
  const words = useWords();
  if (of.choices.length === 0) return null;
  return (
    <Field label={say("平台", "Marketplace")}>
      {(id) => (
        <Select
          {...{ id, style: { width: "100%" }, value: of.market, onChange: of.setChosen }}
          options={of.choices.map((one) => ({ value: one.id, label: words(one.name) }))}
        />
      )}
    </Field>
  );
}
