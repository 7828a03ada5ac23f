/** @jsxImportSource react */
import { Button } from "antd";
import { useSay } from "../lib/language.tsx";

/** For the day when phone and key are lost. */
export function RecoveryCodes({ codes, kept }: { codes: readonly string[]; kept: () => void }) {
  const say = useSay();
  return (
    <>
      <strong>
        {say("恢复码只显示这一次，每个可用一次：", "The recovery codes are shown this once, and each works once:")}
      </strong>
      <pre className="mono">{codes.join("\n")}</pre>
      <Button onClick={kept}>{say("我已保存", "I have kept them")}</Button>
    </>
  );
}
