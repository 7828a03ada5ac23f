/** @jsxImportSource react */
import { Button, Input } from "antd";
import { type FormEvent, useEffect, useId, useState } from "react";
import { Problem, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useSession } from "../lib/session.tsx";
import type { Who } from "../lib/types.ts";
import { SignPage } from "../parts/sign-page.tsx";
import { ProblemNote } from "../parts/states.tsx";

type Told = { kind: "first" | "invite" | "reset"; name: string; login: string | null; expires_at: string };

const asProblem = (fault: unknown): Problem =>
  fault instanceof Problem ? fault : new Problem(0, { title: String(fault) });

/** A one-time link: its secret stands behind the #, which is never sent but by this page. */
export default function Invitation() {
  const say = useSay();
  const formats = useFormats();
  const { setWho } = useSession();
  const [token] = useState(() => location.hash.slice(1));
  const [told, setTold] = useState<Told | null>(null);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ids = { login: useId(), password: useId(), hint: useId() };
  useEffect(() => {
    post<Told>("/v1/invitations/read", { token: token || "none-at-all" })
      .then((found) => {
        setTold(found);
        setLogin(found.login ?? "");
      })
      .catch((fault: unknown) => setProblem(asProblem(fault)));
  }, [token]);
  const accept = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const who = await post<Who>("/v1/invitations/accept", { token, login, password });
      go("/console/", { replace: true });
      setWho(who);
    } catch (fault) {
      setProblem(asProblem(fault));
    } finally {
      setBusy(false);
    }
  };
  const title = told?.kind === "reset" ? say("重设密码", "A new password") : say("欢迎加入", "Welcome");
  return (
    <SignPage title={title}>
      {told ? (
        <form className="stack" onSubmit={(event) => void accept(event)}>
          <p>
            {told.name} · {say("链接有效至", "the link is good until")} {formats.instant(told.expires_at)}
          </p>
          <div>
            <label htmlFor={ids.login}>{say("登录名", "Login")}</label>
            <Input
              id={ids.login}
              size="large"
              autoComplete="username"
              value={login}
              readOnly={told.login !== null}
              onChange={(e) => setLogin(e.target.value)}
              required
            />
          </div>
          <div>
            <label htmlFor={ids.password}>{say("密码", "Password")}</label>
            <Input.Password
              id={ids.password}
              size="large"
              autoComplete="new-password"
              aria-describedby={ids.hint}
              value={password}
              onChange={(e) => setPassword(e.target.value)}
              required
            />
            <div id={ids.hint} className="soft">
              {say("至少 10 个字符，一句话最好记。", "At least ten characters; a sentence is easiest to keep.")}
            </div>
          </div>
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button type="primary" size="large" htmlType="submit" loading={busy} block>
            {say("设置并登录", "Set it and sign in")}
          </Button>
        </form>
      ) : problem ? (
        <div className="stack">
          <ProblemNote problem={problem} />
          <a href="/console/">{say("去登录", "To the sign-in")}</a>
        </div>
      ) : (
        <p role="status">{say("正在读取…", "Reading …")}</p>
      )}
    </SignPage>
  );
}
