/** @jsxImportSource react */
import { Button } from "antd";
import { type FormEvent, useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { signWithPasskey } from "../lib/passkey.ts";
import type { WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { CodeField } from "./sign-fields.tsx";
import { ProblemNote } from "./states.tsx";
import { PasskeyButton, PasskeysElsewhere, passkeysHere } from "./ways-in.tsx";

type Props = {
  ways: WaysIn;
  /** The person has a passkey, on this device or another. */
  passkeys: boolean;
  /** The person has an authenticator app: six digits are an answer. */
  app: boolean;
  shown(who: Who): void;
};

/** One's own second step for the session that goes on: a passkey, six digits, or a recovery code. */
export function ShowStep({ ways, passkeys, app, shown }: Props) {
  const say = useSay();
  const [code, setCode] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const byKey = passkeys && passkeysHere(ways);
  const byCode = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => shown(await post<Who>("/v1/session/step-up", { code: code.trim() })));
  };
  const byPasskey = async (): Promise<void> => {
    shown(await post<Who>("/v1/session/step-up", { passkey: await signWithPasskey() }));
  };
  return (
    <div className="stack">
      {byKey ? <PasskeyButton label={say("使用通行密钥", "Use a passkey")} focus use={byPasskey} /> : null}
      {passkeys && !byKey ? <PasskeysElsewhere ways={ways} /> : null}
      <form className="stack" onSubmit={(event) => void byCode(event)}>
        <CodeField value={code} change={setCode} app={app} focus={!byKey} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="primary" htmlType="submit" loading={busy} disabled={code.trim() === ""}>
          {say("验证", "Show it")}
        </Button>
      </form>
    </div>
  );
}
