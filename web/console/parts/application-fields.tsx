/** @jsxImportSource react */
import { App, Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { put } from "../lib/api.ts";
import { useSay, useWords } from "../lib/language.tsx";
import type { Application, ApplicationForm } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { ProblemNote } from "./states.tsx";

type Props = { of: Application; form: ApplicationForm; writes: boolean; done: () => void };

/** What the form says of a text: null when it fits, or is left for later. */
function fits(pattern: string, text: string): boolean {
  return text === "" || new RegExp(`^(?:${pattern})$`, "u").test(text);
}

/** The form's fields; what is typed is kept as a draft when the step is left by its button. */
export function ApplicationFields({ of: one, form, writes, done }: Props) {
  const say = useSay();
  const { message } = App.useApp();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const { busy, problem, attempt } = useAttempt();
  const wrong = form.fields.filter((field) => !fits(field.pattern, typed[field.name] ?? ""));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    await attempt(async () => {
      const fields = Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text === "" ? null : text]));
      if (Object.keys(fields).length > 0) await put(`/v1/applications/${one.id}/fields`, { fields });
      setTyped({});
      void message.success(say("草稿已保存", "The draft is kept"));
      done();
    });
  };
  return (
    <form onSubmit={(event) => void save(event)} className="stack" noValidate>
      {form.fields.map((field) => (
        <Field
          key={field.name}
          of={one}
          field={field}
          disabled={!writes}
          text={typed[field.name] ?? one.fields[field.name] ?? ""}
          wrong={wrong.includes(field)}
          type={(text) => setTyped((was) => ({ ...was, [field.name]: text }))}
        />
      ))}
      {problem ? <ProblemNote problem={problem} /> : null}
      {writes ? (
        <div>
          <Button type="primary" htmlType="submit" loading={busy} disabled={wrong.length > 0}>
            {say("保存并继续", "Save and go on")}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

type FieldProps = {
  of: Application;
  field: ApplicationForm["fields"][number];
  disabled: boolean;
  text: string;
  wrong: boolean;
  type(text: string): void;
};

function Field({ of: one, field, disabled, text, wrong, type }: FieldProps) {
  const say = useSay();
  const words = useWords();
  const id = useId();
  const required = field.required_for.includes(one.applicant);
  const rejected = one.reasons.filter((reason) => reason.field === field.name);
  const kept = field.secret && one.secrets_set.includes(field.name);
  const notes = [
    ...(field.hint ? [words(field.hint)] : []),
    ...(kept
      ? [say("已加密保存，不再显示；重新填写可替换。", "Kept sealed and never shown; type anew to replace it.")]
      : []),
  ];
  const faults = [
    ...rejected.map((reason) => say(`钱包驳回：${reason.says}`, `Rejected by the wallet: ${reason.says}`)),
    ...(wrong ? [say("格式不符", "This does not have the right form")] : []),
  ];
  return (
    <div style={{ maxWidth: 560 }}>
      <label htmlFor={id}>
        {words(field.title)}
        {required ? <span className="soft"> · {say("必填", "required")}</span> : null}
      </label>
      <Input
        id={id}
        value={text}
        disabled={disabled}
        autoComplete="off"
        maxLength={500}
        type={field.secret ? "password" : "text"}
        status={faults.length > 0 ? "error" : ""}
        aria-invalid={faults.length > 0}
        aria-describedby={`${id}-notes`}
        placeholder={kept ? "••••••" : ""}
        onChange={(event) => type(event.target.value)}
      />
      <div id={`${id}-notes`}>
        {faults.map((fault) => (
          <div key={fault} style={{ color: "var(--door)" }}>
            {fault}
          </div>
        ))}
        {notes.length > 0 ? <div className="soft">{notes.join(" ")}</div> : null}
      </div>
    </div>
  );
}
