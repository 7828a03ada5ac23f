/** @jsxImportSource react */
import { Button, Input, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { put } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { Contact } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { type ContactRole, contactRoles, useRoleName } from "./contact-words.ts";
import type { ContactsOf } from "./contacts.tsx";
import { Field } from "./field.tsx";
import { ProblemNote } from "./states.tsx";

type Draft = { role: ContactRole; order: number } & Record<"name" | "email" | "phone" | "note", string>;
const blank: Draft = { role: "emergency", order: 1, name: "", email: "", phone: "", note: "" };

const draftOf = ({ role, order, person }: Contact): Draft => ({
  ...{ role, order, name: person.name, note: person.note },
  ...{ email: person.email ?? "", phone: person.phone ?? "" },
});

/** Sets whom to call, in a role and a place of its order; whoever stood there is replaced. */
export function ContactForm({ of, known, done }: { of: ContactsOf; known: Contact | null; done: () => void }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const { busy, problem, attempt, clear } = useAttempt();
  const begin = (): void => {
    clear();
    setDraft(known ? draftOf(known) : blank);
    setOpen(true);
  };
  const go = (): Promise<void> =>
    attempt(async () => {
      const { role, order, name, email, phone, note } = draft;
      const person = { name: name.trim(), email: email.trim() || null, phone: phone.trim() || null, note: note.trim() };
      const place = of.kind === "partner" && of.marketplace !== null ? { marketplace: of.marketplace } : {};
      await put("/v1/contacts", { kind: of.kind, name: of.name, ...place, role, order, person });
      setOpen(false);
      done();
    });
  const reachable = draft.name.trim() !== "" && (draft.email.trim() !== "" || draft.phone.trim() !== "");
  return (
    <>
      <Button size="small" onClick={begin}>
        {known ? say("修改", "Change") : say("登记联系人", "Set a contact")}
      </Button>
      <Modal
        open={open}
        title={known ? say("修改联系人", "Change a contact") : say("登记联系人", "Set a contact")}
        okText={say("保存", "Save")}
        cancelText={say("取消", "Cancel")}
        okButtonProps={{ loading: busy, disabled: !reachable }}
        onOk={() => void go()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <PlaceOf draft={draft} set={(change) => setDraft((was) => ({ ...was, ...change }))} fixed={known !== null} />
          <PersonOf draft={draft} set={(change) => setDraft((was) => ({ ...was, ...change }))} />
          {problem ? <ProblemNote problem={problem} /> : null}
        </div>
      </Modal>
    </>
  );
}

type Fields = { draft: Draft; set: (change: Partial<Draft>) => void };

function PlaceOf({ draft, set, fixed }: Fields & { fixed: boolean }) {
  const say = useSay();
  const role = useRoleName();
  return (
    <div className="row" style={{ alignItems: "flex-start" }}>
      <Field label={say("角色", "Role")}>
        {(id) => (
          <Select
            id={id}
            style={{ width: 160 }}
            disabled={fixed}
            value={draft.role}
            options={contactRoles.map((value) => ({ value, label: role(value) }))}
            onChange={(value: ContactRole) => set({ role: value })}
          />
        )}
      </Field>
      <Field label={say("次序", "Order")} hint={say("1 最先联系；同位者即被替换。", "1 is called first; it replaces.")}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={9}
            precision={0}
            disabled={fixed}
            value={draft.order}
            onChange={(value) => set({ order: value ?? 1 })}
          />
        )}
      </Field>
    </div>
  );
}

function PersonOf({ draft, set }: Fields) {
  const say = useSay();
  const fields = [
    ["name", say("姓名", "Name"), 80],
    ["phone", say("电话", "Telephone"), 32],
    ["email", say("邮箱", "Mail"), 254],
    ["note", say("备注", "Note"), 300],
  ] as const;
  return (
    <>
      {fields.map(([field, label, most]) => (
        <Field key={field} label={label}>
          {(id) => (
            <Input
              id={id}
              maxLength={most}
              value={draft[field]}
              onChange={(event) => set({ [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <span className="soft">
        {say(
          "电话与邮箱至少一项。加密保存，审计只记角色与操作人。",
          "A telephone or a mail is needed. It is kept sealed; the audit tells roles and who set them, and nobody's name.",
        )}
      </span>
    </>
  );
}
