/** @jsxImportSource react */
import { Button, Input } from "antd";
import { type FormEvent, useId, useState } from "react";
import { Problem, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useSession } from "../lib/session.tsx";
import type { Who } from "../lib/types.ts";
import { SignPage } from "../parts/sign-page.tsx";
import { ProblemNote } from "../parts/states.tsx";

export default function SignIn() {
  const say = useSay();
  const { setWho } = useSession();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [second, setSecond] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ids = { login: useId(), password: useId(), code: useId() };
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setWho(await post<Who>("/v1/session", { login, password, ...(second ? { code: code.trim() } : {}) }));
    } catch (fault) {
      if (fault instanceof Problem && fault.code === "second_step_needed") setSecond(true);
      else setProblem(fault instanceof Problem ? fault : new Problem(0, { title: String(fault) }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <SignPage title={say("登录", "Sign in")}>
      <form className="stack" onSubmit={(event) => void enter(event)}>
        <div>
          <label htmlFor={ids.login}>{say("登录名", "Login")}</label>
          <Input
            id={ids.login}
            size="large"
            autoComplete="username"
            value={login}
            onChange={(e) => setLogin(e.target.value)}
            required
          />
        </div>
        <div>
          <label htmlFor={ids.password}>{say("密码", "Password")}</label>
          <Input.Password
            id={ids.password}
            size="large"
            autoComplete="current-password"
            value={password}
            onChange={(e) => setPassword(e.target.value)}
            required
          />
        </div>
        {second ? (
          <div>
            <label htmlFor={ids.code}>
              {say("验证器的六位数字，或恢复码", "Six digits of your authenticator, or a recovery code")}
            </label>
            <Input
              id={ids.code}
              size="large"
              autoFocus
              autoComplete="one-time-code"
              inputMode="numeric"
              value={code}
              onChange={(e) => setCode(e.target.value)}
              required
            />
          </div>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="primary" size="large" htmlType="submit" loading={busy} block>
          {say("登录", "Sign in")}
        </Button>
        <p className="soft">
          {say(
            "首次使用：请打开启动时打印的一次性链接；团队成员请使用收到的邀请链接。",
            "For the first time: open the one-time link that the start printed, or the one that your team sent you.",
          )}
        </p>
      </form>
    </SignPage>
  );
}
