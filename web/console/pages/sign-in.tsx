/** @jsxImportSource react */
import { Button, Divider } from "antd";
import { type FormEvent, useState } from "react";
import { Problem, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { signWithPasskey } from "../lib/passkey.ts";
import { go } from "../lib/router.tsx";
import { useSession } from "../lib/session.tsx";
import type { WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { CodeField, LoginField, PasswordField } from "../parts/sign-fields.tsx";
import { SignPage } from "../parts/sign-page.tsx";
import { ProblemNote } from "../parts/states.tsx";
import { PasskeyButton, PasskeysElsewhere, ProviderButton, ProviderRefusal, passkeysHere } from "../parts/ways-in.tsx";

export default function SignIn() {
  const say = useSay();
  const { setWho } = useSession();
  const ways = useLoad<WaysIn>("/v1/sign-in").data;
  const entered = (who: Who): void => {
    if (location.hash !== "") go(location.pathname, { replace: true });
    setWho(who);
  };
  const byPasskey = async (): Promise<void> => {
    entered(await post<Who>("/v1/session/by-passkey", { passkey: await signWithPasskey() }));
  };
  return (
    <SignPage title={say("登录", "Sign in")}>
      <div className="stack">
        <ProviderRefusal />
        <PasswordForm entered={entered} ways={ways} />
        {ways ? (
          <>
            <Divider plain style={{ margin: 0 }}>
              {say("或", "or")}
            </Divider>
            {passkeysHere(ways) ? (
              <PasskeyButton label={say("使用通行密钥登录", "Sign in with a passkey")} use={byPasskey} />
            ) : (
              <PasskeysElsewhere ways={ways} />
            )}
            {ways.provider ? <ProviderButton name={ways.provider.name} /> : null}
          </>
        ) : null}
        <p className="soft">
          {say(
            "首次使用：请打开启动时打印的一次性链接；团队成员请使用收到的邀请链接。",
            "For the first time: open the one-time link that the start printed, or the one that your team sent you.",
          )}
        </p>
      </div>
    </SignPage>
  );
}

function PasswordForm({ entered, ways }: { entered: (who: Who) => void; ways: WaysIn | null }) {
  const say = useSay();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  /** The second steps that the person has, once the password was right. */
  const [second, setSecond] = useState<readonly string[] | null>(null);
  const { busy, problem, attempt } = useAttempt();
  const enter = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => {
      try {
        entered(await post<Who>("/v1/session", { login, password, ...(second ? { code: code.trim() } : {}) }));
      } catch (fault) {
        if (!(fault instanceof Problem) || fault.code !== "second_step_needed") throw fault;
        setSecond((fault.context["ways"] ?? "app").split(" "));
      }
    });
  };
  const byPasskey = async (): Promise<void> => {
    entered(await post<Who>("/v1/session", { login, password, passkey: await signWithPasskey() }));
  };
  return (
    <form className="stack" onSubmit={(event) => void enter(event)}>
      <LoginField value={login} change={setLogin} />
      <PasswordField value={password} change={setPassword} kind="current-password" />
      {second?.includes("passkey") && passkeysHere(ways) ? (
        <PasskeyButton label={say("用通行密钥完成验证", "Go on with your passkey")} use={byPasskey} />
      ) : null}
      {second ? <CodeField value={code} change={setCode} app={second.includes("app")} /> : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      <Button type="primary" size="large" htmlType="submit" loading={busy} block>
        {say("登录", "Sign in")}
      </Button>
    </form>
  );
}
