/** @jsxImportSource react */
import { App, Button, Checkbox, Input, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { typedAmount } from "../lib/amount.ts";
import { freshKey, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { HubChange, HubParticipant } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { Field } from "./field.tsx";
import { type HubResource, kinds, resources } from "./hub-words.ts";
import { ProblemNote } from "./states.tsx";

const offered = ["cap", "funds_in", "funds_out", "person_limit", "endpoint", "key", "signing"] as const;
type Kind = (typeof offered)[number];

type Draft = {
  kind: Kind;
  amount: string;
  resource: HubResource;
  url: string;
  pem: string;
  verify: boolean;
  sign: boolean;
  why: string;
};

const blank: Draft = {
  ...{ kind: "cap", amount: "", resource: "all", url: "", pem: "", verify: true, sign: true, why: "" },
};

/** What is sent: of the draft, what its kind is about. */
function bodyOf(draft: Draft, participant: string): Partial<HubChange> & object {
  const { kind, resource, verify, sign } = draft;
  const rest = { kind, participant, why: draft.why.trim() };
  if (kind === "endpoint") return { ...rest, endpoint: { resource, url: draft.url.trim() || null } } as object;
  if (kind === "key") return { ...rest, public_key: draft.pem.trim() } as object;
  if (kind === "signing") return { ...rest, signing: { verify, sign } } as object;
  return { ...rest, amount: typedAmount(draft.amount) };
}

/** A change that another person decides. */
export function HubPropose({ of, done }: { of: HubParticipant; done: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const { busy, problem, attempt, clear } = useAttempt();
  const key = useRef("");
  const set = (change: Partial<Draft>): void => setDraft((was) => ({ ...was, ...change }));
  const begin = (): void => {
    key.current = freshKey();
    clear();
    setDraft({ ...blank, ...of.signing });
    setOpen(true);
  };
  const go = (): Promise<void> =>
    attempt(async () => {
      await post("/v1/hub/changes", bodyOf(draft, of.name), key.current).catch((fault: unknown) => {
        // Refused or not understood: what is mended is another request.
        key.current = freshKey();
        throw fault;
      });
      setOpen(false);
      void message.success(say("已提议，等待另一人批准", "Proposed: another person decides"));
      done();
    });
  return (
    <>
      <Button type="primary" onClick={begin}>
        {say("提议变更", "Propose a change")}
      </Button>
      <Modal
        open={open}
        title={say("提议变更", "Propose a change")}
        okText={say("提议", "Propose")}
        cancelText={say("取消", "Cancel")}
        okButtonProps={{ loading: busy, disabled: draft.why.trim() === "" }}
        onOk={() => void go()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <Parts draft={draft} set={set} />
          <Field label={say("理由（永久留存）", "Why (kept for ever)")}>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={500}
                value={draft.why}
                onChange={(event) => set({ why: event.target.value })}
              />
            )}
          </Field>
          {problem ? <ProblemNote problem={problem} /> : null}
        </div>
      </Modal>
    </>
  );
}

type PartsProps = { draft: Draft; set: (change: Partial<Draft>) => void };

function Parts({ draft, set }: PartsProps) {
  const say = useSay();
  const options = offered.map((value) => ({ value, label: say(...kinds[value]) }));
  return (
    <>
      <Field label={say("变更内容", "What changes")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: "100%" }}
            value={draft.kind}
            options={options}
            onChange={(kind) => set({ kind })}
          />
        )}
      </Field>
      {draft.kind === "endpoint" ? <EndpointParts draft={draft} set={set} /> : null}
      {draft.kind === "key" ? <KeyParts draft={draft} set={set} /> : null}
      {draft.kind === "signing" ? (
        <div className="stack">
          <Checkbox checked={draft.verify} onChange={(event) => set({ verify: event.target.checked })}>
            {say("必须为其请求签名", "It must prove what it sends")}
          </Checkbox>
          <Checkbox checked={draft.sign} onChange={(event) => set({ sign: event.target.checked })}>
            {say("枢纽自身的消息由枢纽签名", "What the hub itself says to it is signed")}
          </Checkbox>
        </div>
      ) : null}
      {["cap", "funds_in", "funds_out", "person_limit"].includes(draft.kind) ? (
        <Field label={say("金额（元）", "Amount (yuan)")}>
          {(id) => (
            <Input
              id={id}
              inputMode="decimal"
              placeholder="10000.00"
              value={draft.amount}
              onChange={(event) => set({ amount: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function EndpointParts({ draft, set }: PartsProps) {
  const say = useSay();
  const options = Object.entries(resources).map(([value, names]) => ({ value, label: say(...names) }));
  return (
    <>
      <Field label={say("用于哪些请求", "For which calls")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: "100%" }}
            value={draft.resource}
            options={options as { value: HubResource; label: string }[]}
            onChange={(resource) => set({ resource })}
          />
        )}
      </Field>
      <Field label={say("地址（留空即移除）", "Address (empty: removed)")}>
        {(id) => (
          <Input
            id={id}
            placeholder="https://fspiop.wallet.example"
            value={draft.url}
            onChange={(event) => set({ url: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function KeyParts({ draft, set }: PartsProps) {
  const say = useSay();
  return (
    <Field label={say("RSA 公钥（PEM，至少 2048 位）", "RSA public key (PEM, 2048 bits or more)")}>
      {(id) => (
        <Input.TextArea
          id={id}
          className="mono"
          rows={6}
          placeholder="-----BEGIN PUBLIC KEY-----"
          value={draft.pem}
          onChange={(event) => set({ pem: event.target.value })}
        />
      )}
    </Field>
  );
}
