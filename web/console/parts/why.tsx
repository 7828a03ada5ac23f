/** @jsxImportSource react */
import { App, Button, Input, Modal } from "antd";
import { type ReactNode, useId, useRef, useState } from "react";
import { freshKey } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useAttempt } from "../lib/use-attempt.ts";
import { ProblemNote } from "./states.tsx";

type Props = {
  label: ReactNode;
  title: string;
  /** What happens, before it happens. */
  says?: ReactNode;
  danger?: boolean;
  primary?: boolean;
  disabled?: boolean;
  /** Without: no reason is asked for. */
  why?: boolean;
  size?: "small" | "middle";
  /** The same key each time the same deed is tried again. */
  act(why: string, key: string): Promise<unknown>;
  /** Reads again what the deed changed: the dialogue stays until then, so that nobody acts on a row of before. */
  done?: () => unknown;
};

/**
 * A deed that is asked about first, with the reason that is kept for ever. What was refused is told in the dialogue.
 */
export function Deed({ label, title, says, danger, primary, disabled, why = true, size = "middle", act, done }: Props) {
  const say = useSay();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { busy, problem, attempt, clear } = useAttempt();
  const key = useRef("");
  const id = useId();
  const begin = (): void => {
    key.current = freshKey();
    clear();
    setText("");
    setOpen(true);
  };
  const go = (): Promise<void> =>
    attempt(async () => {
      await act(text.trim(), key.current);
      void message.success(say("已完成", "Done"));
      await done?.();
      setOpen(false);
    });
  return (
    <>
      <Button
        size={size}
        danger={danger ?? false}
        type={primary ? "primary" : "default"}
        disabled={disabled ?? false}
        onClick={begin}
      >
        {label}
      </Button>
      <Modal
        open={open}
        title={title}
        okText={label}
        cancelText={say("取消", "Cancel")}
        okButtonProps={{ danger: danger ?? false, loading: busy, disabled: why && text.trim() === "" }}
        onOk={() => void go()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          {says === undefined ? null : <div>{says}</div>}
          {why ? (
            <div>
              <label htmlFor={id}>{say("理由（永久留存）", "Why (kept for ever)")}</label>
              <Input.TextArea
                id={id}
                rows={3}
                maxLength={500}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </div>
          ) : null}
          {problem ? <ProblemNote problem={problem} /> : null}
        </div>
      </Modal>
    </>
  );
}
