/** @jsxImportSource react */
import { App, Button, Input, Modal } from "antd";
import { useRef, useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { freshKey, post, put } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useAttempt } from "../lib/use-attempt.ts";
import { Field } from "./field.tsx";
import { ProblemNote } from "./states.tsx";

type Draft = Record<"name" | "zh" | "en" | "cap" | "url" | "pem" | "why", string>;
const blank: Draft = { name: "", zh: "", en: "", cap: "", url: "", pem: "", why: "" };

/** Of what was filled in: what another person has to agree to. Amounts are read when it is sent, not while typed. */
function proposals({ name, cap, url, pem, why }: Draft): (() => object)[] {
  const rest = { participant: name.trim(), why: why.trim() };
  const parts: readonly (readonly [given: string, body: () => object])[] = [
    [cap, () => ({ ...rest, kind: "cap", amount: typedAmount(cap) })],
    [url, () => ({ ...rest, kind: "endpoint", endpoint: { resource: "all", url: url.trim() } })],
    [pem, () => ({ ...rest, kind: "key", public_key: pem.trim() })],
  ];
  return parts.filter(([given]) => given.trim() !== "").map(([, body]) => body);
}

/** A wallet joins: one person names it, and what lets it send waits for another. */
export function HubAdd({ done }: { done: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const { busy, problem, attempt, clear } = useAttempt();
  /** A repeat key for each proposal as it was filled in: what was heard is not proposed again with the rest. */
  const keys = useRef(new Map<string, string>());
  const begin = (): void => {
    keys.current = new Map();
    clear();
    setDraft(blank);
    setOpen(true);
  };
  const go = (): Promise<void> =>
    attempt(async () => {
      const title = { zh: draft.zh.trim(), en: draft.en.trim() };
      const all = proposals(draft).map((body) => body());
      await put(`/v1/hub/participants/${encodeURIComponent(draft.name.trim())}`, { title });
      for (const body of all) {
        const told = JSON.stringify(body);
        const key = keys.current.get(told) ?? freshKey();
        keys.current.set(told, key);
        await post("/v1/hub/changes", body, key);
      }
      setOpen(false);
      void message.success(
        say(`已新增，${all.length} 项提议等待另一人批准`, `Added; ${all.length} proposals wait for another person`),
      );
      done();
    });
  const named = [draft.name, draft.zh, draft.en].every((one) => one.trim() !== "");
  const complete = named && (proposals(draft).length === 0 || draft.why.trim() !== "");
  return (
    <>
      <Button onClick={begin}>{say("新增参与方", "Add a participant")}</Button>
      <Modal
        open={open}
        title={say("新增参与方", "Add a participant")}
        okText={say("新增并提议", "Add and propose")}
        cancelText={say("取消", "Cancel")}
        okButtonProps={{ loading: busy, disabled: !complete }}
        onOk={() => void go()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <Parts draft={draft} set={(change) => setDraft((was) => ({ ...was, ...change }))} />
          {problem ? <ProblemNote problem={problem} /> : null}
        </div>
      </Modal>
    </>
  );
}

type PartsProps = { draft: Draft; set: (change: Partial<Draft>) => void };

function Parts({ draft, set }: PartsProps) {
  const say = useSay();
  const line = (part: keyof Draft, label: string, placeholder: string) => (
    <Field key={part} label={label}>
      {(id) => (
        <Input
          id={id}
          placeholder={placeholder}
          value={draft[part]}
          onChange={(event) => set({ [part]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {line("name", say("代号（FSPIOP-Source）", "Name (FSPIOP-Source)"), "jdpay")}
      {line("zh", say("中文名称", "Title in Chinese"), "京东支付")}
      {line("en", say("英文名称", "Title in English"), "JD Pay")}
      <p className="soft">
        {say(
          "以下各项均为提议，由另一人批准后生效；可以留空，以后再提。未设限额与资金前不能转出。",
          "What follows are proposals: another person approves each. Leave out what comes later. Without a cap and " +
            "funds it sends nothing.",
        )}
      </p>
      {line("cap", say("净借记上限（元）", "Net debit cap (yuan)"), "100000.00")}
      {line("url", say("回调地址", "Endpoint"), "https://fspiop.wallet.example")}
      {(["pem", "why"] as const).map((part) => (
        <Field
          key={part}
          label={
            part === "pem"
              ? say("RSA 公钥（PEM，至少 2048 位）", "RSA public key (PEM, 2048 bits or more)")
              : say("理由（永久留存）", "Why (kept for ever)")
          }
        >
          {(id) => (
            <Input.TextArea
              id={id}
              className={part === "pem" ? "mono" : ""}
              rows={part === "pem" ? 4 : 2}
              maxLength={part === "pem" ? 8192 : 500}
              value={draft[part]}
              onChange={(event) => set({ [part]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </>
  );
}
