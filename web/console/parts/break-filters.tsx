/** @jsxImportSource react */
import { Select } from "antd";
import { useBreakFigures } from "../lib/break-figures.tsx";
import { useSay } from "../lib/language.tsx";
import { setQuery, useAddress } from "../lib/router.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import { ageNames, breakStates, classNames, useAgeName, useClassName } from "./break-words.ts";
import { ChipOf } from "./chip-of.tsx";
import { ClearFilters } from "./clear-filters.tsx";
import { StateFilter } from "./state-filter.tsx";
import { Ident } from "./states.tsx";

export const breakFilters = ["class", "state", "run", "assignee", "age"] as const;

/** What narrows the list of breaks, all of it in the address. */
export function BreakFilters() {
  const say = useSay();
  const named = useClassName();
  const age = useAgeName();
  const { query } = useAddress();
  const run = query.get("run");
  return (
    <>
      <Owners />
      <Choice
        name="class"
        label={say("类别", "Class")}
        all={say("全部类别", "Every class")}
        options={classNames.map((value) => ({ value, label: named(value) }))}
      />
      <Choice
        name="age"
        label={say("天数", "Age")}
        all={say("全部天数", "Every age")}
        options={ageNames.map((value) => ({ value, label: age(value) }))}
      />
      <StateFilter states={Object.keys(breakStates)} label={(state) => <ChipOf of={state} words={breakStates} />} />
      {run ? (
        <span className="row">
          {say("批次", "Run")} <Ident id={run} />
        </span>
      ) : null}
      <ClearFilters names={breakFilters} />
    </>
  );
}

type ChoiceProps = { name: string; label: string; all: string; options: { value: string; label: string }[] };

function Choice({ name, label, all, options }: ChoiceProps) {
  const { query } = useAddress();
  return (
    <Select
      allowClear
      style={{ width: 150 }}
      aria-label={label}
      placeholder={all}
      value={query.get(name) ?? undefined}
      options={options}
      onChange={(value?: string) => setQuery({ [name]: value ?? null })}
    />
  );
}

/** Mine, nobody's, or somebody's, each with how many are open. */
function Owners() {
  const say = useSay();
  const works = useMay()("refunds:write");
  const me = useWho().person.id;
  const { data } = useBreakFigures();
  const { query } = useAddress();
  const chosen = query.get("assignee");
  const others = (data?.people ?? []).filter(({ id }) => id !== me);
  const options = [
    ...(works ? [{ value: "me", label: say(`我负责的（${data?.yours ?? 0}）`, `Mine (${data?.yours ?? 0})`) }] : []),
    { value: "none", label: say(`无人负责（${data?.nobodys ?? 0}）`, `Nobody's (${data?.nobodys ?? 0})`) },
    ...others.map(({ id, name, open }) => ({ value: id, label: say(`${name}（${open}）`, `${name} (${open})`) })),
  ];
  return (
    <Choice
      {...{ name: "assignee", label: say("负责人", "Assignee"), all: say("全部负责人", "Everybody's") }}
      options={
        options.some((one) => one.value === chosen) || !chosen
          ? options
          : [...options, { value: chosen, label: chosen }]
      }
    />
  );
}
