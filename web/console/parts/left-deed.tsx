/** @jsxImportSource react */
import { Alert, App } from "antd";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { Problem } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useAttempt } from "../lib/use-attempt.ts";
import { DeedDialogue } from "./deed-dialogue.tsx";

/** A deed that somebody was asked about when the row that it stood in went away. */
export type LeftDeed = {
  title: string;
  label: ReactNode;
  danger: boolean;
  why: boolean;
  /** What was typed. */
  text: string;
  problem: Problem | null;
  /** With the key of the tries before it. */
  act(why: string): Promise<unknown>;
};

const Keep = createContext<(left: LeftDeed) => void>(() => {});

/**
 * Lists are read again while people type: a row may go because somebody else decided it. Its dialogue goes on here,
 * with what was typed, and says so. Whoever leaves the page leaves it behind.
 */
export function LeftDeeds({ children }: { children: ReactNode }) {
  const [left, setLeft] = useState<LeftDeed | null>(null);
  return (
    <Keep value={setLeft}>
      {children}
      {left === null ? null : <Left of={left} close={() => setLeft(null)} />}
    </Keep>
  );
}

/** `now` is what to keep if whoever calls this goes away at this moment; null: nobody is being asked. */
export function useLeft(now: LeftDeed | null): (left: LeftDeed) => void {
  const keep = useContext(Keep);
  const latest = useRef<{ left: LeftDeed; at: string } | null>(null);
  useEffect(() => {
    latest.current = now === null ? null : { left: now, at: latest.current?.at ?? location.href };
  });
  useEffect(
    () => () => {
      // Another address is another view: they went there themselves.
      if (latest.current?.at === location.href) keep(latest.current.left);
    },
    [keep],
  );
  return keep;
}

/** Whether the caller still stands in the page. */
export function useStillHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return () => here.current;
}

function Left({ of, close }: { of: LeftDeed; close(): void }) {
  const say = useSay();
  const { message } = App.useApp();
  const [text, setText] = useState(of.text);
  const { busy, problem, attempt } = useAttempt(of.problem);
  const go = (): Promise<void> =>
    attempt(async () => {
      await of.act(text.trim());
      void message.success(say("已完成", "Done"));
      close();
    });
  return (
    <DeedDialogue
      open
      focus
      {...{ title: of.title, label: say("仍然提交", "Send it anyway"), danger: of.danger, why: of.why }}
      {...{ text, type: setText, busy, problem, go: () => void go(), close }}
    >
      <Alert
        type="warning"
        showIcon
        role="status"
        title={say("这一项刚刚变了，可能已由他人处理", "This has just changed: somebody else may have decided it")}
        description={say(
          "您写的内容仍在这里，可以复制。仍然提交时，系统会说明是否还来得及。",
          "What you typed is still here to copy. Sent anyway, the answer says whether it still counts.",
        )}
      />
    </DeedDialogue>
  );
}
