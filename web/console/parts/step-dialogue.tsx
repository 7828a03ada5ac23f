/** @jsxImportSource react */
import { Button, Modal } from "antd";
import { useEffect } from "react";
import type { Problem } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { WaysIn } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ShowStep } from "./show-step.tsx";
import { Shown } from "./states.tsx";

type Props = { due: Problem; open: boolean; answer(shown: boolean): void };

/** Above the deed's own dialogue. */
const above = 1500;

const own = "step-dialogue";

/** The deed's dialogue stays in sight, and is nobody's to reach: not by keyboard, not by a screen reader. */
function useStillBehind(open: boolean): void {
  useEffect(() => {
    if (!open) return;
    const behind = [...document.body.children].filter(
      (one): one is HTMLElement => one instanceof HTMLElement && !one.inert && one.querySelector(`.${own}`) === null,
    );
    for (const one of behind) one.inert = true;
    return () => {
      for (const one of behind) one.inert = false;
    };
  }, [open]);
}

/** The second step, asked for in the middle of a deed: shown, the deed goes on by itself; closed, nothing was done. */
export default function StepDialogue({ due, open, answer }: Props) {
  const say = useSay();
  const found = useLoad<WaysIn>("/v1/sign-in");
  useStillBehind(open);
  const { ways: named = "", minutes = "" } = due.context;
  const has = new Set(named.split(" "));
  return (
    <Modal
      open={open}
      zIndex={above}
      rootClassName={own}
      width={420}
      title={say("请再次完成第二步验证", "Show your second step again")}
      footer={<Button onClick={() => answer(false)}>{say("暂不操作", "Not now")}</Button>}
      onCancel={() => answer(false)}
      destroyOnHidden
    >
      <div className="stack">
        <p style={{ margin: 0 }}>
          {say(
            `此操作要求在最近 ${minutes} 分钟内完成过第二步验证。尚未执行任何操作；验证通过后将自动继续。`,
            `This asks for a second step of the last ${minutes} minutes. Nothing was done yet: it goes on by itself once you have shown it.`,
          )}
        </p>
        {has.has("provider") ? (
          <p style={{ margin: 0 }}>
            {say(
              "您的第二步由登录服务商验证：请退出后经其重新登录，再执行此操作。已填写的内容不会保留。",
              "Your provider checks your second step: sign out, sign in there again, then do this. What you typed is not kept.",
            )}
          </p>
        ) : (
          <Shown of={found}>
            {(here) => (
              <ShowStep ways={here} passkeys={has.has("passkey")} app={has.has("app")} shown={() => answer(true)} />
            )}
          </Shown>
        )}
      </div>
    </Modal>
  );
}
