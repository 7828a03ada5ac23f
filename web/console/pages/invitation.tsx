/** @jsxImportSource react */
import { Button } from "antd";
import { type FormEvent, useEffect, useState } from "react";
import { asProblem, type Problem, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { go } from "../lib/router.tsx";
import { useSession } from "../lib/session.tsx";
import type { Invitation as Told, WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { LoginField, PasswordField } from "../parts/sign-fields.tsx";
import { SignPage } from "../parts/sign-page.tsx";
import { ProblemNote } from "../parts/states.tsx";
import { ProviderButton } from "../parts/ways-in.tsx";

/** A one-time link: its secret stands behind the #, which is never sent but by this page. */
export default function Invitation() {
  const say = useSay();
  const [token] = useState(() => location.hash.slice(1));
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    post<Told>("/v1/invitations/read", { token: token || "none-at-all" })
      .then(setTold)
      .catch((fault: unknown) => setProblem(asProblem(fault)));
  }, [token]);
  const title = told?.kind === "reset" ? say("重设密码", "A new password") : say("欢迎加入", "Welcome");
  return (
    <SignPage title={title}>
      {told ? (
        <AcceptForm told={told} token={token} />
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

function AcceptForm({ told, token }: { told: Told; token: string }) {
  const say = useSay();
  const formats = useFormats();
  const { setWho } = useSession();
  const [login, setLogin] = useState(told.login ?? "");
  const [password, setPassword] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const provider = useLoad<WaysIn>("/v1/sign-in").data?.provider ?? null;
  const accept = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      const who = await post<Who>("/v1/invitations/accept", { token, login, password });
      go("/console/", { replace: true });
      setWho(who);
    });
  };
  return (
    <form className="stack" onSubmit={(event) => void accept(event)}>
      <p>
        {told.name} · {say("链接有效至", "the link is good until")} {formats.instant(told.expires_at)}
      </p>
      <LoginField value={login} change={setLogin} fixed={told.login !== null} />
      <PasswordField
        value={password}
        change={setPassword}
        kind="new-password"
        hint={say("至少 10 个字符，一句话最好记。", "At least ten characters; a sentence is easiest to keep.")}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button type="primary" size="large" htmlType="submit" loading={busy} block>
        {say("设置并登录", "Set it and sign in")}
      </Button>
      {provider && told.kind !== "reset" ? <ProviderButton name={provider.name} body={{ invitation: token }} /> : null}
    </form>
  );
}
