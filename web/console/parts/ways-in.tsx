/** @jsxImportSource react */
import { IdcardOutlined, KeyOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { WaysIn } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { ProblemNote } from "./states.tsx";

/** Browsers bind a passkey to an address: at another one there is no use in asking. */
export const passkeysHere = (ways: WaysIn | null): boolean => ways?.passkeys.origin === location.origin;

/** Where passkeys work, when it is not here. */
export function PasskeysElsewhere({ ways }: { ways: WaysIn }) {
  const say = useSay();
  const { origin } = ways.passkeys;
  return (
    <p className="soft">
      {say("通行密钥请在此地址使用：", "Passkeys work at ")}
      <a href={`${origin}/console/`}>{origin}</a>
    </p>
  );
}

type PasskeyProps = { label: string; focus?: boolean; use: () => Promise<void> };

export function PasskeyButton({ label, focus = false, use }: PasskeyProps) {
  const { busy, problem, attempt } = useAttempt();
  return (
    <>
      <Button
        size="large"
        icon={<KeyOutlined />}
        loading={busy}
        autoFocus={focus}
        block
        onClick={() => void attempt(use)}
      >
        {label}
      </Button>
      {problem ? <ProblemNote problem={problem} /> : null}
    </>
  );
}

/** To the provider's own page, and back with its word. */
export function ProviderButton({ name, body }: { name: string; body?: { invitation: string } }) {
  const say = useSay();
  const { busy, problem, attempt } = useAttempt();
  const leave = () =>
    attempt(async () => {
      const { url } = await post<{ url: string }>("/v1/session/by-provider", body ?? {});
      location.assign(url);
    });
  return (
    <>
      <Button size="large" icon={<IdcardOutlined />} loading={busy} block onClick={() => void leave()}>
        {say(`使用 ${name} 登录`, `Continue with ${name}`)}
      </Button>
      {problem ? <ProblemNote problem={problem} /> : null}
    </>
  );
}

const refusals: Readonly<Record<string, readonly [string, string]>> = {
  identity_unknown: [
    "此身份尚未关联任何人：请通过邀请链接关联，或登录后在“账号与安全”中关联。",
    "Nobody here is linked with that identity: use your one-time link with it, or sign in and link it at your account.",
  ],
  identity_taken: ["此身份已关联他人。", "That identity is linked with somebody already."],
  invitation_spent: ["一次性链接无效、已使用或已过期。", "The one-time link is unknown, was used, or is too old."],
  provider_unreachable: ["暂时无法连接身份提供方，请稍后重试。", "The provider cannot be reached. Try again soon."],
  sign_in_refused: ["此账号已停用。", "This account is disabled."],
  forbidden: ["您目前没有任何角色。", "You have no role here at present."],
};
const anyRefusal = ["身份提供方未确认登录，请重试。", "The provider did not confirm the sign-in. Try again."] as const;

/** Why the provider's answer did not lead in: the way back tells it behind the #. Told once. */
export function ProviderRefusal() {
  const say = useSay();
  const [code] = useState(() => /^#refused=([a-z_]+)$/.exec(location.hash)?.[1] ?? null);
  if (code === null) return null;
  return <Alert type="error" showIcon role="alert" title={say(...(refusals[code] ?? anyRefusal))} />;
}
