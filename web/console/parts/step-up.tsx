/** @jsxImportSource react */
import { Alert, Button, Card } from "antd";
import { type FormEvent, useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { signWithPasskey } from "../lib/passkey.ts";
import { useSession, useWho } from "../lib/session.tsx";
import type { WaysIn, Who } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { CodeField } from "./sign-fields.tsx";
import { ProblemNote } from "./states.tsx";
import { PasskeyButton, PasskeysElsewhere, passkeysHere } from "./ways-in.tsx";

/** Nothing else is open yet: a second step is to be set up below, or, where there is one, to be shown here. */
export function StepDue({ ways }: { ways: WaysIn }) {
  const say = useSay();
  const who = useWho();
  if (!who.person.second_step)
    return (
      <Alert
        type="warning"
        showIcon
        role="status"
        title={say("您的角色必须启用第二步验证", "Your role must have a second step")}
        description={say(
          "请先添加通行密钥或验证器，之后即可使用控制台。",
          "Add a passkey or an authenticator below; everything else opens then.",
        )}
      />
    );
  return <ShowCard ways={ways} />;
}

function ShowCard({ ways }: { ways: WaysIn }) {
  const say = useSay();
  const who = useWho();
  const { setWho } = useSession();
  const [code, setCode] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const byCode = (event: FormEvent): Promise<void> => {
    event.preventDefault();
    return attempt(async () => setWho(await post<Who>("/v1/session/step-up", { code: code.trim() })));
  };
  const byPasskey = async (): Promise<void> => {
    setWho(await post<Who>("/v1/session/step-up", { passkey: await signWithPasskey() }));
  };
  return (
    <Card>
      <h2>{say("请完成第二步验证", "Show your second step")}</h2>
      <div className="stack">
        {who.person.passkeys === 0 ? null : passkeysHere(ways) ? (
          <PasskeyButton label={say("使用通行密钥", "Use a passkey")} use={byPasskey} />
        ) : (
          <PasskeysElsewhere ways={ways} />
        )}
        <form className="stack" onSubmit={(event) => void byCode(event)}>
          <CodeField value={code} change={setCode} />
          {problem ? <ProblemNote problem={problem} /> : null}
          <Button htmlType="submit" loading={busy} disabled={code.trim() === ""}>
            {say("验证", "Show it")}
          </Button>
        </form>
      </div>
    </Card>
  );
}
