/** @jsxImportSource react */
import { Alert, Card } from "antd";
import { useSay } from "../lib/language.tsx";
import { useSession, useWho } from "../lib/session.tsx";
import type { WaysIn } from "../lib/types.ts";
import { ShowStep } from "./show-step.tsx";

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
  return (
    <Card>
      <h2>{say("请完成第二步验证", "Show your second step")}</h2>
      <ShowStep ways={ways} passkeys={who.person.passkeys > 0} app={who.person.app} shown={setWho} />
    </Card>
  );
}
