/** @jsxImportSource react */
import { Input, Modal } from "antd";
import { type FocusEvent, type ReactNode, useId } from "react";
import type { Problem } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { ProblemNote } from "./states.tsx";

type Props = {
  open: boolean;
  title: string;
  label: ReactNode;
  danger: boolean;
  /** Whether a reason is asked for. */
  why: boolean;
  text: string;
  type(text: string): void;
  busy: boolean;
  problem: Problem | null;
  go(): void;
  close(): void;
  /** Goes on where somebody was typing. */
  focus?: boolean;
  children?: ReactNode;
};

const toTheEnd = ({ target }: FocusEvent<HTMLTextAreaElement>): void =>
  target.setSelectionRange(target.value.length, target.value.length);

/** What is asked before a deed: what happens, why, and what came of the latest try. */
export function DeedDialogue(props: Props) {
  const { open, title, label, danger, why, text, busy, problem } = props;
  const say = useSay();
  const id = useId();
  return (
    <Modal
      open={open}
      title={title}
      okText={label}
      cancelText={say("取消", "Cancel")}
      okButtonProps={{ danger, loading: busy, disabled: why && text.trim() === "" }}
      onOk={props.go}
      onCancel={props.close}
      destroyOnHidden
    >
      <div className="stack">
        {props.children}
        {why ? (
          <div>
            <label htmlFor={id}>{say("理由（永久留存）", "Why (kept for ever)")}</label>
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={500}
              value={text}
              autoFocus={props.focus ?? false}
              onFocus={toTheEnd}
              onChange={(event) => props.type(event.target.value)}
            />
          </div>
        ) : null}
        {problem ? <ProblemNote problem={problem} /> : null}
      </div>
    </Modal>
  );
}
