/** @jsxImportSource react */
import { Select } from "antd";
import { eventKinds } from "../lib/event-kinds.ts";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";

/** A kind of event by name; what has none here stays as it is written. */
export function useEventName(): (kind: string) => string {
  const say = useSay();
  return (kind) => {
    const found = eventKinds.find(([one]) => one === kind);
    return found ? say(found[1], found[2]) : kind;
  };
}

/** Which events an endpoint is sent. */
export function EventChoice({ value, onChange }: { value: readonly string[]; onChange: (kinds: string[]) => void }) {
  const say = useSay();
  const name = useEventName();
  return (
    <Field
      label={say("推送哪些事件", "Which events")}
      hint={say(
        "选“全部”的一类，日后新增的同类事件也会推送。",
        "Of a whole family also what is added to it later is sent.",
      )}
    >
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          style={{ width: "100%" }}
          value={[...value]}
          optionFilterProp="label"
          options={eventKinds.map(([kind]) => ({ value: kind, label: name(kind), title: kind }))}
          onChange={onChange}
        />
      )}
    </Field>
  );
}
