/** @jsxImportSource react */
import { Select } from "antd";
import type { ReactNode } from "react";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { StateTag } from "./states.tsx";

type Props = { states: readonly string[]; label?: (state: string) => ReactNode; width?: number };

/** Narrows a list to one state, in the page's address. */
export function StateFilter({ states, label = (state) => <StateTag state={state} />, width = 160 }: Props) {
  const say = useSay();
  const { query } = useAddress();
  return (
    <Select
      allowClear
      style={{ width }}
      aria-label={say("状态", "State")}
      placeholder={say("全部状态", "Every state")}
      value={query.get("state") ?? undefined}
      options={states.map((state) => ({ value: state, label: label(state) }))}
      onChange={(state?: string) => setQuery({ state: state ?? null })}
    />
  );
}
