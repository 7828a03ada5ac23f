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

/** The second step: a code of now, or one of those that were kept for a lost device. */
export function CodeField({ value, change, focus = true }: Props & { focus?: boolean }) {
  const say = useSay();
  return (
    <Field label={say("验证器的六位数字，或恢复码", "Six digits of your authenticator, or a recovery code")}>
      {(id) => (
        <Input
          id={id}
          size="large"
          autoFocus={focus}
          autoComplete="one-time-code"
          inputMode="numeric"
          value={value}
          onChange={(event) => change(event.target.value)}
          required
        />
      )}
    </Field>
  );
}
