/** @jsxImportSource react */
import { Select } from "antd";
import { useSay, useWords } from "../lib/language.tsx";
import type { Agreement, List, Opening, Prerequisite } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Field } from "./field.tsx";
import { useCapabilityName } from "./opening-words.ts";
import { useWalletName } from "./wallets.tsx";

type Props = { requires: readonly Prerequisite[]; change: (to: readonly Prerequisite[]) => void };

/** What must stand before it may be announced: other openings, agreements, departments that sign it off. */
export function RequireFields({ requires, change }: Props) {
  const say = useSay();
  const words = useWords();
  const capability = useCapabilityName();
  const partner = useWalletName();
  const openings = useLoad<List<Opening>>("/v1/openings?limit=100");
  const agreements = useLoad<List<Agreement>>("/v1/agreements?limit=100");
  const departments = ["legal", "risk", "finance", "service", "security"];
  const kinds = [
    [
      "opening",
      say("其他开放计划", "Other openings"),
      (openings.data?.data ?? []).map((one) => ({
        value: one.id,
        label: `${capability(one.capability)} → ${partner(one.partner)}`,
      })),
    ],
    [
      "agreement",
      say("协议", "Agreements"),
      (agreements.data?.data ?? []).map((one) => ({ value: one.id, label: words(one.title) })),
    ],
    ["sign_off", say("部门会签", "Departments' sign-offs"), departments.map((value) => ({ value, label: value }))],
  ] as const;
  const set = (kind: Prerequisite["kind"], ids: readonly string[]): void =>
    change([...requires.filter((one) => one.kind !== kind), ...ids.map((id) => ({ kind, id }))]);
  return (
    <fieldset className="rungs">
      <legend>{say("公告前的前提", "Required before the announcement")}</legend>
      <div className="rung-fields">
        {kinds.map(([kind, label, options]) => (
          <Field key={kind} label={label}>
            {(id) => (
              <Select
                id={id}
                mode={kind === "sign_off" ? "tags" : "multiple"}
                style={{ width: "100%" }}
                placeholder={say("无", "None")}
                optionFilterProp="label"
                value={requires.filter((one) => one.kind === kind).map((one) => one.id)}
                options={[...options]}
                onChange={(ids) => set(kind, ids)}
              />
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}
