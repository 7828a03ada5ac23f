/** @jsxImportSource react */
import { Segmented, Select } from "antd";
import { useNarrow } from "../lib/use-narrow.ts";

type Props<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  put: (value: Value) => void;
};

/** One of a few views of a list: side by side at a desk, a list to choose from on a phone. */
export function ShowChoice<Value extends string>({ label, value, options, put }: Props<Value>) {
  const narrow = useNarrow(640);
  const same = { "aria-label": label, value, options: [...options], onChange: put };
  return narrow ? <Select<Value> {...same} style={{ minWidth: 180 }} /> : <Segmented<Value> {...same} />;
}
