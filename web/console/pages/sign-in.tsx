/** @jsxImportSource react */
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { Problem, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useSession } from "../lib/session.tsx";
import type { Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { CodeField, LoginField, PasswordField } from "../parts/sign-fields.tsx";
import { SignPage } from "../parts/sign-page.tsx";
import { ProblemNote } from "../parts/states.tsx";

export default function SignIn() {
  const say = useSay();
  const { setWho } = useSession();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [second, setSecond] = useState(false);
  const { busy, problem, attempt } = useAttempt();
  const enter = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      try {
        setWho(await post<Who>("/v1/session", { login, password, ...(second ? { code: code.trim() } : {}) }));
      } catch (fault) {
        if (!(fault instanceof Problem) || fault.code !== "second_step_needed") throw fault;
        setSecond(true);
      }
    });
  };
  return (
    <SignPage title={say("登录", "Sign in")}>
      <form className="stack" onSubmit={(event) => void enter(event)}>
        <LoginField value={login} change={setLogin} />
        <PasswordField value={password} change={setPassword} kind="current-password" />
        {second ? <CodeField value={code} change={setCode} /> : null}
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
