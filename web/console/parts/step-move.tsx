/** @jsxImportSource react */
import { App, Button, Input, Modal } from "antd";
import { useId, useRef, useState } from "react";
import { freshKey, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { Opening } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useAudienceText } from "./opening-words.ts";
import { ProblemNote } from "./states.tsx";

/** A move along the ladder: `n` is the step that it is about, `to` the one that holds afterwards. */
export type Move = { kind: "pilot" | "stage"; n: number; to: number; how: "start" | "resume" | "back" };

const paths = { start: "start-stage", resume: "resume-stage", back: "pause-stage" } as const;
const acts = { start: "start_stage", resume: "resume_stage" } as const;

type Props = { opening: Opening; move: Move; done: () => void; close: () => void };

/** Does the move, or puts it before a second person; what was refused stays in sight. */
function useStep({ opening, move, done, close }: Props, why: string) {
  const say = useSay();
  const { message } = App.useApp();
  const { busy, problem, attempt } = useAttempt();
  const keys = useRef({ act: freshKey(), propose: freshKey() });
  const { kind, n, how } = move;
  const after = (text: string): void => {
    void message.success(text);
    close();
    done();
  };
  const act = (): Promise<void> =>
    attempt(async () => {
      await post(`/v1/openings/${opening.id}/${paths[how]}`, { why, kind, n }, keys.current.act);
      after(say("已完成", "Done"));
    });
  const propose = (): Promise<void> =>
    attempt(async () => {
      const name = acts[how === "back" ? "resume" : how];
      const body = { act: name, why, [name]: { kind, n } };
      await post(`/v1/openings/${opening.id}/proposals`, body, keys.current.propose);
      after(say("已提请", "Put before a second person"));
    });
  return { busy, problem, act, propose };
}

/** Asks before a step is taken: who is in then, why, and whether a second person shall decide. */
export function StepMove(props: Props) {
  const { opening, move, close } = props;
  const say = useSay();
  const audience = useAudienceText();
  const [why, setWhy] = useState("");
  const id = useId();
  const { busy, problem, act, propose } = useStep(props, why.trim());
  const { kind, n, how } = move;
  const holds = (kind === "pilot" ? opening.pilots : opening.stages)[move.to - 1];
  const titles = {
    start: say(`进入第 ${n} 步`, `Go on to step ${n}`),
    resume: say(`恢复第 ${n} 步`, `Let step ${n} hold again`),
    back: say(`收回第 ${n} 步`, `Take step ${n} back`),
  };
  const empty = why.trim() === "";
  return (
    <Modal
      open
      title={titles[how]}
      onCancel={close}
      footer={[
        <Button key="cancel" onClick={close}>
          {say("取消", "Cancel")}
        </Button>,
        how === "back" ? null : (
          <Button key="propose" disabled={empty} loading={busy} onClick={() => void propose()}>
            {say("提请第二人", "Ask a second person")}
          </Button>
        ),
        <Button
          key="act"
          type="primary"
          danger={how === "back"}
          disabled={empty}
          loading={busy}
          onClick={() => void act()}
        >
          {titles[how]}
        </Button>,
      ]}
    >
      <div className="stack">
        {holds ? (
          <p style={{ margin: 0 }}>
            {say("此后放行：", "Then in: ")}
            <strong>{audience(holds)}</strong>
          </p>
        ) : null}
        <div>
          <label htmlFor={id}>{say("理由（永久留存）", "Why (kept for ever)")}</label>
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
      </div>
    </Modal>
  );
}
