/** @jsxImportSource react */
import { Input } from "antd";
import { useId } from "react";
import { useSay } from "../lib/language.tsx";
import { Field } from "./field.tsx";

type Props = { value: string; change(to: string): void };

export function LoginField({ value, change, fixed = false }: Props & { fixed?: boolean }) {
  const say = useSay();
  return (
    <Field label={say("登录名", "Login")}>
      {(id) => (
        <Input
          id={id}
          size="large"
          autoComplete="username"
          value={value}
          readOnly={fixed}
          onChange={(event) => change(event.target.value)}
          required
        />
      )}
    </Field>
  );
}

type PasswordProps = Props & { kind: "current-password" | "new-password"; hint?: string };

export function PasswordField({ value, change, kind, hint }: PasswordProps) {
  const say = useSay();
  const hintId = useId();
  return (
    <Field label={say("密码", "Password")}>
      {(id) => (
        <>
          <Input.Password
            id={id}
            size="large"
            autoComplete={kind}
            {...(hint === undefined ? {} : { "aria-describedby": hintId })}
            value={value}
            onChange={(event) => change(event.target.value)}
            required
          />
          {hint === undefined ? null : (
            <div id={hintId} className="soft">
              {hint}
            </div>
          )}
        </>
      )}
    </Field>
  );
}

/** The second step: a code of now (`app`: the person has an authenticator), or one kept for a lost device. */
export function CodeField({ value, change, app, focus = true }: Props & { app: boolean; focus?: boolean }) {
  const say = useSay();
  const label = app
    ? say("验证器的六位数字，或恢复码", "Six digits of your authenticator, or a recovery code")
    : say("恢复码", "A recovery code");
  return (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          size="large"
          autoFocus={focus}
          autoComplete={app ? "one-time-code" : "off"}
          inputMode={app ? "numeric" : "text"}
          value={value}
          onChange={(event) => change(event.target.value)}
          required
        />
      )}
    </Field>
  );
}
