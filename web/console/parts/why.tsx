/** @jsxImportSource react */
import { Alert, App, Button } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { asProblem, freshKey } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useAttempt } from "../lib/use-attempt.ts";
import { DeedDialogue } from "./deed-dialogue.tsx";
import { type LeftDeed, useLeft, useStillHere } from "./left-deed.tsx";

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
 * A deed that is asked about first, with the reason that is kept for ever. What was refused is told in the dialogue;
 * what was typed outlives the row that the deed stands in.
 */
export function Deed({ label, title, says, danger, primary, disabled, why = true, size = "middle", act, done }: Props) {
  const say = useSay();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { busy, problem, attempt, clear } = useAttempt();
  const key = useRef("");
  const asked: Omit<LeftDeed, "problem"> = {
    ...{ title, label, danger: danger ?? false, why, text },
    act: (typed) => act(typed, key.current),
  };
  // While the answer is on its way the row may go because of this very deed: only a refusal is told then.
  const keep = useLeft(open && !busy ? { ...asked, problem } : null);
  const here = useStillHere();
  const begin = (): void => {
    key.current = freshKey();
    clear();
    setText("");
    setOpen(true);
  };
  const go = (): Promise<void> =>
    attempt(async () => {
      await act(text.trim(), key.current).catch((fault: unknown) => {
        if (!here()) keep({ ...asked, problem: asProblem(fault) });
        throw fault;
      });
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
      <DeedDialogue
        {...{ open, title, label, danger: danger ?? false, why, text, type: setText, busy, problem }}
        go={() => void go()}
        close={() => setOpen(false)}
      >
        {says === undefined ? null : <div>{says}</div>}
        {open && disabled && !busy ? (
          <Alert
            type="warning"
            showIcon
            title={say("情况刚刚变了，现在不能这样做", "This has just changed: it cannot be done now")}
          />
        ) : null}
      </DeedDialogue>
    </>
  );
}
